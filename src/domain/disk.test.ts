import { expect, test } from 'vitest'
import { diskName, isPlaced, kindOf, usualKind, type DiskKind, type PlacedDisk } from './disk.ts'

test.each([
  [{ type: 'file', path: '/store/web/root.qcow2' }, 'root', 'file'],
  [{ type: 'file', path: '/store/web/my.data.raw' }, 'my.data', 'file'],
  [{ type: 'block', path: '/dev/zvol/tank/kiste/web/root' }, 'root', 'volume'],
  [{ type: 'file', path: '/stores/tank/web/data/disk.raw' }, 'data', 'file'],
  [{ type: 'file', path: 'disk.raw' }, '', 'file'],
] as const)('%j is the disk %s, a %s', (source, name, kind) => {
  expect(diskName(source)).toBe(name)
  expect(kindOf(source)).toBe(kind)
})

test('a store makes volumes in a pool and files in a directory', () => {
  expect(usualKind({ kind: 'zfs' })).toBe('volume')
  expect(usualKind({ kind: 'dir' })).toBe('file')
})

test('a source is that of a disk as the store has it, or not', () => {
  const disk = (name: string, kind: DiskKind): PlacedDisk =>
    kind === 'volume'
      ? { source: { type: 'block', path: `/dev/${name}` }, format: 'raw' }
      : { source: { type: 'file', path: `/web/${name}/disk.raw` }, format: 'raw' }
  expect(isPlaced({ disk }, { type: 'block', path: '/dev/data' })).toBe(true)
  expect(isPlaced({ disk }, { type: 'file', path: '/web/data/disk.raw' })).toBe(true)
  expect(isPlaced({ disk }, { type: 'file', path: '/web/data/disk.s1' })).toBe(false)
  expect(isPlaced({ disk }, { type: 'file', path: '/other/data/disk.raw' })).toBe(false)
})
