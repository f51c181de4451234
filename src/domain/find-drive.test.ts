import { expect, test } from 'vitest'
import { findDrive } from './find-drive.ts'
import { someDrive } from './testing/drives.ts'
import { codes } from './testing/facts.ts'

const drives = [
  someDrive({ kernelName: 'sda', serial: 'AAA', wwn: '0x5000a' }),
  someDrive({ kernelName: 'sdb', serial: 'BBB' }),
  someDrive({ kernelName: 'sdc', serial: 'BBB', byIdPath: '/dev/disk/by-id/usb-x', model: 'Stick' }),
  someDrive({ kernelName: 'sdd', serial: '' }),
]

test.each([
  ['sda', 'sda'],
  ['/dev/sda', 'sda'],
  ['/dev/disk/by-id/ata-HDD_AAA', 'sda'],
  ['ata-HDD_AAA', 'sda'],
  ['AAA', 'sda'],
  ['0x5000a', 'sda'],
  ['usb-x', 'sdc'],
])('%s', (named, kernelName) => {
  const found = findDrive(drives, named, 'drives[0]')
  expect(found.ok && found.value.kernelName).toBe(kernelName)
})

test('a serial that two drives have names neither', () => {
  expect(findDrive(drives, 'BBB', 'drives[1]')).toMatchObject({
    problems: [
      { code: 'invalid_input', field: 'drives[1]', message: expect.stringContaining('2 drives') as string },
    ],
  })
})

test.each(['', 'sd', '/dev/sdz', '../sda'])('%j is none, and what there is, is told', (named) => {
  const found = findDrive(drives, named, 'drives[0]')
  expect(codes(found)).toBe('not_found drives[0]')
  expect(!found.ok && found.problems[0]?.hint).toContain('sda is HDD (serial AAA)')
})
