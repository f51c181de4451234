import { expect, test } from 'vitest'
import { ashiftFor, isFlash, mediaOf, type DriveMedia } from './drive-media.ts'
import type { Drive } from './drive.ts'
import { someDrive } from './testing/drives.ts'

test.each<[Partial<Drive>, DriveMedia, boolean]>([
  [{}, 'hdd', false],
  [{ model: 'ST4000DM004-2CV104' }, 'smr', false],
  [{ rotational: false }, 'ssd', true],
  [{ rotational: false, transport: 'nvme' }, 'nvme', true],
  [{ transport: 'usb' }, 'usb', false],
  [{ transport: 'usb', rotational: false }, 'usb', true],
  [{ transport: 'virtio' }, 'virtual', false],
])('%j is %s', (changes, media, flash) => {
  expect([mediaOf(someDrive(changes)), isFlash(someDrive(changes))]).toEqual([media, flash])
})

test.each<[string, readonly number[], number]>([
  ['drives that say 512', [512, 512], 12],
  ['drives of 4 KiB', [512, 4096], 12],
  ['an SSD that says 8 KiB', [4096, 8192], 13],
  ['64 KiB', [65_536], 16],
  ['nonsense of a bridge', [33_553_920, 0, 3000, 2 ** 20], 12],
  ['nothing', [], 12],
])('ashift for %s', (_, physical, ashift) => {
  expect(ashiftFor(physical.map((physicalSectorBytes) => someDrive({ physicalSectorBytes })))).toBe(ashift)
})
