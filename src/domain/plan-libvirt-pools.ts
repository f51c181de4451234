import { foreignPool, type FoundPool, type FoundPools, type ShownPool } from './libvirt-pool.ts'
import type { Problem } from './problem.ts'

export interface LibvirtPoolsPlan {
  /** Pools of Kiste's that show nothing that is there any more. */
  readonly hide: readonly FoundPool[]
  /** What libvirt does not show, or not as it is now. */
  readonly show: readonly ShownPool[]
  /** What cannot be shown, and why. */
  readonly obstacles: readonly Problem[]
}

/** Decides what libvirt's storage pools lack. Only pools of Kiste's own are hidden or changed. */
export function planLibvirtPools(
  wanted: readonly ShownPool[],
  { types, pools }: Extract<FoundPools, { state: 'seen' }>,
): LibvirtPoolsPlan {
  const byName = new Map(pools.map((pool) => [pool.name, pool]))
  const obstacles: Problem[] = []
  const showable = wanted.filter((pool) => {
    const obstacle = whyNot(pool, types, byName.get(pool.name))
    if (obstacle && !obstacles.some(({ message }) => message === obstacle.message)) obstacles.push(obstacle)
    return !obstacle
  })
  const names = new Set(showable.map(({ name }) => name))
  return {
    hide: pools.filter(({ name, ours }) => ours && !names.has(name)),
    show: showable.filter((pool) => !isShown(pool, byName.get(pool.name))),
    obstacles,
  }
}

function whyNot(
  pool: ShownPool,
  types: Readonly<Record<ShownPool['type'], boolean>>,
  found: FoundPool | undefined,
): Problem | undefined {
  if (found && !found.ours) return foreignPool(pool)
  if (!types[pool.type]) return missingType(pool)
  // libvirt would look for /dev/zvol/my tank/…, and udev writes the blank as a plus sign.
  if (pool.type === 'zfs' && pool.dataset.includes(' '))
    return {
      code: 'not_supported',
      object: { type: 'store', name: pool.store },
      message: `libvirt cannot show the disks in the store ${pool.store}: it finds no device of a pool whose name has a blank.`,
      hint: `They are there as ever: kiste vm list; zfs list -r '${pool.store}/kiste'`,
    }
  return undefined
}

const missingTypes: Readonly<Record<ShownPool['type'], { readonly what: string; readonly package: string }>> =
  {
    dir: { what: 'folders', package: 'libvirt-daemon-driver-storage' },
    zfs: { what: 'ZFS', package: 'libvirt-daemon-driver-storage-zfs' },
  }

function missingType({ type, store }: ShownPool): Problem {
  const { what, package: name } = missingTypes[type]
  return {
    code: 'not_supported',
    object: { type: 'store', name: store },
    message: `virsh and virt-manager do not show the disks in the store ${store} as storage: this libvirt has no storage pools for ${what}.`,
    hint: `Install the package ${name} and restart libvirt's daemon: VMs go on.`,
  }
}

function isShown(wanted: ShownPool, found: FoundPool | undefined): boolean {
  if (!found?.active) return false
  // A dot begins the name of a volume that was a disk once and that snapshots still need.
  const listed = found.volumes.filter(({ name }) => !name.startsWith('.'))
  const sizes = new Map(listed.map(({ name, sizeBytes }) => [name, sizeBytes]))
  return (
    listed.length === wanted.disks.length &&
    wanted.disks.every(({ name, sizeBytes }) => sizes.get(name) === sizeBytes)
  )
}
