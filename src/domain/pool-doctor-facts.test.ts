import { expect, test } from 'vitest'
import { serialIn } from './pool-doctor-facts.ts'

test.each([
  ['ata-WDC_WD40EFPX-68C6CN0_WD-WX12', 'WD-WX12'],
  ['nvme-Samsung_SSD_990_PRO_2TB_S7KHNJ0X', 'S7KHNJ0X'],
  ['virtio-lab-disk-2', 'lab-disk-2'],
  ['sdb', undefined],
])('%s', (link, serial) => expect(serialIn(link)).toBe(serial))
