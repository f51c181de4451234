import type { GuestFileType } from '../../domain/guest-file.ts'

/** What libguestfs' `statns` structure says of a file, as far as it is needed. */
export interface GuestStat {
  readonly type: GuestFileType
  readonly mode: number
  readonly uid: number
  readonly gid: number
  readonly sizeBytes: number
  /** Nanoseconds since 1970. */
  readonly modifiedNs: bigint
}

/** Reads one structure, or the numbered ones of a list; `undefined` for a file that is not there. */
export function readStats(text: string): (GuestStat | undefined)[] {
  return text
    .split(/^st_dev|^  st_dev/m)
    .slice(1)
    .map(readOne)
}

function readOne(text: string): GuestStat | undefined {
  const field = (name: string): string => {
    const found = new RegExp(String.raw`^ *st_${name}: (-?\d+)$`, 'm').exec(text)?.[1]
    if (found === undefined) throw new Error(`guestfish printed a file without st_${name}`)
    return found
  }
  if (field('ino') === '-1') return undefined
  const mode = Number(field('mode'))
  return {
    type: types.get(mode & 0o170_000) ?? 'other',
    mode: mode & 0o7777,
    uid: Number(field('uid')),
    gid: Number(field('gid')),
    sizeBytes: Number(field('size')),
    modifiedNs: BigInt(field('mtime_sec')) * 1_000_000_000n + BigInt(field('mtime_nsec')),
  }
}

// S_IFMT and its values (inode(7)).
const types: ReadonlyMap<number, GuestFileType> = new Map([
  [0o100_000, 'file'],
  [0o040_000, 'folder'],
  [0o120_000, 'link'],
])

/** ISO 8601 in UTC. A guest may set any time; one that no calendar has becomes the nearest that has. */
export function timeOf({ modifiedNs }: Pick<GuestStat, 'modifiedNs'>): string {
  const milliseconds = Number(modifiedNs / 1_000_000n)
  return new Date(Math.min(Math.max(milliseconds, earliestMs), latestMs)).toISOString()
}

/** The years 0 and 9999: ISO 8601 without a sign. */
const earliestMs = Date.parse('0000-01-01T00:00:00.000Z')
const latestMs = Date.parse('9999-12-31T23:59:59.999Z')
