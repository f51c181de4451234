import type { Pool, PoolScan } from '../../domain/pool.ts'

/** What `zpool status` tells of a pool; how full it is, `zpool list` does. */
export type PoolStatus = Pick<
  Pool,
  | 'name'
  | 'guid'
  | 'state'
  | 'messageId'
  | 'statusText'
  | 'scan'
  | 'expansion'
  | 'removal'
  | 'checkpoint'
  | 'vdevs'
  | 'dataErrors'
>

/** ZFS wraps its prose for a terminal. */
export function unwrapped(prose: string | undefined): string | undefined {
  return prose?.replaceAll(/\s+/g, ' ').trim()
}

/** How long the rest takes at this rate; null when it stands still. */
export function secondsLeft(doneBytes: number, totalBytes: number, bytesPerSecond: number): number | null {
  return bytesPerSecond > 0 ? Math.round(Math.max(0, totalBytes - doneBytes) / bytesPerSecond) : null
}

/** Of several scans, the one that runs, else the one that ended last. */
export function mostTelling(scans: readonly PoolScan[]): PoolScan {
  return scans.reduce((best, scan) => (rank(scan) > rank(best) ? scan : best), { state: 'none' })
}

function rank(scan: PoolScan): number {
  switch (scan.state) {
    case 'none':
      return 0
    case 'running':
      return Infinity
    case 'finished':
    case 'cancelled':
      return Date.parse(scan.endedAt)
  }
}
