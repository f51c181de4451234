import type { Problem } from './problem.ts'
import { formatBytes, GiB, MiB } from './size.ts'
import type { StoreFacts } from './store.ts'

/** How full a store is, by what has to be done about it. */
export const spaceLevels = ['ok', 'filling', 'low', 'critical'] as const
export type SpaceLevel = (typeof spaceLevels)[number]

// ZFS searches longer for free space above 80 % and slows down for good above 95 %; guests whose disks find none are paused.
const watermarks: readonly {
  readonly percent: number
  readonly level: SpaceLevel
  readonly meaning: string
}[] = [
  { percent: 95, level: 'critical', meaning: 'VMs that write more may be paused at any time' },
  { percent: 90, level: 'low', meaning: 'it gets slow, and the next large write may not fit' },
  { percent: 80, level: 'filling', meaning: 'plan for more space' },
]

export function spaceLevel(space: Pick<StoreFacts, 'totalBytes' | 'freeBytes'>): SpaceLevel {
  return watermarks.find(({ percent }) => usedPercent(space) >= percent)?.level ?? 'ok'
}

/** The same for a plan that takes more of it. */
export function spaceNotes(store: SpaceOf): string[] {
  const warning = spaceWarning(store)
  return warning ? [warning.message] : []
}

type SpaceOf = Pick<StoreFacts, 'name' | 'totalBytes' | 'freeBytes'>

/** What to say of a store that fills up; undefined while there is enough. */
export function spaceWarning(store: SpaceOf): Problem | undefined {
  const mark = watermarks.find(({ percent }) => usedPercent(store) >= percent)
  if (!mark) return undefined
  return {
    code: 'no_space',
    object: { type: 'store', name: store.name },
    message: `The store ${store.name} is ${Math.floor(usedPercent(store))} % full (${formatBytes(store.freeBytes)} free): ${mark.meaning}.`,
    hint: 'Free some: kiste bin list, kiste snapshot list, kiste image list; or add drives to its pool.',
  }
}

function usedPercent({ totalBytes, freeBytes }: Pick<StoreFacts, 'totalBytes' | 'freeBytes'>): number {
  return totalBytes <= 0 ? 100 : ((totalBytes - freeBytes) / totalBytes) * 100
}

/** How much a store sets aside so that deleting, which writes a little first, always works. */
export function reserveBytes(totalBytes: number): number {
  return Math.max(32 * MiB, Math.min(GiB, Math.floor(totalBytes / 64 / MiB) * MiB))
}

/** Whether a disk can have all of its room set aside at once. */
export function checkRoom(
  what: string,
  sizeBytes: number,
  { name, freeBytes }: Pick<StoreFacts, 'name' | 'freeBytes'>,
  field = 'diskBytes',
): Problem[] {
  if (sizeBytes <= freeBytes) return []
  return [
    {
      code: 'no_space',
      field,
      object: { type: 'store', name },
      message: `${what} is to have all of its ${formatBytes(sizeBytes)} set aside, and the store ${name} has ${formatBytes(freeBytes)} free.`,
      hint: 'Make it smaller, or let it take room as it is written to: without --thick.',
    },
  ]
}
