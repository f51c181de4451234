import { type Drive, sayDrive } from './drive.ts'
import { findDrive } from './find-drive.ts'
import { leadsTo } from './join-drive-uses.ts'
import { flattenVdevs, poolRef, type Pool, type Vdev, type VdevGroup, type VdevLeaf } from './pool.ts'
import { refused, valid, type Checked } from './problem.ts'

/** A device of a pool, what it is part of, and which drive it is. */
export interface Member {
  readonly leaf: Vdev & VdevLeaf
  /** From the top-level vdev down to the group it is in; empty for a device that is a top-level vdev itself. */
  readonly above: readonly (Vdev & VdevGroup)[]
  /** Absent where the drive is gone, or is no drive of this host. */
  readonly drive?: Drive | undefined
}

/** All devices of a pool. */
export function membersOf(pool: Pick<Pool, 'vdevs'>, drives: readonly Drive[] = []): readonly Member[] {
  const below = (vdev: Vdev, above: readonly (Vdev & VdevGroup)[]): readonly Member[] => {
    if ('children' in vdev) return vdev.children.flatMap((child) => below(child, [...above, vdev]))
    return [{ leaf: vdev, above, drive: drives.find((drive) => leadsTo(vdev.path, drive)) }]
  }
  return pool.vdevs.flatMap((vdev) => below(vdev, []))
}

/** The top-level vdev a member belongs to: itself where it stands alone. */
export function topOf(member: Member): Vdev {
  return member.above[0] ?? member.leaf
}

/** The group whose redundancy a member is part of; replacing and sparing stand in for one member of it. */
export function groupOf(member: Member): (Vdev & VdevGroup) | undefined {
  return member.above.findLast((group) => group.kind !== 'replacing' && group.kind !== 'sparing')
}

/** `sda, WDC WD40 (serial X, slot 3)`, or what ZFS calls it where the drive is gone. */
export function sayMember({ leaf, drive }: Member): string {
  if (drive !== undefined) return sayDrive(drive)
  return leaf.wasPath === undefined
    ? shortName(leaf.path)
    : `${leaf.guid}, which was ${shortName(leaf.wasPath)}`
}

/** The name below /dev/disk/by-id, without the partition ZFS made. */
export function shortName(path: string): string {
  return path.replace(/^\/dev\/(disk\/by-[a-z]+\/)?/, '').replace(/-part1$/, '')
}

/**
 * The device of a pool a person means: by ZFS's guid or path, by any name of its drive, also by where it was when it is gone.
 * @param field The field of the input that names it.
 */
export function findMember(
  pool: Pool,
  drives: readonly Drive[],
  named: string,
  field: string,
): Checked<Member> {
  const members = membersOf(pool, drives)
  const byGuid = members.filter(({ leaf }) => leaf.guid === named)
  const byDrive = findDrive(drives, named, field)
  const found =
    byGuid.length > 0
      ? byGuid
      : members.filter(
          (member) =>
            [member.leaf.path, member.leaf.name, member.leaf.wasPath].some(
              (path) => path !== undefined && (path === named || shortName(path) === shortName(named)),
            ) ||
            (byDrive.ok && member.drive === byDrive.value),
        )
  const [member] = found
  if (member !== undefined && found.length === 1) return valid(member)
  const object = poolRef(pool.name)
  if (member !== undefined)
    return refused({
      code: 'invalid_input',
      field,
      object,
      message: `${JSON.stringify(named)} is the name of ${found.length} devices of ${pool.name}.`,
      hint: `Name it by its guid: ${found.map(({ leaf }) => leaf.guid).join(' or ')}.`,
    })
  return refused({
    code: 'not_found',
    field,
    object,
    message: `${pool.name} has no device ${JSON.stringify(named)}.`,
    hint: `It has: ${members.map(sayMember).join('; ')}.`,
  })
}

/** The group a person means by ZFS's name or guid, such as `raidz1-0`; undefined for none. */
export function findGroup(pool: Pick<Pool, 'vdevs'>, named: string): (Vdev & VdevGroup) | undefined {
  return flattenVdevs(pool.vdevs).find(
    (vdev): vdev is Vdev & VdevGroup => 'children' in vdev && (vdev.name === named || vdev.guid === named),
  )
}
