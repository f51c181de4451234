import { driveId, type Drive } from './drive.ts'
import { whyNotFree } from './drive-free.ts'
import { isFlash } from './drive-media.ts'
import { neededSize, sizeOffered } from './pool-fits.ts'
import { groupOf, type Member } from './pool-members.ts'
import { smrOf } from './smr.ts'

/** The spares of the pool that wait, on drives of this host; they are there for just this. */
export function waitingSpares(members: readonly Member[]): readonly Drive[] {
  return members.flatMap(({ leaf, drive }) =>
    leaf.class === 'spare' && leaf.state === 'avail' && drive !== undefined ? [drive] : [],
  )
}

/**
 * How large what takes the place of a member has to be, in the measure of `sizeOffered`: as ZFS says, or else as large as its drive, or as
 * the smallest drive beside it.
 */
export function roomFor(member: Member, members: readonly Member[]): number | undefined {
  const known = neededSize(member)?.surelyBytes
  if (known !== undefined) return known
  if (member.drive !== undefined) return sizeOffered(member.drive)
  const group = groupOf(member)
  const beside = members.flatMap((other) =>
    group !== undefined && groupOf(other) === group && other.drive !== undefined
      ? [sizeOffered(other.drive)]
      : [],
  )
  return beside.length === 0 ? undefined : Math.min(...beside)
}

/**
 * The drive of this host that suits best to take the place of a member: bare, well, large enough and no larger than needed, of its
 * kind. Undefined where there is none; a drive with something on it is never proposed.
 */
export function substituteFor(
  member: Member,
  members: readonly Member[],
  drives: readonly Drive[],
): Drive | undefined {
  const needed = roomFor(member, members)
  if (needed === undefined) return undefined
  return drives
    .filter(
      (drive) =>
        !members.some((other) => other.drive === drive) &&
        drive.transport !== 'usb' &&
        !(drive.smart.known && drive.smart.passed === false) &&
        smrOf(drive) !== 'yes' &&
        whyNotFree(drive, '', false).length === 0 &&
        sizeOffered(drive) >= needed &&
        (member.drive === undefined || isFlash(drive) === isFlash(member.drive)),
    )
    .toSorted((one, other) => one.sizeBytes - other.sizeBytes || (driveId(one) < driveId(other) ? -1 : 1))[0]
}
