import { exitCodes, SetUpError } from './exit-codes.mjs'

/**
 * A part of the test suite.
 *
 * @typedef {object} Tier
 * @property {string} name
 * @property {string} what
 * @property {readonly string[]} argv Run from the checkout, `node` being this very one.
 * @property {boolean} counts Whether it counts its tests itself, in a report of vitest's; others are one test each.
 * @property {'user' | 'root'} as Whose rights it takes: what is made for users is tested as one.
 * @property {Readonly<Record<string, string>>} [env] What it is told beside the seat's environment.
 * @property {readonly string[]} [ahead] What can be made for it while other tiers run, in the time that they leave; run from the checkout, too.
 * @property {true} [onlyByName] It takes longer than all others together, and is not part of the whole suite.
 */

const paths = ['src', 'web', 'test', 'setup', 'bench', 'lab', 'vitest.config.ts']

/** @type {readonly Tier[]} */
export const tiers = [
  tool('types', 'the types fit', ['setup/check-types.mjs']),
  tool('lint', 'the rules and walls of the house hold', ['node_modules/oxlint/bin/oxlint', ...paths]),
  tool('format', 'the code is formatted', ['node_modules/oxfmt/bin/oxfmt', '--check', ...paths]),
  vitest('unit', 'pure code, and everything else on the fake host'),
  vitest('deep', 'every kind of job with every fault, and real processes killed'),
  vitest('local', 'real libvirt and QEMU'),
  vitest('browser', 'the page, in a browser'),
  vitest('system', 'the system libvirt, in network namespaces of its own', 'root'),
  lab(
    'lab',
    'lab-core',
    'zfs-2.3',
    'a real host in a VM: OpenZFS 2.3, and a pool from its plan to its repair',
  ),
  byName(lab('lab-all', 'lab', 'zfs-2.3', 'all of that host: system libvirt, pulled disks, power cuts')),
  byName(lab('lab-2.1', 'lab', 'zfs-2.1', 'the same with OpenZFS 2.1, which has no JSON')),
  byName(
    lab('stories', 'stories', 'zfs-2.3', 'stories with guests that boot inside of that VM', {
      KISTE_LAB_KVM: '1',
    }),
  ),
]

/**
 * @typedef {object} Choice
 * @property {readonly Tier[]} picked
 * @property {readonly Tier[]} leftOut Those that this user cannot run, or that run only by name.
 */

/**
 * Picks tiers by name, or all of them. What only root can run is left out for others; asked for by name, it is refused.
 *
 * @param {readonly string[]} names
 * @param {boolean} isRoot
 * @returns {Choice}
 */
export function pickTiers(names, isRoot) {
  const unknown = names.filter((name) => !tiers.some((tier) => tier.name === name))
  if (unknown.length > 0)
    throw new SetUpError(
      `There is no tier ${unknown.join(', ')}. There are: ${tiers.map((tier) => tier.name).join(', ')}.`,
      exitCodes.usage,
    )
  const wanted = names.length === 0 ? tiers : tiers.filter((tier) => names.includes(tier.name))
  const leftOut = wanted.filter(
    (tier) => (tier.as === 'root' && !isRoot) || (tier.onlyByName === true && names.length === 0),
  )
  if (names.length > 0 && leftOut.length > 0)
    throw new SetUpError(
      `Tier ${leftOut.map((tier) => tier.name).join(', ')} needs root. As root, run: npm test -- ${names.join(' ')}`,
      exitCodes.usage,
    )
  return { picked: wanted.filter((tier) => !leftOut.includes(tier)), leftOut }
}

/**
 * @param {string} name
 * @param {string} what
 * @param {readonly string[]} argv
 * @returns {Tier}
 */
function tool(name, what, argv) {
  return { name, what, argv, counts: false, as: 'user' }
}

/**
 * The configuration is loaded without a copy of it being written beside it: the tests' user may not write there.
 *
 * @param {string} name
 * @param {string} what
 * @param {Tier['as']} [as]
 * @returns {Tier}
 */
function vitest(name, what, as = 'user') {
  return {
    name,
    what,
    argv: ['node_modules/vitest/vitest.mjs', 'run', '--configLoader', 'runner', '--project', name],
    counts: true,
    as,
  }
}

