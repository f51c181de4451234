/**
 * libguestfs names disks by the order in which they were given, and turns Linux's own names, which follow the order in which it found them,
 * into those. It does not in the names of subvolumes of btrfs (1.48: `btrfsvol:/dev/sdc2/home`), and takes them for its own when it is given
 * them back; so they are turned here. Which are which shows where it lists a device and then the subvolumes on it.
 */
export type DiskNames = ReadonlyMap<string, string>

/** Linux's names of disks, and what libguestfs calls them, as far as a list of file systems (`list-filesystems`) tells. */
export function readDiskNames(listed: Buffer): DiskNames {
  const names = new Map<string, string>()
  let device: string | undefined
  for (const line of listed.toString('latin1').split('\n')) {
    const ofDevice = /^\/dev\/(sd[a-z]+)\d*: /.exec(line)?.[1]
    const ofSubvolume = subvolume.exec(line)?.[2]
    if (ofSubvolume !== undefined && device !== undefined) names.set(ofSubvolume, device)
    else if (line.startsWith('/dev/')) device = ofDevice
  }
  return names
}

/** The same file system by the name that libguestfs understands. */
export function withDiskName(mountable: Buffer, names: DiskNames): Buffer {
  const turned = mountable
    .toString('latin1')
    .replace(subvolume, (_, before: string, disk: string) => before + (names.get(disk) ?? disk))
  return Buffer.from(turned, 'latin1')
}

const subvolume = /^(btrfsvol:\/dev\/)(sd[a-z]+)(?=\d*\/)/
