import { describe, expect, test } from 'vitest'
import { chooseById, parseDeviceLinks, parseEnclosureSlots, placeFromPath } from './device-links.ts'

const byId = (...names: readonly string[]) => names.map((name) => `/dev/disk/by-id/${name}`)

describe('the one lasting path', () => {
  test.each<[readonly string[], string | undefined]>([
    [['wwn-0x5000c500d0000004', 'ata-ST4000VN006_ZW6'], 'ata-ST4000VN006_ZW6'],
    [
      ['nvme-eui.0026b77000000075', 'nvme-KINGSTON_7_1', 'nvme-KINGSTON_7', 'nvme-nvme.2646-35'],
      'nvme-KINGSTON_7',
    ],
    [['nvme-eui.0026b77000000075'], 'nvme-eui.0026b77000000075'],
    [['scsi-35000c500d0000004', 'scsi-SHGST_HUS72_K7', 'wwn-0x5000c500d0000004'], 'scsi-SHGST_HUS72_K7'],
    [['scsi-SATA_ST4000_ZW6', 'ata-ST4000_ZW6'], 'ata-ST4000_ZW6'],
    [['virtio-data1'], 'virtio-data1'],
    [['usb-WD_Elements_5758-0:0', 'wwn-0x50014ee2b0000001'], 'wwn-0x50014ee2b0000001'],
    [['dm-name-vg-data', 'lvm-pv-uuid-x', 'md-name-x'], undefined],
    [[], undefined],
  ])('%j', (names, chosen) => {
    const expected = chosen === undefined ? undefined : `/dev/disk/by-id/${chosen}`
    expect(chooseById(byId(...names))).toBe(expected)
    expect(chooseById(byId(...names).toReversed())).toBe(expected)
  })

  test('is below by-id and nowhere else', () => {
    expect(chooseById(['/dev/disk/by-path/ata-1', '/dev/disk/by-uuid/wwn-1'])).toBeUndefined()
  })
})

test('links are read by the device they lead to', () => {
  const links = parseDeviceLinks(
    '/dev/disk/by-id/b\t../../sda\n/dev/disk/by-id/a\t../../sda\n/dev/disk/by-label/x\\x20y\t../../sda1\nbroken\n\n',
  )
  expect(Object.fromEntries(links)).toEqual({
    sda: ['/dev/disk/by-id/a', '/dev/disk/by-id/b'],
    sda1: [String.raw`/dev/disk/by-label/x\x20y`],
  })
})

describe('where it is plugged in', () => {
  test.each([
    ['pci-0000:00:17.0-ata-3.0', 'SATA port 3'],
    ['pci-0000:03:00.0-sas-phy2-lun-0', 'SAS phy 2'],
    ['pci-0000:03:00.0-sas-exp0x500605b0000272bf-phy12-lun-0', 'expander phy 12'],
    ['pci-0000:00:14.0-usb-0:3.1:1.0-scsi-0:0:0:0', 'USB port 3.1'],
    ['pci-0000:00:14.0-usbv3-0:2:1.0-scsi-0:0:0:0', 'USB port 2'],
    ['pci-0000:01:00.0-nvme-1', 'PCIe 0000:01:00.0'],
    ['pci-0000:00:05.0', undefined],
  ])('%s: %s', (link, place) => {
    expect(placeFromPath(['/dev/disk/by-id/ata-9', `/dev/disk/by-path/${link}`])).toBe(place)
  })
})

test('slots of an enclosure', () => {
  const enclosure = '/sys/class/enclosure/0:0:8:0'
  const text = [
    `${enclosure}/Slot 01/device\t../../../../../../../end_device-0:0:1/target0:0:1/0:0:1:0`,
    `${enclosure}/Slot 12/device\t../../../../../../../end_device-0:0:2/target0:0:2/0:0:2:0`,
    `${enclosure}/ArrayDevice03/device\t../../../0:0:3:0`,
    `${enclosure}/Slot 04/device\t../../../not-a-scsi-address`,
  ].join('\n')
  expect(Object.fromEntries(parseEnclosureSlots(text))).toEqual({
    '0:0:1:0': 'slot 1',
    '0:0:2:0': 'slot 12',
    '0:0:3:0': 'slot ArrayDevice03',
  })
})