/**
 * @param {string} name
 * @param {string} project
 * @param {string} flavour
 * @param {string} what
 * @param {Readonly<Record<string, string>>} [more]
 * @returns {Tier}
 */
function lab(name, project, flavour, what, more = {}) {
  return {
    ...vitest(project, what),
    name,
    env: { KISTE_LAB_FLAVOURS: flavour, ...more },
    // Compiling ZFS and installing a host takes minutes, and tests wait for much.
    ahead: [
      '--import',
      './setup/lowest-priority.mjs',
      '--import',
      'tsx',
      'lab/main.ts',
      'build',
      '--flavour',
      flavour,
    ],
  }
}

/**
 * @param {Tier} tier
 * @returns {Tier}
 */
function byName(tier) {
  return { ...tier, onlyByName: true }
}

/**
 * What came of a tier.
 *
 * @typedef {object} Tally
 * @property {number} passed
 * @property {number} failed
 * @property {number} skipped
 * @property {readonly string[]} failures What failed and why, a text each; for a whole run's end, as what tests print is long.
 */

/**
 * A report of vitest's, as far as it is read here.
 *
 * @typedef {{ status: string, fullName: string, failureMessages?: readonly string[] }} TestReport
 * @typedef {{ name: string, status: string, message?: string, assertionResults: readonly TestReport[] }} FileReport
 */

/**
 * Counts a report of vitest's. A file that could not even be loaded counts as a failed test; so does a run that ended badly with
 * nothing failed in its report, and one that ran nothing.
 *
 * @param {string | undefined} report its JSON, if it was written
 * @param {number} exitCode
 * @returns {Tally}
 */
export function countReport(report, exitCode) {
  if (report === undefined) return { passed: 0, failed: 1, skipped: 0, failures: ['No report was written.'] }
  const { testResults } = /** @type {{ testResults: readonly FileReport[] }} */ (JSON.parse(report))
  const tests = testResults.flatMap((file) => file.assertionResults)
  const passed = tests.filter((test) => test.status === 'passed').length
  const skipped = tests.filter((test) => test.status !== 'passed' && test.status !== 'failed').length
  const failures = testResults.filter((file) => file.status === 'failed').flatMap(failuresOf)
  if (failures.length === 0 && exitCode !== 0)
    failures.push(`Vitest ended with ${exitCode}, and no test failed.`)
  else if (failures.length === 0 && passed === 0) failures.push('No test ran.')
  return { passed, failed: failures.length, skipped, failures }
}

/**
 * @param {FileReport} file
 * @returns {string[]}
 */
function failuresOf(file) {
  const failed = file.assertionResults.filter((test) => test.status === 'failed')
  if (failed.length === 0) return [`${file.name}\n${firstLines(file.message)}`]
  return failed.map(
    (test) => `${file.name}: ${test.fullName}\n${firstLines(test.failureMessages?.join('\n'))}`,
  )
}

/** @param {string} [message] */
function firstLines(message = '') {
  const lines = message.split('\n').slice(0, 12)
  return lines.map((line) => `    ${line}`).join('\n')
}

/**
 * The closing table, and the closing line that other programs read.
 *
 * @param {readonly (Tally & { readonly name: string, readonly seconds: number })[]} results
 */
export function formatResults(results) {
  /** @param {'passed' | 'failed' | 'skipped'} what */
  const sum = (what) => results.reduce((total, result) => total + result[what], 0)
  const rows = results.map(({ name, passed, failed, skipped, seconds }) =>
    [
      name.padEnd(8),
      ...[passed, failed, skipped].map((count) => String(count).padStart(8)),
      `${seconds.toFixed(1)} s`.padStart(10),
    ].join(''),
  )
  const head = [
    'tier'.padEnd(8),
    ...['passed', 'failed', 'skipped'].map((word) => word.padStart(8)),
    'time'.padStart(10),
  ].join('')
  const skipped = sum('skipped')
  const verdict = `${sum('passed')} passed, ${sum('failed')} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`
  return { table: [head, ...rows].join('\n'), verdict, ok: sum('failed') === 0 && sum('passed') > 0 }
}
