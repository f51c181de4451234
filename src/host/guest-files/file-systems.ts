import { contentOf, type GuestFileSystem } from '../../domain/guest-file.ts'
import { formatGuestName } from '../../domain/guest-path.ts'
import { readDiskNames, withDiskName, type DiskNames } from './disk-names.ts'

/** A file system as libguestfs names it. */
export interface FoundFileSystem extends GuestFileSystem {
  /** What `mount-ro` takes: a device, a volume, or a subvolume of btrfs. */
  readonly mountable: Uint8Array
}

/** What makes up one tree: each file system and where it lies in it, those above before those below. */
export type Mounts = readonly { readonly mountable: Uint8Array; readonly path: Uint8Array }[]

/** `/dev/sda1: ext4`, one a line. Subvolumes may have any name; a line that is none of these is the rest of such a name. */
export function readFileSystems(output: Buffer, disks: readonly string[]): FoundFileSystem[] {
  const names = readDiskNames(output)
  return pairs(output).map(([listed, kind]) => {
    const mountable = withDiskName(listed, names)
    return {
      id: fileSystemId(mountable, disks),
      kind: formatGuestName(kind),
      content: contentOf(kind.toString('latin1')),
      mountable,
    }
  })
}

/** `/boot: /dev/sda2`, one a line, as the tree that they make. */
export function readMounts(output: Buffer, names: DiskNames): Mounts {
  return pairs(output)
    .filter(([path]) => path[0] === 0x2f)
    .map(([path, mountable]) => ({ path, mountable: withDiskName(mountable, names) }))
    .toSorted((one, other) => one.path.length - other.path.length)
}

/** The file systems, with where each lies in the tree. */
export function withMounts(found: readonly FoundFileSystem[], mounts: Mounts): FoundFileSystem[] {
  return found.map((each) => {
    const mount = mounts.find(({ mountable }) => Buffer.compare(mountable, each.mountable) === 0)
    return mount ? { ...each, mountedAt: formatGuestName(mount.path) } : each
  })
}

/** The names people type: `/dev/sdb1` of the second disk, `data`, is `data:1`, and `/dev/vg/home` is `vg/home`. */
function fileSystemId(mountable: Buffer, disks: readonly string[]): string {
  const device = mountable.toString('latin1').replace(/^btrfsvol:/, '')
  const [, letters = '', rest = ''] = /^\/dev\/sd([a-z]+)(.*)$/s.exec(device) ?? []
  const disk = disks[diskIndex(letters)]
  if (disk === undefined) return asText(device.replace(/^\/dev\//, ''))
  return asText(/^\d/.test(rest) ? `${disk}:${rest}` : `${disk}${rest}`)
}

/** `a` is the first, `z` the 26th, `aa` the 27th. */
function diskIndex(letters: string): number {
  return Buffer.from(letters).reduce((sum, letter) => sum * 26 + letter - 96, 0) - 1
}

function asText(latin1: string): string {
  return formatGuestName(Buffer.from(latin1, 'latin1'))
}

function pairs(output: Buffer): (readonly [Buffer, Buffer])[] {
  return output
    .toString('latin1')
    .split('\n')
    .flatMap((line) => {
      const colon = line.lastIndexOf(': ')
      if (colon < 1) return []
      const [left, right] = [line.slice(0, colon), line.slice(colon + 2)]
      return [[Buffer.from(left, 'latin1'), Buffer.from(right, 'latin1')] as const]
    })
}
