import { expect, test } from 'vitest'
import { gatherTrouble, troubleInLine, troubleInZfsEvent } from './pool-trouble.ts'

const at = '2026-11-26T08:00:00.000Z'

test.each([
  ['ata3: hard resetting link', 'link-reset', 'ata3'],
  ['ata5.00: exception Emask 0x10 SAct 0x0 SErr 0x400100 action 0x6 frozen', 'link-reset', 'ata5'],
  ['ata3: SATA link down (SStatus 0 SControl 300)', 'link-reset', 'ata3'],
  ['usb 2-1.3: reset SuperSpeed USB device number 4 using xhci_hcd', 'link-reset', 'usb 2-1.3'],
  ['nvme nvme0: controller is down; will reset: CSTS=0xffffffff', 'link-reset', 'nvme0'],
  ['I/O error, dev sdc, sector 12345 op 0x0:(READ) flags 0x700', 'io-error', 'sdc'],
  ['blk_update_request: critical medium error, dev nvme0n1, sector 8', 'io-error', 'nvme0n1'],
  ['sd 4:0:0:0: [sde] tag#3 timing out command, waited 180s', 'timeout', 'sde'],
  ['EDAC MC0: 1 CE memory read error on CPU_SrcID#0', 'memory-corrected', undefined],
  ['EDAC MC0: 1 UE on DIMM_A1', 'memory-uncorrected', undefined],
  ['mce: Uncorrected hardware memory error in user-access', 'memory-uncorrected', undefined],
  ['EXT4-fs (sda1): mounted filesystem', undefined, undefined],
] as const)('%s', (line, what, where) => {
  const found =
    what === undefined ? undefined : { what, at, count: 1, ...(where === undefined ? {} : { where }) }
  expect(troubleInLine(line, at)).toEqual(found)
})

test('events of ZFS name the device by its guid in decimal', () => {
  const values = new Map([['vdev_guid', '0xed9e4d1ac0ff9d85']])
  expect(troubleInZfsEvent({ at, class: 'ereport.fs.zfs.io', values })).toEqual({
    what: 'io-error',
    at,
    count: 1,
    where: '17122207610611670405',
  })
  expect(troubleInZfsEvent({ at, class: 'ereport.fs.zfs.checksum', values })).toBeUndefined()
  expect(troubleInZfsEvent({ at, class: 'ereport.fs.zfs.delay', values: new Map() })).toEqual({
    what: 'timeout',
    at,
    count: 1,
  })
})

test('several of a kind and place are one', () => {
  const one = { what: 'link-reset', at, count: 1, where: 'ata3' } as const
  const later = { ...one, at: '2026-11-26T09:00:00.000Z', count: 4 }
  expect(gatherTrouble([one, later, { ...one, where: 'ata4' }])).toEqual([
    { ...later, count: 5 },
    { ...one, where: 'ata4' },
  ])
})
