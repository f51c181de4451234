import { expect, it } from 'vitest'
import { bootSector, coreOnDisk } from './grub-bios.ts'

it('the boot sector loads core.img from where it lies and leaves the partition table alone', () => {
  const original = Uint8Array.from({ length: 512 }, (_, index) => index & 0xff)
  const code = bootSector(original, 2048)
  expect(code).toHaveLength(440)
  const view = new DataView(code.buffer)
  expect(view.getBigUint64(0x5c, true)).toBe(2048n)
  expect(view.getUint16(0x66, true)).toBe(0x9090)
  expect([...code.subarray(0, 0x5c)]).toEqual([...original.subarray(0, 0x5c)])
  expect([...code.subarray(0x68)]).toEqual([...original.subarray(0x68, 440)])
})

it("core.img's block list names its second sector and the number of those left", () => {
  const core = Uint8Array.from({ length: 512 * 3 + 7 }, () => 0xee)
  const onDisk = coreOnDisk(core, 2048, 2048)
  expect(onDisk).toHaveLength(512 * 4)
  const view = new DataView(onDisk.buffer)
  expect(view.getBigUint64(500, true)).toBe(2049n)
  expect(view.getUint16(508, true)).toBe(3)
  expect(view.getUint16(510, true)).toBe(0x820)
  expect([...onDisk.subarray(512, core.length)]).toEqual([...core.subarray(512)])
  expect([...onDisk.subarray(core.length)]).toEqual(Array.from({ length: 505 }, () => 0))
})

it('refuses what does not fit or is no image of GRUB', () => {
  expect(() => coreOnDisk(new Uint8Array(512 * 5), 2048, 4)).toThrow('core.img takes 5 sectors')
  expect(() => coreOnDisk(new Uint8Array(100), 2048, 4)).toThrow(RangeError)
  expect(() => bootSector(new Uint8Array(100), 1)).toThrow('boot.img has 100 bytes')
})
