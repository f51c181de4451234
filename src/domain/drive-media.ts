import type { Drive } from './drive.ts'
import { smrOf } from './smr.ts'

/** What a drive is by how it works; it decides how fast it rebuilds and what it may share a pool with. */
export type DriveMedia = 'hdd' | 'smr' | 'ssd' | 'nvme' | 'usb' | 'virtual'

export function mediaOf(drive: Drive): DriveMedia {
  if (drive.transport === 'usb') return 'usb'
  if (drive.transport === 'virtio') return 'virtual'
  if (drive.rotational) return smrOf(drive) === 'yes' ? 'smr' : 'hdd'
  return drive.transport === 'nvme' ? 'nvme' : 'ssd'
}

/** Whether it has no heads to move: then small reads anywhere cost little. */
export function isFlash(drive: Drive): boolean {
  const media = mediaOf(drive)
  return media === 'ssd' || media === 'nvme' || (media === 'usb' && !drive.rotational)
}

/**
 * The sector size for drives that share a pool, as a power of two: the largest physical sector any of them tells, but at least
 * 4 KiB, since many drives of 4 KiB say 512, and a 512-byte pool never takes in a 4 KiB drive later. ZFS allows up to 64 KiB.
 */
export function ashiftFor(
  drives: readonly Pick<Drive, 'physicalSectorBytes' | 'logicalSectorBytes'>[],
): number {
  return Math.max(12, ...drives.map(sectorShift))
}

/** A drive's sector size as a power of two; 0 where it tells what no drive has, as some bridges do. */
export function sectorShift(drive: Pick<Drive, 'physicalSectorBytes' | 'logicalSectorBytes'>): number {
  const bytes = Math.max(drive.physicalSectorBytes, drive.logicalSectorBytes)
  const power = Math.round(Math.log2(bytes))
  return 2 ** power === bytes && power >= 9 && power <= 16 ? power : 0
}
