import type { DriveUse } from '../../domain/drive.ts'
import type { DeviceLinks } from './device-links.ts'
import type { BlockDevice } from './lsblk.ts'
import type { Mount } from './mounts.ts'
import { isPartitionTable, type DeviceContent, type Signature } from './signatures.ts'

/** All that was seen of what the host's devices are used for. */
export interface UseWitnesses {
  readonly devices: readonly BlockDevice[]
  readonly links: DeviceLinks
  readonly mounts: readonly Mount[]
  /** Paths that are swapped to. */
  readonly swaps: readonly string[]
  /** By kernel name; a device that is not in it sleeps and was not looked at. */
  readonly contents: ReadonlyMap<string, DeviceContent>
  /** Names of the pools that are imported. */
  readonly importedPools: ReadonlySet<string>
}

/** A drive itself and its partitions, the ones that `wipefs` has to look at. */
export function partsOf(device: BlockDevice): readonly BlockDevice[] {
  return [device, ...device.children.filter((child) => child.type === 'part').flatMap(partsOf)]
}

/** Everything that says a drive is not free. What nobody could look at counts as in use. */
export function usesOf(drive: BlockDevice, seen: UseWitnesses): readonly DriveUse[] {
  const mountedBtrfs = btrfsInUse(seen.devices)
  const parts = partsOf(drive)
  const partitions = parts.length - 1
  const uses = parts.flatMap((part) => {
    const busy = [
      ...mountsOf(part, seen),
      ...(isSwap(part, seen) ? [{ what: 'swap', device: part.path } as const] : []),
      ...holdersOf(part),
    ]
    if (busy.length === 0 && part.fileSystem.type === 'btrfs' && mountedBtrfs.has(part.fileSystem.uuid))
      busy.push({ what: 'holder', device: part.path, holder: 'a mounted btrfs of several devices' })
    return [...busy, ...contentOf(part, seen, { busy: busy.length > 0, partitions })]
  })
  // A partition table nobody found by its magic number still has its partitions.
  if (partitions > 0 && !uses.some((use) => use.what === 'partitions'))
    uses.push({ what: 'partitions', table: 'unknown', count: partitions })
  return uses
}

function pathsOf(part: BlockDevice, seen: UseWitnesses): ReadonlySet<string> {
  return new Set([part.path, `/dev/${part.kernelName}`, ...(seen.links.get(part.kernelName) ?? [])])
}

function mountsOf(part: BlockDevice, seen: UseWitnesses): DriveUse[] {
  const paths = pathsOf(part, seen)
  const where = new Set([
    ...part.mountpoints.filter((mountpoint) => mountpoint !== '[SWAP]'),
    ...seen.mounts.filter((mount) => paths.has(mount.source)).map((mount) => mount.mountpoint),
  ])
  return [...where].map((mountpoint) => ({ what: 'mounted', device: part.path, mountpoint }))
}

function isSwap(part: BlockDevice, seen: UseWitnesses): boolean {
  const paths = pathsOf(part, seen)
  return part.mountpoints.includes('[SWAP]') || seen.swaps.some((swap) => paths.has(swap))
}

/** Names of what can stand on a device, as a person would say them. */
const holderNames: Readonly<Record<string, string>> = {
  lvm: 'LVM volume',
  crypt: 'LUKS volume',
  mpath: 'multipath device',
  dm: 'device mapper device',
  disk: 'device',
}

function holdersOf(part: BlockDevice): DriveUse[] {
  return part.children
    .filter((child) => child.type !== 'part')
    .map((child) => {
      const kind = holderNames[child.type] ?? (child.type.startsWith('raid') ? 'md RAID' : child.type)
      const where = mountpointsBelow(child)
      const mounted = where.length === 0 ? '' : `, mounted at ${where.join(', ')}`
      return { what: 'holder', device: part.path, holder: `${kind} ${child.path}${mounted}` }
    })
}

function mountpointsBelow(device: BlockDevice): readonly string[] {
  return [...new Set([...device.mountpoints, ...device.children.flatMap(mountpointsBelow)])]
}

/** UUIDs of btrfs file systems that are mounted: the kernel names only one of their devices. */
function btrfsInUse(devices: readonly BlockDevice[]): ReadonlySet<string> {
  const found = new Set<string>()
  const visit = (device: BlockDevice) => {
    const { type, uuid } = device.fileSystem
    if (type === 'btrfs' && uuid !== '' && device.mountpoints.length > 0) found.add(uuid)
    device.children.forEach(visit)
  }
  devices.forEach(visit)
  return found
}

function contentOf(
  part: BlockDevice,
  seen: UseWitnesses,
  { busy, partitions }: { readonly busy: boolean; readonly partitions: number },
): DriveUse[] {
  const content = seen.contents.get(part.kernelName) ?? {
    known: false,
    because: 'it sleeps and nobody woke it to look',
  }
  if (!content.known) return busy ? [] : [{ what: 'unreadable', device: part.path, because: content.because }]
  const uses = content.signatures.flatMap((signature) => useOf(part, signature, seen, partitions))
  // What is in use already says more than the magic number of the same thing.
  return busy ? uses.filter((use) => use.what === 'pool' || use.what === 'partitions') : once(uses)
}

function useOf(
  part: BlockDevice,
  { type, label, uuid }: Signature,
  seen: UseWitnesses,
  partitions: number,
): DriveUse[] {
  const device = part.path
  if (type === 'zfs_member')
    return [
      {
        what: 'pool',
        device,
        pool: label === '' ? 'unknown' : label,
        ...(uuid === '' ? {} : { guid: uuid }),
        imported: seen.importedPools.has(label),
      },
    ]
  // The protective MBR before a GPT is no table of its own.
  if (type === 'PMBR') return []
  if (isPartitionTable(type)) return [{ what: 'partitions', table: type, count: partitions }]
  return [{ what: 'content', device, type, ...(label === '' ? {} : { label }) }]
}

function once(uses: readonly DriveUse[]): DriveUse[] {
  return [...new Map(uses.map((use) => [JSON.stringify(use), use])).values()]
}
