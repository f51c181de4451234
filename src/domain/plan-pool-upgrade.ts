import { costOf, poolFeatures, releasesOf } from './pool-features.ts'
import type { PoolFacts } from './pool-facts.ts'
import { zpool, type PoolPlan } from './pool-plan.ts'
import { whyNotPool } from './pool-rules.ts'
import { poolRef } from './pool.ts'
import { refused, valid, type Checked } from './problem.ts'

/** Decides whether a pool gets the features of this host's ZFS, and says who cannot import it any more then. */
export function planUpgrade({ pool, features }: PoolFacts): Checked<PoolPlan> {
  const problems = whyNotPool('upgrade', pool)
  const object = poolRef(pool.name)
  if (problems.length === 0 && features === undefined)
    problems.push({
      code: 'zfs_unavailable',
      object,
      message: `The features of ${pool.name} could not be read.`,
    })
  const off = Object.entries(features ?? {})
    .filter(([, state]) => state === 'disabled')
    .map(([name]) => name)
    .toSorted()
  if (problems.length === 0 && off.length === 0)
    problems.push({
      code: 'wrong_state',
      object,
      message: `${pool.name} has every feature of this host’s ZFS already.`,
    })
  if (problems.length > 0) return refused(...problems)
  return valid({
    verb: 'upgrade',
    pool: pool.name,
    guid: pool.guid,
    title: `Give ${pool.name} ${off.length} new feature${off.length === 1 ? '' : 's'}: ${off.join(', ')}`,
    commands: [
      {
        title: `Enable the new features of ${pool.name}`,
        argv: zpool('upgrade', [], [pool.name]),
        until: { is: 'has-features', names: off },
      },
    ],
    losses: [],
    notes: notesOn(off),
  })
}

function notesOn(off: readonly string[]): string[] {
  const { needs, unknown } = costOf(off)
  const atOnce = poolFeatures.filter((one) => one.atOnce && off.includes(one.name))
  const older = needs === null ? [] : releasesOf.filter((release) => Number(release.version) < Number(needs))
  const systems = older.map((release) => `${release.systems} (${release.version})`).join(', ')
  return [
    'There is no way back: a feature that is enabled is never disabled again.',
    ...(needs === null
      ? []
      : [
          `Hosts with ZFS older than ${needs} cannot import the pool any more${atOnce.length > 0 ? '' : ', once the features are used'}${systems === '' ? '' : `: ${systems}`}. Rescue systems are often older.`,
        ]),
    ...(unknown.length === 0
      ? []
      : [
          `What ${unknown.join(', ')} ${unknown.length === 1 ? 'asks' : 'ask'} of other hosts is not known here.`,
        ]),
    'Nothing of what is there gets slower or faster by it; leave it until one of the features is wanted.',
  ]
}
