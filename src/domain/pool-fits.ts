import { sectorShift } from './drive-media.ts'
import { type Drive, sayDrive } from './drive.ts'
import { topOf, type Member } from './pool-members.ts'
import type { Vdev } from './pool.ts'
import type { Problem } from './problem.ts'
import { formatBytes } from './size.ts'
import { memberBytes, partitionBytes, partitionFor } from './zfs-space.ts'

/**
 * The partition a device needs to take the place of a member.
 *
 * ZFS asks for as much as the member's vdev has in whole metaslabs, but until the pool has been imported once more, for as much as the
 * smallest member is (`vdev_get_min_asize`; tried with 2.3.2). `exact` is ZFS's own number (`rep_dev_size`); where a release does
 * not tell it, only the bounds are known: less than `leastBytes` never fits, `surelyBytes` always does.
 */
export interface NeededSize {
  readonly leastBytes: number
  readonly surelyBytes: number
}

export function neededSize(member: Member): NeededSize | undefined {
  const exact = member.leaf.replacementBytes
  if (exact !== undefined) return { leastBytes: exact, surelyBytes: exact }
  const own = member.leaf.sizeBytes
  const least = leastFor(topOf(member))
  if (least === undefined && own === undefined) return undefined
  return { leastBytes: least ?? own ?? 0, surelyBytes: own ?? least ?? 0 }
}

/** What each member of a top-level vdev must hold so that its metaslabs fit. */
function leastFor(top: Vdev): number | undefined {
  if (top.space === undefined) return undefined
  const bytes = top.space.sizeBytes
  switch (top.kind) {
    case 'raidz':
      return partitionFor(Math.ceil(bytes / top.children.length))
    case 'disk':
    case 'file':
    case 'mirror':
    case 'replacing':
    case 'sparing':
      return partitionFor(bytes)
    case 'draid':
    case 'draid-spare':
    case 'indirect':
    case 'hole':
      // A dRAID's share of each member depends on its groups, which are only in its name.
      return undefined
  }
}

/** What ZFS has to write to on a drive that is given to it whole, in the measure of `rep_dev_size`. */
export function sizeOffered(drive: Pick<Drive, 'sizeBytes' | 'logicalSectorBytes'>): number {
  return partitionFor(memberBytes(partitionBytes(drive.sizeBytes, drive.logicalSectorBytes)))
}

/** Whether a drive can take the place of a member, to the byte where ZFS tells. */
export function checkFits(
  member: Member,
  drive: Drive,
  field: string,
): { readonly problems: Problem[]; readonly notes: string[] } {
  const needed = neededSize(member)
  if (needed === undefined)
    return {
      problems: [],
      notes: ['ZFS does not tell how large the new drive has to be; it refuses one that is too small.'],
    }
  const offered = sizeOffered(drive)
  const name = `${sayDrive(drive)},`
  if (offered < needed.leastBytes)
    return {
      problems: [
        {
          code: 'no_space',
          field,
          object: { type: 'drive', name: drive.byIdPath ?? drive.kernelName },
          message: `${name} is too small: it offers ${offered} bytes and ${needed.leastBytes} are needed (${formatBytes(needed.leastBytes)}).`,
          hint: 'Use a drive at least as large as those of its vdev; drives of one nominal size can differ.',
        },
      ],
      notes: [],
    }
  if (offered < needed.surelyBytes)
    return {
      problems: [],
      notes: [
        `${name} is a little smaller than the one there; ZFS may refuse it until the pool has been imported once more.`,
      ],
    }
  const more = offered - needed.surelyBytes
  return {
    problems: [],
    notes:
      more > 0.05 * needed.surelyBytes
        ? [
            `${formatBytes(more)} of the new drive stay unused until every drive of its group is as large; then \`kiste pool expand\` uses them.`,
          ]
        : [],
  }
}

/** Whether a drive's sectors suit a vdev that is made for good for sectors of `2 ** ashift`. */
export function checkSectors(
  ashift: number | undefined,
  drive: Drive,
  field: string,
): { readonly problems: Problem[]; readonly notes: string[]; readonly options: readonly string[] } {
  if (ashift === undefined || sectorShift(drive) <= ashift) return { problems: [], notes: [], options: [] }
  const name = `${sayDrive(drive)},`
  if (drive.logicalSectorBytes > 2 ** ashift)
    return {
      problems: [
        {
          code: 'not_supported',
          field,
          object: { type: 'drive', name: drive.byIdPath ?? drive.kernelName },
          message: `${name} has sectors of ${drive.logicalSectorBytes} bytes, and this vdev writes ${2 ** ashift} bytes at a time, for good.`,
          hint: 'Use a drive with smaller sectors, or make a new pool and move the data.',
        },
      ],
      notes: [],
      options: [],
    }
  return {
    problems: [],
    notes: [
      `${name} works in sectors of ${2 ** sectorShift(drive)} bytes and this vdev in ${2 ** ashift}: every small write reads and writes a whole sector, so it is slow.`,
    ],
    options: ['-o', `ashift=${ashift}`],
  }
}
