import type { Problem } from './problem.ts'
import { poolRef, type Pool, type PoolState } from './pool.ts'

/** What may go on in a pool that stands in the way of something else. */
export type PoolWork = 'resilver' | 'scrub' | 'expansion' | 'removal' | 'checkpoint' | 'discarding'

interface PoolRule {
  /** In which states of the pool it works. */
  readonly states: readonly PoolState[]
  /** Whether it writes to the pool. */
  readonly writes: boolean
  /** What must not go on meanwhile. */
  readonly not: readonly PoolWork[]
  /** What people call it, where that is not the verb itself. */
  readonly said?: string
}

const working: readonly PoolState[] = ['online', 'degraded']
/** Anything but suspended: a suspended pool holds every command that touches it, for good. */
const answering: readonly PoolState[] = ['online', 'degraded', 'faulted', 'offline', 'removed', 'unavail']

/**
 * What is allowed when: the one table behind the refusal, the CLI's message and a disabled button's reason. From OpenZFS
 * (`spa_vdev_attach`, `spa_vdev_detach`, `spa_vdev_remove_top_check`, `spa_checkpoint_check`, zpool-checkpoint(8)); a checkpoint
 * stops `replace` too, since ZFS replaces by attaching.
 */
export const poolCan = {
  create: { states: [], writes: true, not: [] },
  import: { states: [], writes: true, not: [] },
  add: { states: working, writes: true, not: ['expansion'] },
  attach: { states: working, writes: true, not: ['removal', 'expansion', 'checkpoint', 'discarding'] },
  detach: { states: working, writes: true, not: ['removal', 'checkpoint', 'discarding'] },
  replace: { states: working, writes: true, not: ['removal', 'checkpoint', 'discarding'] },
  offline: { states: working, writes: true, not: [] },
  online: { states: working, writes: true, not: [] },
  expand: { states: working, writes: true, not: [] },
  /** Of logs, caches and spares, which hold nothing that is not elsewhere. */
  remove: { states: working, writes: true, not: ['checkpoint', 'discarding'] },
  /** Of a vdev with data, which is emptied first. */
  evacuate: {
    states: working,
    writes: true,
    not: ['resilver', 'removal', 'expansion', 'checkpoint', 'discarding'],
    said: 'remove',
  },
  'cancel-remove': { states: working, writes: true, not: [] },
  split: {
    states: ['online'],
    writes: true,
    not: ['resilver', 'removal', 'expansion', 'checkpoint', 'discarding'],
  },
  export: { states: answering, writes: false, not: [] },
  destroy: { states: answering, writes: false, not: [] },
  upgrade: { states: working, writes: true, not: [] },
  checkpoint: { states: working, writes: true, not: ['removal', 'expansion', 'checkpoint', 'discarding'] },
  'discard-checkpoint': { states: working, writes: true, not: ['discarding'] },
  scrub: { states: working, writes: true, not: ['resilver'] },
  trim: { states: working, writes: true, not: ['removal'] },
  clear: { states: ['online', 'degraded', 'faulted', 'unavail', 'suspended'], writes: false, not: [] },
  set: { states: working, writes: true, not: [] },
  'load-key': { states: working, writes: false, not: [] },
  'unload-key': { states: working, writes: false, not: [] },
  'change-key': { states: working, writes: true, not: [] },
  advise: { states: working, writes: false, not: [] },
  /** What goes on in the pool would be measured with it, and a checkpoint keeps what is destroyed. */
  bench: {
    states: working,
    writes: true,
    not: ['resilver', 'scrub', 'removal', 'expansion', 'checkpoint', 'discarding'],
  },
} as const satisfies Record<string, PoolRule>

export type PoolVerb = keyof typeof poolCan

/** All that goes on in a pool now. */
export function worksIn(
  pool: Pick<Pool, 'scan' | 'expansion' | 'removal' | 'checkpoint'>,
): readonly PoolWork[] {
  return [
    ...(pool.scan.state === 'running' ? [pool.scan.what] : []),
    ...(pool.expansion.state === 'running' || pool.expansion.state === 'paused'
      ? (['expansion'] as const)
      : []),
    ...(pool.removal.state === 'running' ? (['removal'] as const) : []),
    ...(pool.checkpoint.state === 'exists' ? (['checkpoint'] as const) : []),
    ...(pool.checkpoint.state === 'discarding' ? (['discarding'] as const) : []),
  ]
}

const stateWords: Readonly<Record<PoolState, string>> = {
  online: 'online',
  degraded: 'degraded',
  faulted: 'faulted',
  offline: 'offline',
  removed: 'removed',
  unavail: 'unavailable',
  suspended: 'suspended: it lost too many drives, and all reads and writes wait',
}

const workWords: Readonly<Record<PoolWork, string>> = {
  resilver: 'data is being rebuilt onto a drive (resilver)',
  scrub: 'a scrub runs',
  expansion: 'a raidz is being expanded',
  removal: 'a vdev is being removed',
  checkpoint: 'the pool has a checkpoint',
  discarding: 'a checkpoint is being discarded',
}

const workHints: Readonly<Record<PoolWork, (pool: string) => string>> = {
  resilver: (pool) => `Wait until it has finished: kiste pool show ${pool}`,
  scrub: (pool) => `Wait, or stop it: kiste pool scrub ${pool} --stop`,
  expansion: (pool) => `Wait until it has finished: kiste pool show ${pool}`,
  removal: (pool) => `Wait until it has finished: kiste pool show ${pool}`,
  checkpoint: (pool) =>
    `Discard it, if the pool need not go back to it: kiste pool checkpoint ${pool} --discard`,
  discarding: (pool) => `Wait until it has finished: kiste pool show ${pool}`,
}

/** Everything that stands in the way of doing this to that pool now. */
export function whyNotPool(verb: PoolVerb, pool: Pool): Problem[] {
  const rule: PoolRule = poolCan[verb]
  const object = poolRef(pool.name)
  const said = rule.said ?? verb
  if (!rule.states.includes(pool.state))
    return [
      {
        code: 'pool_unavailable',
        object,
        message: `${pool.name} is ${stateWords[pool.state]}; ${said} does not work then.`,
        hint: `See what is wrong and what to do: kiste pool doctor ${pool.name}`,
      },
    ]
  const readOnly: Problem[] =
    rule.writes && pool.readOnly
      ? [
          {
            code: 'read_only',
            object,
            message: `${pool.name} is imported read-only, so nothing in it can be changed.`,
            hint: `Export it and import it for writing: kiste pool export ${pool.name}, then kiste pool import ${pool.name}`,
          },
        ]
      : []
  const inTheWay = worksIn(pool).filter((work) => rule.not.includes(work))
  return [
    ...readOnly,
    ...inTheWay.map((work): Problem => ({
      code: 'wrong_state',
      object,
      message: `In ${pool.name}, ${workWords[work]}; ${said} has to wait for that.`,
      hint: workHints[work](pool.name),
    })),
  ]
}

/** What does not work while this goes on, for a person who is about to start it. */
export function verbsBlockedBy(work: PoolWork): readonly PoolVerb[] {
  return (Object.keys(poolCan) as PoolVerb[]).filter((verb) => (poolCan[verb] as PoolRule).not.includes(work))
}
