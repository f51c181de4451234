import { chown, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { exitCodes } from './exit-codes.mjs'
import { readIfThere } from './files.mjs'
import { runInSeat } from './seats.mjs'
import { countReport, formatResults } from './tiers.mjs'

/**
 * @typedef {import('./tiers.mjs').Tier} Tier
 * @typedef {import('./seats.mjs').Seat} Seat
 */

/**
 * Runs tiers of the test suite on a checkout that is set up, and closes with one table and one line over all of them.
 *
 * @param {import('./tiers.mjs').Choice} choice
 * @param {(tier: Tier) => Seat} seatOf
 * @returns {Promise<number>} the exit code: 0 only if something ran and nothing failed
 */
export async function runTiers({ picked, leftOut }, seatOf) {
  /** @param {Tier} tier */
  const runOne = (tier) => runTier(tier, withEnv(seatOf(tier), tier.env))
  // The tools take a core each; the tests are kept apart from them and from each other, for their time limits' sake.
  const results = await Promise.all(picked.filter((tier) => !tier.counts).map(runOne))
  const counting = picked.filter((tier) => tier.counts)
  // What cannot be made ahead is made by its tier, which then says what is wrong.
  const ahead = new Map(
    counting.slice(1).flatMap((tier) => {
      const { ahead: argv } = tier
      return argv === undefined ? [] : [[tier, runInSeat(withEnv(seatOf(tier), tier.env), argv, 'collect')]]
    }),
  )
  for (const tier of counting) {
    await ahead.get(tier)
    results.push(await runOne(tier))
  }
  const { table, verdict, ok } = formatResults(results)
  const notes = leftOut.map((tier) =>
    tier.onlyByName === true
      ? `Tier ${tier.name} takes long and runs by name: npm test -- ${tier.name}\n\n`
      : `Tier ${tier.name} needs root and was not run.\n\n`,
  )
  for (const { name, failures } of results)
    for (const failure of failures) console.log(`\n── failed in ${name} ── ${failure}`)
  console.log(`\n${table}\n\n${notes.join('')}${verdict}`)
  return ok ? exitCodes.ok : exitCodes.failed
}

/**
 * @param {Seat} seat
 * @param {Tier['env']} env
 * @returns {Seat}
 */
function withEnv(seat, env) {
  return env === undefined ? seat : { ...seat, env: { ...seat.env, ...env } }
}

/**
 * @param {Tier} tier
 * @param {Seat} seat
 */
async function runTier(tier, seat) {
  const started = performance.now()
  /** @param {import('./tiers.mjs').Tally} tally */
  const result = (tally) => ({ name: tier.name, ...tally, seconds: (performance.now() - started) / 1000 })
  if (tier.counts) return result(await runCounting(tier, seat))
  const ended = await runInSeat(seat, tier.argv, 'collect')
  const ok = ended.code === 0
  if (!ok) console.log(`\n── ${tier.name} ──\n${ended.stdout}${ended.stderr}`)
  return result({ passed: Number(ok), failed: Number(!ok), skipped: 0, failures: [] })
}

/**
 * @param {Tier} tier
 * @param {Seat} seat
 */
async function runCounting(tier, seat) {
  // Each report in a folder of its own: root writes nothing where another user may.
  const folder = await mkdtemp(join(tmpdir(), 'kiste-tier-'))
  try {
    if (seat.user) await chown(folder, seat.user.uid, seat.user.gid)
    const report = join(folder, 'report.json')
    const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`]
    const { code } = await runInSeat(seat, [...tier.argv, ...reporters], 'show')
    return countReport(readIfThere(report), code)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}
