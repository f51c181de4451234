import type { GuestFileType } from './guest-file.ts'

/** A file below a folder of a guest, as far as it is compared. */
export interface WalkedFile {
  /** From the folder on; written as `formatGuestName` does. */
  readonly path: string
  readonly type: GuestFileType
  readonly mode: number
  readonly uid: number
  readonly gid: number
  readonly sizeBytes: number
  /** Nanoseconds since 1970. */
  readonly modifiedNs: bigint
}

export const diskChanges = ['same', 'written', 'unknown', 'added', 'removed'] as const

/** What became of a disk from one point in time to another. */
export interface DiskChange {
  readonly disk: string
  readonly change: (typeof diskChanges)[number]
  /** At most so much of it differs: what was written twice, or written as it was, counts as well. Absent where that is not known. */
  readonly writtenBytes?: number | undefined
}

/** What became of a VM's disks, and of the files on them. */
export interface SnapshotDiff extends FilesDiff {
  readonly disks: readonly DiskChange[]
}

export const fileChanges = ['content', 'type', 'mode', 'owner'] as const
export type FileChange = (typeof fileChanges)[number]

/** A file that is not what it was. `content` is concluded from size and time, as content itself is not read. */
export type FileDifference =
  | {
      readonly change: 'added' | 'removed'
      readonly path: string
      readonly type: GuestFileType
      readonly sizeBytes: number
    }
  | {
      readonly change: 'changed'
      readonly path: string
      readonly type: GuestFileType
      readonly sizeBytes: number
      readonly sizeBytesBefore: number
      readonly what: readonly FileChange[]
    }

export interface FilesDiff {
  readonly added: number
  readonly removed: number
  readonly changed: number
  /** By path; at most `longestDiff` of them. */
  readonly files: readonly FileDifference[]
}

export const longestDiff = 10_000

/** What became of the files below a folder from one point in time to another. */
export function diffFiles(before: readonly WalkedFile[], after: readonly WalkedFile[]): FilesDiff {
  const was = new Map(before.map((file) => [file.path, file]))
  const is = new Set(after.map(({ path }) => path))
  const gone = before
    .filter(({ path }) => !is.has(path))
    .map(({ path, type, sizeBytes }) => ({ change: 'removed', path, type, sizeBytes }) as const)
  const others = after.flatMap((file): FileDifference[] => {
    const { path, type, sizeBytes } = file
    const old = was.get(path)
    if (!old) return [{ change: 'added', path, type, sizeBytes }]
    const what = changesOf(old, file)
    return what.length === 0
      ? []
      : [{ change: 'changed', path, type, sizeBytes, sizeBytesBefore: old.sizeBytes, what }]
  })
  const files = [...gone, ...others].toSorted((one, other) => (one.path < other.path ? -1 : 1))
  const count = (change: FileDifference['change']) => files.filter((each) => each.change === change).length
  return {
    added: count('added'),
    removed: count('removed'),
    changed: count('changed'),
    files: files.slice(0, longestDiff),
  }
}

function changesOf(old: WalkedFile, now: WalkedFile): FileChange[] {
  if (old.type !== now.type) return ['type']
  // The time of a folder changes with what is in it, which is told by itself; its size is not people's.
  const isOther = old.sizeBytes !== now.sizeBytes || old.modifiedNs !== now.modifiedNs
  return [
    ...(now.type !== 'folder' && isOther ? (['content'] as const) : []),
    ...(old.mode === now.mode ? [] : (['mode'] as const)),
    ...(old.uid === now.uid && old.gid === now.gid ? [] : (['owner'] as const)),
  ]
}
