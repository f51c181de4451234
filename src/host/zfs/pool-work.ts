import type { PoolName } from '../../domain/dataset-name.ts'
import { poolRef } from '../../domain/pool.ts'
import { messageOf } from '../../domain/thrown.ts'
import { zfsErrorKind } from './zfs-error.ts'
import type { Zfs } from './zfs.ts'

/** Reads all data and mends what is wrong; goes on where it was paused. One that runs already is success. */
export async function startScrub(zfs: Zfs, pool: PoolName): Promise<void> {
  try {
    await work(zfs, pool, 'scrubbed', ['scrub', '--', pool])
  } catch (error) {
    if (zfsErrorKind(error) !== 'already-running') throw error
    // "Already" may also be a resilver, after which a scrub would have to be asked for again.
    if (!/currently scrubbing/.test(messageOf(error))) throw error
  }
}

/** Pauses a scrub, over reboots too. Paused already is success; none at all is not. */
export async function pauseScrub(zfs: Zfs, pool: PoolName): Promise<void> {
  try {
    await work(zfs, pool, 'paused in its scrub', ['scrub', '-p', '--', pool])
  } catch (error) {
    if (zfsErrorKind(error) !== 'already-running' || !/paused/.test(messageOf(error))) throw error
  }
}

/** Ends a scrub where it is. None running is success. */
export async function stopScrub(zfs: Zfs, pool: PoolName): Promise<void> {
  await unlessIdle(() => work(zfs, pool, 'stopped in its scrub', ['scrub', '-s', '--', pool]))
}

/** Tells the devices which blocks are free; goes on where it was suspended. Devices that cannot are left out. */
export async function startTrim(zfs: Zfs, pool: PoolName, devices: readonly string[] = []): Promise<void> {
  await work(zfs, pool, 'trimmed', ['trim', '--', pool, ...devices])
}

export async function suspendTrim(zfs: Zfs, pool: PoolName): Promise<void> {
  await unlessIdle(() => work(zfs, pool, 'paused in its trim', ['trim', '-s', '--', pool]))
}

export async function cancelTrim(zfs: Zfs, pool: PoolName): Promise<void> {
  await unlessIdle(() => work(zfs, pool, 'stopped in its trim', ['trim', '-c', '--', pool]))
}

/** Keeps the whole pool as it is now, to go back to. There can be one. */
export async function takeCheckpoint(zfs: Zfs, pool: PoolName): Promise<void> {
  await work(zfs, pool, 'given a checkpoint', ['checkpoint', '--', pool])
}

/** Lets go of the checkpoint; its space comes back by and by. None is success. */
export async function discardCheckpoint(zfs: Zfs, pool: PoolName): Promise<void> {
  try {
    await work(zfs, pool, 'freed of its checkpoint', ['checkpoint', '-d', '--', pool])
  } catch (error) {
    if (zfsErrorKind(error) !== 'no-checkpoint') throw error
  }
}

/** Enables all features this release has, within the pool's `compatibility`. Older releases may not open it any more. */
export async function upgradePool(zfs: Zfs, pool: PoolName): Promise<void> {
  await work(zfs, pool, 'upgraded', ['upgrade', '--', pool])
}

/** What `zpool wait` can wait for. */
export type PoolActivity =
  | 'discard'
  | 'free'
  | 'initialize'
  | 'replace'
  | 'remove'
  | 'resilver'
  | 'scrub'
  | 'trim'
  | 'raidz_expand'

/** Waits until none of these goes on any more, however long; a pause counts as going on. Ending the wait ends none of them. */
export async function waitForPool(
  zfs: Zfs,
  pool: PoolName,
  activities: readonly PoolActivity[],
  { signal }: { readonly signal?: AbortSignal | undefined } = {},
): Promise<void> {
  await zfs.run({
    argv: ['zpool', 'wait', '-t', activities.join(','), '--', pool],
    limit: 'none',
    pool,
    attempt: { object: poolRef(pool), done: 'waited for', readOnly: true },
    signal,
  })
}

async function work(zfs: Zfs, pool: PoolName, done: string, words: readonly string[]): Promise<void> {
  await zfs.run({
    argv: ['zpool', ...words],
    limit: 'change',
    pool,
    attempt: { object: poolRef(pool), done },
  })
}

async function unlessIdle(stop: () => Promise<void>): Promise<void> {
  try {
    await stop()
  } catch (error) {
    if (zfsErrorKind(error) !== 'not-running') throw error
  }
}
