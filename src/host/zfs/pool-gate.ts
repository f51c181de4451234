import type { PoolName } from '../../domain/dataset-name.ts'
import { CommandError, type Runner } from '../exec.ts'
import { quoted } from './meaning.ts'
import { poolState } from './pool-states.ts'
import { poolUnavailable } from './zfs-problems.ts'

export interface GateRules {
  /** Goes in although the pool is suspended: looking at it, and what mends it. */
  readonly evenSuspended: boolean
  /** A stream, or a wait for the pool's own work: as long as it takes, and so it takes up no place. */
  readonly unhurried: boolean
  readonly signal?: AbortSignal | undefined
}

/** Lets a few commands at a time on each pool, and none on a pool that would not answer. */
export interface PoolGate {
  /** Runs `work` when its turn comes; rejects with `pool_unavailable` in its place when the pool cannot be called. */
  through<T>(pool: PoolName | undefined, rules: GateRules, work: () => Promise<T>): Promise<T>
}

interface Lane {
  running: number
  /** Commands that were given up on and may be waiting in the kernel still. */
  hanging: number
  readonly waiting: (() => void)[]
}

/** A gate that lets `atOnce` commands on each pool; those that touch no pool share one more lane. */
export function createPoolGate(runner: Runner, atOnce: number): PoolGate {
  const lanes = new Map<PoolName | undefined, Lane>()
  return {
    async through(pool, rules, work) {
      const lane = lanes.get(pool) ?? { running: 0, hanging: 0, waiting: [] }
      lanes.set(pool, lane)
      // What mends a pool must get through where others are stuck.
      const most = rules.evenSuspended ? 2 * atOnce : atOnce
      refuseIfStuck(lane, pool, most)
      if (!rules.unhurried) await turn(lane, most, rules.signal)
      try {
        refuseIfStuck(lane, pool, most)
        if (pool !== undefined && !rules.evenSuspended) await refuseIfSuspended(runner, pool)
        return await work()
      } catch (error) {
        countIfHanging(lane, error)
        throw error
      } finally {
        if (!rules.unhurried) leave(lane)
        if (lane.running + lane.hanging + lane.waiting.length === 0) lanes.delete(pool)
      }
    },
  }
}

function refuseIfStuck(lane: Lane, pool: PoolName | undefined, most: number): void {
  if (lane.hanging < most) return
  throw poolUnavailable(
    pool ?? '(all)',
    `${lane.hanging} commands on it hang already`,
    pool === undefined
      ? 'See dmesg; a restart of the machine ends them.'
      : `Look for lost disks: zpool status ${quoted(pool)}; then zpool clear, or restart the machine.`,
  )
}

async function refuseIfSuspended(runner: Runner, pool: PoolName): Promise<void> {
  if ((await poolState(runner, pool)) !== 'suspended') return
  throw poolUnavailable(
    pool,
    'it lost devices and has stopped all reading and writing',
    `Connect the devices again, then: zpool clear ${quoted(pool)}`,
  )
}

/** Waits for a place. Each command that has one has a time limit, so it comes. */
async function turn(lane: Lane, most: number, signal: AbortSignal | undefined): Promise<void> {
  if (lane.running + lane.hanging < most) {
    lane.running++
    return
  }
  await new Promise<void>((resolve, reject) => {
    const go = () => {
      signal?.removeEventListener('abort', giveUp)
      resolve()
    }
    const giveUp = () => {
      lane.waiting.splice(lane.waiting.indexOf(go), 1)
      reject(new CommandError(['zfs'], { why: 'aborted' }, '', ''))
    }
    lane.waiting.push(go)
    if (signal?.aborted === true) giveUp()
    else signal?.addEventListener('abort', giveUp, { once: true })
  })
}

/** The place goes to whoever waits longest. */
function leave(lane: Lane): void {
  const next = lane.waiting.shift()
  if (next) next()
  else lane.running--
}

function countIfHanging(lane: Lane, error: unknown): void {
  const command = error instanceof Error && error.cause instanceof CommandError ? error.cause : error
  if (!(command instanceof CommandError) || command.end.why !== 'abandoned') return
  lane.hanging++
  void command.end.gone.then(() => {
    lane.hanging--
  })
}
