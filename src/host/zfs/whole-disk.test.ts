import { expect, test } from 'vitest'
import { wholeDiskPath } from './whole-disk.ts'

test.each([
  ['/dev/disk/by-id/virtio-lab-disk-2-part1', '/dev/disk/by-id/virtio-lab-disk-2'],
  ['/dev/disk/by-id/ata-X_SN12p4-part9', '/dev/disk/by-id/ata-X_SN12p4'],
  ['/dev/nvme0n1p1', '/dev/nvme0n1'],
  ['/dev/nvme0n1', '/dev/nvme0n1'],
  ['/dev/mmcblk0p12', '/dev/mmcblk0'],
  ['/dev/sdab1', '/dev/sdab'],
  ['/dev/vda', '/dev/vda'],
  ['/dev/disk/by-id/virtio-lab-disk-2', '/dev/disk/by-id/virtio-lab-disk-2'],
  ['/dev/disk/by-id/wwn-0x5000c500a1b2c3d4', '/dev/disk/by-id/wwn-0x5000c500a1b2c3d4'],
])('%s is on %s', (path, disk) => {
  expect(wholeDiskPath(path)).toBe(disk)
})
