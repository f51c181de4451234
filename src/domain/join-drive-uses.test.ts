import { describe, expect, test } from 'vitest'
import type { DriveUse } from './drive.ts'
import { joinDriveUses, leadsTo } from './join-drive-uses.ts'
import { someDrive } from './testing/drives.ts'
import { someVm } from './testing/facts.ts'
import { leaf, mirror, somePool } from './testing/pools.ts'

const drive = someDrive({ kernelName: 'sda', serial: 'A', paths: ['/dev/sda', '/dev/disk/by-id/ata-HDD_A'] })

function usesWith(uses: readonly DriveUse[], users: Partial<Parameters<typeof joinDriveUses>[1]>) {
  return joinDriveUses([{ ...drive, uses }], { pools: [], vms: [], ...users })[0]?.uses
}

test('nothing known, nothing changed', () => {
  expect(joinDriveUses([drive], { pools: [somePool()], vms: [someVm()] })[0]).toBe(drive)
})

describe('an imported pool', () => {
  const tank = somePool({
    guid: '7',
    vdevs: [mirror([leaf('/dev/disk/by-id/ata-HDD_A-part1'), leaf('/dev/sdz1')])],
  })
  const use = {
    what: 'pool',
    device: '/dev/disk/by-id/ata-HDD_A-part1',
    pool: 'tank',
    guid: '7',
    imported: true,
  }

  test('claims its members, also where nothing could be read', () => {
    expect(usesWith([], { pools: [tank] })).toEqual([use])
    expect(usesWith([{ what: 'unreadable', device: '/dev/sda', because: 'x' }], { pools: [tank] })).toEqual([
      use,
    ])
  })

  test('is told once', () => {
    const label: DriveUse = { what: 'pool', device: '/dev/sda1', pool: 'tank', guid: '7', imported: false }
    expect(usesWith([label], { pools: [tank] })).toEqual([{ ...label, imported: true }])
  })

  test('is known by its guid, not by its name', () => {
    const other: DriveUse = { what: 'pool', device: '/dev/sda1', pool: 'tank', guid: '8', imported: false }
    expect(usesWith([other], { pools: [somePool({ guid: '7' })] })).toEqual([other])
    const renamed: DriveUse = { ...other, pool: 'old', guid: '7' }
    expect(usesWith([renamed], { pools: [somePool({ guid: '7' })] })).toEqual([
      { ...renamed, imported: true },
    ])
  })
})

test('a VM that has the drive, or a part of it, is named', () => {
  const vm = (path: string) =>
    someVm({
      disks: [
        {
          target: 'vdb',
          device: 'disk',
          bus: 'virtio',
          format: 'raw',
          source: { type: 'block', path },
          readOnly: false,
        },
      ],
    })
  expect(usesWith([], { vms: [vm('/dev/disk/by-id/ata-HDD_A')] })).toEqual([
    { what: 'vm', device: '/dev/disk/by-id/ata-HDD_A', vm: 'web' },
  ])
  expect(usesWith([], { vms: [vm('/dev/sda3')] })).toMatchObject([{ what: 'vm' }])
  expect(usesWith([], { vms: [vm('/dev/sdb')] })).toEqual([])
})

test.each([
  ['/dev/sda', true],
  ['/dev/sda12', true],
  ['/dev/sdab', false],
  ['/dev/nvme0n1p2', true],
  ['/dev/nvme0n12', false],
  ['/dev/disk/by-id/virtio-1-part2', true],
  ['/dev/disk/by-id/virtio-12', false],
  ['/dev/disk/by-id/virtio-1-partx', false],
])('%s leads to it: %s', (path, expected) => {
  expect(leadsTo(path, { paths: ['/dev/sda', '/dev/nvme0n1', '/dev/disk/by-id/virtio-1'] })).toBe(expected)
})
