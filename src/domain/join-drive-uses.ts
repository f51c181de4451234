import type { Drive, DriveUse } from './drive.ts'
import { flattenVdevs, type Pool } from './pool.ts'
import type { VmDisks } from './vm.ts'

/** Who else knows of drives in use, besides the drives themselves. */
export interface DriveUsers {
  readonly pools: readonly Pick<Pool, 'name' | 'guid' | 'vdevs'>[]
  readonly vms: readonly VmDisks[]
}

/**
 * Adds to each drive what imported pools and VMs use of it. A drive whose label names an imported pool counts as that pool's, also
 * where ZFS does not list it: it may be a member that came back under another path.
 */
export function joinDriveUses(drives: readonly Drive[], users: DriveUsers): readonly Drive[] {
  return drives.map((drive) => {
    const seen = drive.uses.map((use) => withImport(use, users.pools))
    const more = [...poolUses(drive, users.pools), ...vmUses(drive, users.vms)].filter(
      (use) => use.what !== 'pool' || !seen.some((other) => other.what === 'pool' && samePool(other, use)),
    )
    return more.length === 0 && seen.every((use, index) => use === drive.uses[index])
      ? drive
      : { ...drive, uses: [...seen.filter((use) => !isExplained(use, more)), ...more] }
  })
}

type PoolUse = DriveUse & { readonly what: 'pool' }

function withImport(use: DriveUse, pools: DriveUsers['pools']): DriveUse {
  if (use.what !== 'pool' || use.imported) return use
  const imported = pools.some((pool) => samePool(use, { pool: pool.name, guid: pool.guid }))
  return imported ? { ...use, imported } : use
}

function samePool(one: Pick<PoolUse, 'pool' | 'guid'>, other: Pick<PoolUse, 'pool' | 'guid'>): boolean {
  return one.guid === undefined || other.guid === undefined
    ? one.pool === other.pool
    : one.guid === other.guid
}

/** A drive nobody could look at is no riddle once its user is known. */
function isExplained(use: DriveUse, users: readonly DriveUse[]): boolean {
  return use.what === 'unreadable' && users.length > 0
}

function poolUses(drive: Drive, pools: DriveUsers['pools']): PoolUse[] {
  return pools.flatMap((pool) => {
    const leaf = flattenVdevs(pool.vdevs).find((vdev) => 'path' in vdev && leadsTo(vdev.path, drive))
    if (leaf === undefined || !('path' in leaf)) return []
    return [{ what: 'pool', device: leaf.path, pool: pool.name, guid: pool.guid, imported: true }]
  })
}

function vmUses(drive: Drive, vms: DriveUsers['vms']): DriveUse[] {
  return vms.flatMap((vm) =>
    vm.disks.flatMap(({ source }): DriveUse[] =>
      source !== undefined && leadsTo(source.path, drive)
        ? [{ what: 'vm', device: source.path, vm: vm.name }]
        : [],
    ),
  )
}

/** Whether a path is this drive's, or that of one of its partitions. */
export function leadsTo(path: string, drive: Pick<Drive, 'paths'>): boolean {
  return drive.paths.some(
    (own) => path === own || (path.startsWith(own) && isPartition(own, path.slice(own.length))),
  )
}

/** udev's links say `-part1`; the kernel's own names go on with a number, after a `p` where they end in one. */
function isPartition(drivePath: string, rest: string): boolean {
  if (drivePath.startsWith('/dev/disk/')) return /^-part\d+$/.test(rest)
  return /\d$/.test(drivePath) ? /^p\d+$/.test(rest) : /^\d+$/.test(rest)
}
