import { isFinished } from '../domain/job.ts'
import { keyPathOf } from '../domain/key-file.ts'
import { toProblems, type Problem } from '../domain/problem.ts'
import { poolRef } from '../domain/pool.ts'
import type { Host } from '../host/host.ts'
import type { JobEngine } from '../jobs/job-engine.ts'
import { poolJobKind } from './jobs/pool.ts'
import { unless } from './pool-facts.ts'
import type { PoolChanges } from './pools.ts'
import type { Settings } from './waits-keeper.ts'

export interface KeyLoaderDeps {
  readonly host: Pick<Host, 'pools' | 'facts'>
  readonly changes: Pick<PoolChanges, 'loadPoolKey'>
  readonly engine: Pick<JobEngine, 'list'>
  /** Where it is kept which keys were loaded in this run of the host. */
  readonly settings: Settings
  readonly now: () => Date
  /** Told once of each thing that stands in the way of a key. */
  readonly warn: (problem: Problem) => void
}

/** Pools whose keys have been there in a run of the host, by guid: one that is not there any more was unloaded by somebody. */
interface SeenLoaded {
  readonly boot: string
  readonly guids: readonly string[]
}

const key = 'keys-seen'

/**
 * Loads the keys of encrypted pools that lie in a file, once in each run of the host and after an import; a passphrase is waited for, and what
 * somebody unloaded stays so. A file that is not there, or not as it has to be, is looked for again each time: it may lie on a stick that is
 * plugged in later. A key that was tried and did not fit is not tried again before somebody loads it or the daemon is started again.
 */
export function createKeyLoader(deps: KeyLoaderDeps): () => Promise<void> {
  const { host, changes, settings, warn } = deps
  const tried = new Set<string>()
  const told = new Map<string, string>()
  const wasUnloaded = watchUnloading(deps)
  return async () => {
    const pools = await unless('zfs_unavailable', () => host.pools.list())
    if (pools.length === 0) return
    const boot = await host.facts.bootId()
    const before = seenIn(settings.get(key), boot)
    const guids = new Set(before.guids)
    for (const pool of pools) {
      if (!pool.answers || pool.readOnly) continue
      const { dataset } = await host.pools.settings(pool.name)
      const status = dataset['keystatus']?.value
      // Asked at every look, as each job counts once.
      if (status !== undefined && wasUnloaded(pool.name)) guids.add(pool.guid)
      if (status === 'available') {
        guids.add(pool.guid)
        tried.delete(pool.guid)
        told.delete(pool.guid)
      }
      const isDue = status === 'unavailable' && !guids.has(pool.guid) && !tried.has(pool.guid)
      if (!isDue || keyPathOf(dataset['keylocation']?.value) === undefined) continue
      try {
        const change = await changes.loadPoolKey(pool.name, {})
        tried.add(pool.guid)
        change.submit('kiste')
      } catch (error) {
        const problems = toProblems(error)
        const words = problems.map(({ message }) => message).join(' ')
        if (told.get(pool.guid) !== words) for (const problem of problems) warn(problem)
        told.set(pool.guid, words)
      }
    }
    // A pool that was exported is new when it comes back; one that does not answer has not gone.
    const there = pools.map((pool) => (pool.answers ? pool.guid : undefined))
    const kept = there.includes(undefined) ? [...guids] : [...guids].filter((guid) => there.includes(guid))
    const after: SeenLoaded = { boot, guids: kept.toSorted() }
    if (JSON.stringify(after) !== JSON.stringify(before)) settings.set(key, after, deps.now().toISOString())
  }
}

/**
 * Whether a job unloads a pool's key, or has since the last look: then the key was there, even if nobody looked in between, as between the
 * making of a pool and the end of the daemon. Each job counts once: what comes after it is another matter.
 */
function watchUnloading({ engine, now }: KeyLoaderDeps): (pool: string) => boolean {
  const since = now().toISOString()
  const counted = new Set<string>()
  return (pool) => {
    const fresh = engine
      .list({ object: poolRef(pool) })
      .filter((job) => job.kind === poolJobKind('unload-key') && !counted.has(job.id))
      .filter((job) => !isFinished(job) || (job.state === 'done' && job.finishedAt >= since))
    for (const { id } of fresh) counted.add(id)
    return fresh.length > 0
  }
}

function seenIn(kept: unknown, boot: string): SeenLoaded {
  const none = { boot, guids: [] }
  if (typeof kept !== 'object' || kept === null || !('boot' in kept) || !('guids' in kept)) return none
  if (kept.boot !== boot || !Array.isArray(kept.guids)) return none
  return { boot, guids: kept.guids.filter((guid) => typeof guid === 'string') }
}
