import { keyPathOf } from '../domain/key-file.ts'
import { toProblems, type Problem } from '../domain/problem.ts'
import type { Host } from '../host/host.ts'
import { unless } from './pool-facts.ts'
import type { PoolChanges } from './pools.ts'

export interface KeyLoaderDeps {
  readonly host: Pick<Host, 'pools'>
  readonly changes: Pick<PoolChanges, 'loadPoolKey'>
  /** Told once of each thing that stands in the way of a key. */
  readonly warn: (problem: Problem) => void
}

/**
 * Loads the keys of encrypted pools that lie in a file, as after a boot; a passphrase is waited for. A file that is not there, or not as it has
 * to be, is looked for again each time: it may lie on a stick that is plugged in later. A key that was tried and did not fit is not tried
 * again before somebody loads it or the daemon is started again.
 */
export function createKeyLoader({ host, changes, warn }: KeyLoaderDeps): () => Promise<void> {
  const tried = new Set<string>()
  const told = new Map<string, string>()
  return async () => {
    for (const pool of await unless('zfs_unavailable', () => host.pools.list())) {
      if (!pool.answers || pool.readOnly) continue
      const { dataset } = await host.pools.settings(pool.name)
      const waits = dataset['keystatus']?.value === 'unavailable'
      if (!waits) {
        tried.delete(pool.guid)
        told.delete(pool.guid)
      }
      if (!waits || tried.has(pool.guid) || keyPathOf(dataset['keylocation']?.value) === undefined) continue
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
  }
}
