import type { PoolName } from '../../domain/dataset-name.ts'
import { poolRef } from '../../domain/pool.ts'
import { ask, type Zfs } from './zfs.ts'

/** A command that changed a pool, as the pool itself remembers. */
export interface PoolCommandRun {
  /** ISO 8601. */
  readonly at: string
  readonly command: string
  readonly user?: string | undefined
  readonly host?: string | undefined
}

/** All commands that changed a pool, oldest first; on all hosts that had it. */
export async function poolHistory(zfs: Zfs, pool: PoolName): Promise<readonly PoolCommandRun[]> {
  return ask(
    zfs,
    {
      argv: ['zpool', 'history', '-l', '--', pool],
      limit: 'look',
      pool,
      attempt: { object: poolRef(pool), done: 'asked for its history', readOnly: true },
    },
    parseHistory,
  )
}

/** Reads `zpool history -l`: `2026-11-22.20:10:48 zpool create … [user 0 (root) on host:linux]`. */
export function parseHistory(stdout: string): readonly PoolCommandRun[] {
  return stdout.split('\n').flatMap((line) => {
    const found =
      /^(\d{4})-(\d\d)-(\d\d)\.(\d\d:\d\d:\d\d) (.*?)(?: \[user (\d+)(?: \(([^)]*)\))? on ([^\]]*?)(?::[^\]:]*)?\])?$/.exec(
        line,
      )
    if (!found) return []
    const [, year, month, day, time, command = '', uid, user, host] = found
    return [
      {
        at: new Date(`${year}-${month}-${day}T${time}Z`).toISOString(),
        command,
        ...(uid === undefined ? {} : { user: user ?? uid }),
        ...(host === undefined ? {} : { host }),
      },
    ]
  })
}
