import { finding, type PoolDoctorFacts, type PoolFinding, type PoolRule } from './pool-doctor-facts.ts'
import { poolFailuresLeft } from './pool-redundancy.ts'
import type { Pool } from './pool.ts'
import { formatBytes, GiB } from './size.ts'

// Rules about what goes on in a pool, and when all of it was last checked.

export const workRules: readonly PoolRule[] = [
  { id: 'resilver', find: findResilver },
  { id: 'expansion', find: findExpansion },
  { id: 'scrub', find: findScrub },
  { id: 'checkpoint', find: findCheckpoint },
]

function findResilver({ pool }: PoolDoctorFacts): readonly PoolFinding[] {
  const { scan } = pool
  if (scan.state !== 'running' || scan.what !== 'resilver') return []
  const left = poolFailuresLeft(pool.vdevs)
  return [
    finding('resilver', 'info', `Data is being rebuilt: ${sayProgress(scan)}.`, {
      remedies: [{ kind: 'show', pool: pool.name }],
      beware:
        left === 0
          ? [
              'Until it has finished, no further drive may fail: do not restart the host, pull drives or change cables.',
            ]
          : ['Leave the drives in their places until it has finished.'],
    }),
  ]
}

function sayProgress(scan: Extract<Pool['scan'], { state: 'running' }>): string {
  const percent = scan.totalBytes === 0 ? 0 : Math.floor((100 * scan.doneBytes) / scan.totalBytes)
  const time = scan.secondsLeft === null ? '' : `, ${sayTime(scan.secondsLeft)} left`
  return `${percent} % of ${formatBytes(scan.totalBytes)}${scan.paused ? ', paused' : time}`
}

function sayTime(seconds: number): string {
  if (seconds < 120) return `${seconds} seconds`
  if (seconds < 7200) return `${Math.round(seconds / 60)} minutes`
  return seconds < 172_800 ? `${Math.round(seconds / 3600)} hours` : `${Math.round(seconds / 86_400)} days`
}

function findExpansion({ pool }: PoolDoctorFacts): readonly PoolFinding[] {
  const { expansion, removal } = pool
  return [
    ...(expansion.state === 'running' || expansion.state === 'paused'
      ? [
          finding(
            'expansion',
            expansion.state === 'paused' ? 'warn' : 'info',
            `${expansion.vdev} is being expanded: ${percentOf(expansion)} %${expansion.state === 'paused' ? ', and it waits: a drive is missing, or data is rebuilt first' : ''}.`,
            { remedies: [{ kind: 'show', pool: pool.name }] },
          ),
        ]
      : []),
    ...(removal.state === 'running'
      ? [
          finding('expansion', 'info', `A vdev is being emptied: ${percentOf(removal)} %.`, {
            remedies: [{ kind: 'show', pool: pool.name }],
          }),
        ]
      : []),
  ]
}

function percentOf({
  doneBytes,
  totalBytes,
}: {
  readonly doneBytes: number
  readonly totalBytes: number
}): number {
  return totalBytes === 0 ? 0 : Math.floor((100 * doneBytes) / totalBytes)
}

const dayMs = 86_400_000
/** Makers of ZFS scrub home drives once a month; Debian and Ubuntu do so on the second Sunday. */
const scrubDays = { soon: 40, overdue: 100 }
const worthChecking = GiB

function findScrub({ pool, now }: PoolDoctorFacts): readonly PoolFinding[] {
  const { scan } = pool
  const remedies = [{ kind: 'scrub', pool: pool.name } as const]
  if (scan.state === 'running')
    return scan.what === 'scrub'
      ? [
          finding(
            'scrub',
            scan.paused ? 'warn' : 'info',
            `A scrub ${scan.paused ? 'is paused' : 'runs'}: ${sayProgress(scan)}.`,
            scan.paused ? { remedies } : {},
          ),
        ]
      : []
  // A pool that was just made has nothing to be read through yet.
  if (scan.state === 'none' && pool.allocatedBytes < worthChecking) return []
  if (scan.state === 'none')
    return [
      finding(
        'scrub',
        'warn',
        `${pool.name} was never scrubbed, so nobody knows whether all its data can still be read.`,
        { remedies },
      ),
    ]
  if (scan.state === 'cancelled')
    return [
      finding('scrub', 'warn', `The last ${scan.what} of ${pool.name} was stopped before its end.`, {
        remedies,
      }),
    ]
  const repaired =
    scan.repairedBytes > 0 && scan.what === 'scrub'
      ? [
          finding(
            'scrub',
            'info',
            `The last scrub found ${formatBytes(scan.repairedBytes)} that were wrong and mended them.`,
          ),
        ]
      : []
  const days = Math.floor((Date.parse(now) - Date.parse(scan.endedAt)) / dayMs)
  if (!(days >= scrubDays.soon)) return repaired
  return [
    ...repaired,
    finding(
      'scrub',
      days >= scrubDays.overdue ? 'warn' : 'info',
      `All data of ${pool.name} was last read and checked ${days} days ago.`,
      { remedies },
    ),
  ]
}

function findCheckpoint({ pool, now }: PoolDoctorFacts): readonly PoolFinding[] {
  if (pool.checkpoint.state !== 'exists') return []
  const days = Math.floor((Date.parse(now) - Date.parse(pool.checkpoint.createdAt)) / dayMs)
  return [
    finding(
      'checkpoint',
      days >= 7 ? 'warn' : 'info',
      `${pool.name} has a checkpoint${days >= 1 ? `, ${days} day${days === 1 ? '' : 's'} old` : ''}: no drive can be replaced, attached or removed while it is there.`,
      { remedies: [{ kind: 'discard-checkpoint', pool: pool.name }] },
    ),
  ]
}
