// Runs tiers of the test suite as the user who asks, on a checkout that is set up: `node setup/run-tiers.mjs [TIER …]`.
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { exitCodes, runMain, SetUpError } from './exit-codes.mjs'
import { readIfThere } from './files.mjs'
import { run } from './run-command.mjs'
import { countReport, formatResults, tiers } from './tiers.mjs'

/** @typedef {import('./tiers.mjs').Tier} Tier */

const root = dirname(dirname(fileURLToPath(import.meta.url)))

/** @param {readonly string[]} names */
function pickTiers(names) {
  const unknown = names.filter((name) => !tiers.some((tier) => tier.name === name))
  if (unknown.length > 0)
    throw new SetUpError(
      `There is no tier ${unknown.join(', ')}. There are: ${tiers.map((tier) => tier.name).join(', ')}.`,
      exitCodes.usage,
    )
  return names.length === 0 ? tiers : tiers.filter((tier) => names.includes(tier.name))
}

/**
 * @param {Tier} tier
 * @param {string} folder for its report
 */
async function runTier(tier, folder) {
  const started = performance.now()
  const report = join(folder, `${tier.name}.json`)
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`]
  const argv = [process.execPath, ...tier.argv, ...(tier.counts ? reporters : [])]
  const ended = await run(argv, { cwd: root, output: tier.counts ? 'show' : 'collect', check: false })
  const ok = ended.code === 0
  if (!ok && !tier.counts) console.log(`\n── ${tier.name} ──\n${ended.stdout}${ended.stderr}`)
  const tally = tier.counts
    ? countReport(readIfThere(report), ended.code)
    : { passed: Number(ok), failed: Number(!ok), skipped: 0 }
  return { name: tier.name, ...tally, seconds: (performance.now() - started) / 1000 }
}

await runMain(async () => {
  const picked = pickTiers(process.argv.slice(2))
  const folder = await mkdtemp(join(tmpdir(), 'kiste-tiers-'))
  try {
    // The tools take a core each; the tests are kept apart from them and from each other, for their time limits' sake.
    const results = await Promise.all(
      picked.filter((tier) => !tier.counts).map((tier) => runTier(tier, folder)),
    )
    for (const tier of picked.filter((tier) => tier.counts)) results.push(await runTier(tier, folder))
    const { table, verdict, ok } = formatResults(results)
    console.log(`\n${table}\n\n${verdict}`)
    return ok ? exitCodes.ok : exitCodes.failed
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
})
