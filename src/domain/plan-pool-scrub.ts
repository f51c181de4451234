import { drivesIn, type PoolFacts } from './pool-facts.ts'
import { membersOf } from './pool-members.ts'
import { zpool, type PoolPlan } from './pool-plan.ts'
import { whyNotPool } from './pool-rules.ts'
import { poolRef } from './pool.ts'
import { refused, valid, type Checked, type Problem } from './problem.ts'
import { formatBytes } from './size.ts'

export type ScrubWish = 'start' | 'pause' | 'stop'

/** Decides how a pool is read through and checked, or how that is paused or stopped. */
export function planScrub(wish: ScrubWish, { pool }: PoolFacts): Checked<PoolPlan> {
  const problems = whyNotPool('scrub', pool)
  const { scan } = pool
  const runs = scan.state === 'running' && scan.what === 'scrub'
  const wrong = (message: string, hint?: string) =>
    problems.push({
      code: 'wrong_state',
      object: poolRef(pool.name),
      message,
      ...(hint === undefined ? {} : { hint }),
    })
  if (problems.length === 0) {
    if (wish === 'start' && runs && !scan.paused)
      wrong(`A scrub of ${pool.name} runs already.`, `Watch it: kiste pool show ${pool.name}`)
    if (wish !== 'start' && !runs) wrong(`No scrub of ${pool.name} runs.`)
    if (wish === 'pause' && runs && scan.paused) wrong(`The scrub of ${pool.name} is paused already.`)
  }
  if (problems.length > 0) return refused(...problems)
  const after =
    (scan.state === 'finished' || scan.state === 'cancelled') && scan.what === 'scrub' ? scan.endedAt : null
  const option = { start: [], pause: ['-p'], stop: ['-s'] }[wish]
  const title = {
    start: runs
      ? `Go on with the scrub of ${pool.name}`
      : `Scrub ${pool.name}: read and check ${formatBytes(pool.allocatedBytes)}`,
    pause: `Pause the scrub of ${pool.name}`,
    stop: `Stop the scrub of ${pool.name}`,
  }[wish]
  return valid({
    verb: 'scrub',
    pool: pool.name,
    guid: pool.guid,
    title,
    commands: [
      {
        title,
        argv: zpool('scrub', option, [pool.name]),
        until: {
          start: { is: 'scrubbing' as const, after },
          pause: { is: 'scrub-paused' as const },
          stop: { is: 'no-scrub' as const },
        }[wish],
        undo:
          wish === 'start'
            ? // One that was paused before is paused again.
              [{ when: { is: 'scrub-runs' }, argv: zpool('scrub', [runs ? '-p' : '-s'], [pool.name]) }]
            : [],
      },
    ],
    ...(wish === 'start' ? { waitFor: 'scrub' as const, ends: { is: 'scrubbed' as const, after } } : {}),
    losses: [],
    notes:
      wish === 'start'
        ? ['VMs go on, a little slower. What is wrong on one drive is mended from the others.']
        : [],
  })
}

export type TrimWish = 'start' | 'pause' | 'stop'

/** Decides how the SSDs of a pool are told which blocks are free. */
export function planTrim(wish: TrimWish, facts: PoolFacts): Checked<PoolPlan> {
  const { pool } = facts
  const problems: Problem[] = whyNotPool('trim', pool)
  const members = membersOf(pool, drivesIn(facts)).map(({ leaf, drive }) => ({ trim: leaf.trim, drive }))
  const runs = members.some(({ trim }) => trim?.state === 'running')
  const held = members.some(({ trim }) => trim?.state === 'suspended')
  const able = members.some(({ trim, drive }) =>
    trim === undefined ? drive?.supportsTrim !== false : trim.state !== 'unsupported',
  )
  const wrong = (code: Problem['code'], message: string) =>
    problems.push({ code, object: poolRef(pool.name), message })
  if (problems.length === 0) {
    if (!able)
      wrong('not_supported', `No drive of ${pool.name} can be trimmed; hard disks have nothing to trim.`)
    else if (wish === 'start' && runs) wrong('wrong_state', `${pool.name} is being trimmed already.`)
    else if (wish === 'pause' && !runs) wrong('wrong_state', `${pool.name} is not being trimmed.`)
    else if (wish === 'stop' && !runs && !held) wrong('wrong_state', `${pool.name} is not being trimmed.`)
  }
  if (problems.length > 0) return refused(...problems)
  const title = {
    start: held
      ? `Go on with the trim of ${pool.name}`
      : `Trim ${pool.name}: tell its SSDs which blocks are free`,
    pause: `Pause the trim of ${pool.name}`,
    stop: `Stop the trim of ${pool.name}`,
  }[wish]
  return valid({
    verb: 'trim',
    pool: pool.name,
    guid: pool.guid,
    title,
    commands: [
      {
        title,
        argv: zpool('trim', { start: [], pause: ['-s'], stop: ['-c'] }[wish], [pool.name]),
        until: {
          start: { is: 'trimming' as const },
          pause: { is: 'no-trim-runs' as const },
          stop: { is: 'no-trim' as const },
        }[wish],
        undo:
          wish === 'start'
            ? [{ when: { is: 'trimming' }, argv: zpool('trim', [held ? '-s' : '-c'], [pool.name]) }]
            : [],
      },
    ],
    ...(wish === 'start' ? { waitFor: 'trim' as const } : {}),
    losses: [],
    notes:
      wish === 'start'
        ? ['Blocks that were free cannot be brought back by anything any more, as was never promised.']
        : [],
  })
}
