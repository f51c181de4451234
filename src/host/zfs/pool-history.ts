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

const entry = /^(\d{4}-\d\d-\d\d)\.(\d\d:\d\d:\d\d) /
const origin = / \[user (\d+)(?: \(([^)]*)\))? on ([^\]]*?)(?::[^\]:]*)?\]$/

/** Reads `zpool history -l`: `2026-11-22.20:10:48 zpool create … [user 0 (root) on host:linux]`. A command may have line ends in it. */
export function parseHistory(stdout: string): readonly PoolCommandRun[] {
  const entries: string[] = []
  for (const line of stdout.split('\n')) {
    if (entry.test(line)) entries.push(line)
    else if (entries.length > 0) entries.push(`${entries.pop() ?? ''}\n${line}`)
  }
  return entries.map((text) => {
    const whole = text.trimEnd()
    const [head = '', day = '', time = ''] = entry.exec(whole) ?? []
    const [tail = '', uid, user, host] = origin.exec(whole) ?? []
    return {
      at: new Date(`${day}T${time}Z`).toISOString(),
      command: whole.slice(head.length, whole.length - tail.length),
      ...(uid === undefined ? {} : { user: user ?? uid }),
      ...(host === undefined ? {} : { host }),
    }
  })
}
