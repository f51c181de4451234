import { expect, test } from 'vitest'
import { readDiskNames, withDiskName } from './disk-names.ts'

const listed = Buffer.from(
  [
    '/dev/sda: ext4',
    '/dev/sdb: btrfs',
    'btrfsvol:/dev/sdc/home: btrfs',
    'btrfsvol:/dev/sdc/home/old: btrfs',
    '/dev/sdc: xfs',
    '/dev/sdd2: btrfs',
    'btrfsvol:/dev/sdb2/@: btrfs',
    '/dev/vg/lv: btrfs',
    'btrfsvol:/dev/vg/lv/sdz1/x: btrfs',
    '',
  ].join('\n'),
)
const turned = (name: string) => String(withDiskName(Buffer.from(name, 'latin1'), readDiskNames(listed)))

test.each([
  ['btrfsvol:/dev/sdc/home', 'btrfsvol:/dev/sdb/home'],
  ['btrfsvol:/dev/sdb2/@', 'btrfsvol:/dev/sdd2/@'],
  ['btrfsvol:/dev/sdb1/sdc/x', 'btrfsvol:/dev/sdd1/sdc/x'],
  // Of a disk of which nothing is known, and where libguestfs has named it itself.
  ['btrfsvol:/dev/sde/x', 'btrfsvol:/dev/sde/x'],
  ['btrfsvol:/dev/vg/lv/sdz1/x', 'btrfsvol:/dev/vg/lv/sdz1/x'],
  ['/dev/sdc', '/dev/sdc'],
])('%s is %s', (name, expected) => {
  expect(turned(name)).toBe(expected)
})

test('where both agree nothing is turned', () => {
  const names = readDiskNames(Buffer.from('/dev/sda: btrfs\nbtrfsvol:/dev/sda/x: btrfs\n'))
  expect(String(withDiskName(Buffer.from('btrfsvol:/dev/sda/x'), names))).toBe('btrfsvol:/dev/sda/x')
})

test('bytes that are no text stay', () => {
  const odd = Buffer.concat([Buffer.from('btrfsvol:/dev/sdc/'), Buffer.of(0xff, 0x0a)])
  expect(withDiskName(odd, readDiskNames(listed))).toEqual(
    Buffer.concat([Buffer.from('btrfsvol:/dev/sdb/'), Buffer.of(0xff, 0x0a)]),
  )
})
