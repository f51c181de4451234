import { describe, expect, it } from 'vitest'
import { readQcow2, readVdi, readVmdk } from './foreign-headers.ts'
import { readIso, readPartitions } from './foreign-tables.ts'

const TiB = 1024n ** 4n

interface Qcow2Fields {
  readonly version?: number
  readonly backingOffset?: bigint
  readonly clusterBits?: number
  readonly size?: bigint
  readonly crypt?: number
  readonly features?: bigint
}

function qcow2(fields: Qcow2Fields = {}): Buffer {
  const head = Buffer.alloc(65536)
  head.write('QFI\xfb', 0, 'latin1')
  head.writeUInt32BE(fields.version ?? 3, 4)
  head.writeBigUInt64BE(fields.backingOffset ?? 0n, 8)
  head.writeUInt32BE(fields.clusterBits ?? 16, 20)
  head.writeBigUInt64BE(fields.size ?? TiB, 24)
  head.writeUInt32BE(fields.crypt ?? 0, 32)
  head.writeUInt32BE(16, 36)
  head.writeBigUInt64BE(0x30000n, 40)
  head.writeBigUInt64BE(0x10000n, 48)
  head.writeBigUInt64BE(fields.features ?? 0n, 72)
  return head
}

describe('qcow2', () => {
  it('says how large it is and how long its file must be', () => {
    expect(readQcow2(qcow2())).toEqual({ virtualSizeBytes: 1024 ** 4, neededBytes: 0x30000 + 128 })
    expect(readQcow2(qcow2({ size: 1024n ** 5n }))).toMatchObject({ virtualSizeBytes: 1024 ** 5 })
    expect(readQcow2(qcow2({ version: 2, features: 4n }))).toHaveProperty('virtualSizeBytes')
  })
  it.each<readonly [string, Qcow2Fields, RegExp]>([
    ['with a backing file', { backingOffset: 0x200n }, /stands on another file/],
    ['with its data elsewhere', { features: 4n }, /data lies in another file/],
    ['encrypted', { crypt: 1 }, /encrypted/],
    ['encrypted with LUKS', { crypt: 2 }, /encrypted/],
    ['marked as corrupt', { features: 2n }, /marked as corrupt/],
    ['with a feature of the future', { features: 1n << 40n }, /features that are not known/],
    ['of another version', { version: 1 }, /unknown version 1/],
    ['with absurd clusters', { clusterBits: 63 }, /header is damaged/],
  ])('%s is refused', (_name, fields, why) => {
    expect(readQcow2(qcow2(fields))).toMatchObject({ refuse: expect.stringMatching(why) as string })
  })
  it('cut within its header is refused at every length', () => {
    for (let length = 4; length < 104; length += 1)
      expect(readQcow2(qcow2().subarray(0, length))).toMatchObject({
        refuse: expect.stringContaining('cut short') as string,
      })
  })
})

function vdi(change: (head: Buffer) => void = () => undefined): Buffer {
  const head = Buffer.alloc(4096)
  head.writeUInt32LE(1, 0x4c)
  head.writeUInt32LE(1024, 0x158)
  head.writeBigUInt64LE(10n * 1024n ** 2n, 0x170)
  head.writeUInt32LE(1024 ** 2, 0x178)
  head.writeUInt32LE(10, 0x180)
  head.writeUInt32LE(3, 0x184)
  change(head)
  return head
}

describe('vdi', () => {
  it('needs as much as it has allocated', () => {
    expect(readVdi(vdi())).toEqual({ virtualSizeBytes: 10 * 1024 ** 2, neededBytes: 1024 + 3 * 1024 ** 2 })
  })
  it.each<readonly [string, (head: Buffer) => void, RegExp]>([
    ['a difference', (head) => head.writeUInt32LE(4, 0x4c), /differs from another/],
    ['one with a parent', (head) => head.writeUInt8(1, 0x1b0), /stands on another/],
    ['one with more blocks than it has', (head) => head.writeUInt32LE(11, 0x184), /damaged/],
    ['one without block size', (head) => head.writeUInt32LE(0, 0x178), /damaged/],
  ])('%s is refused', (_name, change, why) => {
    expect(readVdi(vdi(change))).toMatchObject({ refuse: expect.stringMatching(why) as string })
  })
})

const description = (
  changes: Readonly<Record<string, string>> = {},
  extent = 'RW 2048 SPARSE "disk.vmdk"',
) => {
  const fields = { createType: '"monolithicSparse"', parentCID: 'ffffffff', ...changes }
  return `# Disk DescriptorFile\n${Object.entries(fields)
    .map(([name, value]) => `${name}=${value}`)
    .join('\n')}\n${extent}\n`
}

function vmdk(text: string, capacity = 2048n, directory = 21n): Buffer {
  const head = Buffer.alloc(34 * 1024)
  head.write('KDMV')
  head.writeBigUInt64LE(capacity, 12)
  head.writeBigUInt64LE(1n, 28)
  head.writeBigUInt64LE(20n, 36)
  head.writeBigUInt64LE(directory, 56)
  head.writeBigUInt64LE(128n, 64)
  head.write(text, 512)
  return head
}

describe('vmdk', () => {
  const tail = Buffer.alloc(1024)
  it('in one file is taken', () => {
    expect(readVmdk(vmdk(description()), tail)).toEqual({
      virtualSizeBytes: 2048 * 512,
      neededBytes: 128 * 512,
    })
  })
  it('made for streaming is taken with its end, not without', () => {
    const head = vmdk(description({ createType: '"streamOptimized"' }), 2048n, 0xffff_ffff_ffff_ffffn)
    const footer = Buffer.alloc(1024)
    footer.write('KDMV')
    expect(readVmdk(head, footer)).toHaveProperty('virtualSizeBytes')
    expect(readVmdk(head, tail)).toMatchObject({
      refuse: expect.stringContaining('its end is missing') as string,
    })
  })
  it.each<readonly [string, Buffer, RegExp]>([
    ['of several files', vmdk(description({ createType: '"twoGbMaxExtentSparse"' })), /twoGbMaxExtentSparse/],
    [
      'that names a file of the host',
      vmdk(description({}, 'RW 2048 FLAT "/etc/shadow" 0')),
      /in other files/,
    ],
    [
      'that names one more file',
      vmdk(description({}, 'RW 2048 SPARSE "a"\nRW 10 FLAT "/etc/shadow" 0')),
      /in other files/,
    ],
    ['with a parent', vmdk(description({ parentCID: '12345678' })), /differs from another/],
    [
      'with a parent by name',
      vmdk(description({ parentFileNameHint: '"/etc/shadow"' })),
      /differs from another/,
    ],
    ['without capacity, which QEMU reads as a description', vmdk(description(), 0n), /in other files/],
    ['without a type', vmdk('# Disk DescriptorFile\n'), /"unknown"/],
  ])('%s is refused', (_name, head, why) => {
    expect(readVmdk(head, tail)).toMatchObject({ refuse: expect.stringMatching(why) as string })
  })
})

describe('raw disks and ISO images know how long they are meant to be', () => {
  it('by the copy of the GPT', () => {
    const head = Buffer.alloc(4096)
    head.write('EFI PART', 512)
    head.writeBigUInt64LE(4095n, 544)
    expect(readPartitions('gpt', head, 1024 ** 2)).toEqual({
      virtualSizeBytes: 1024 ** 2,
      neededBytes: 4096 * 512,
    })
  })
  it('by the last partition of the MBR', () => {
    const head = Buffer.alloc(512)
    head.writeUInt8(0x83, 446 + 16 + 4)
    head.writeUInt32LE(2048, 446 + 16 + 8)
    head.writeUInt32LE(4096, 446 + 16 + 12)
    expect(readPartitions('mbr', head, 512 * 100)).toEqual({
      virtualSizeBytes: 51200,
      neededBytes: (2048 + 4096) * 512,
    })
  })
  it('not by the boot code of a file system on the bare disk', () => {
    const head = Buffer.alloc(512, 0x55)
    expect(readPartitions('mbr', head, 512 * 100)).toMatchObject({ neededBytes: 0 })
  })
  it('a disk has whole sectors', () => {
    expect(readPartitions('unknown', Buffer.alloc(100), 1000)).toMatchObject({
      refuse: expect.stringContaining('not a multiple of 512') as string,
    })
    expect(readPartitions('mbr', Buffer.alloc(512), 1000)).toMatchObject({ neededBytes: 1024 })
  })
  it('by the volume descriptor', () => {
    const head = Buffer.alloc(34 * 1024)
    head.writeUInt32LE(500, 32768 + 80)
    head.writeUInt16LE(2048, 32768 + 128)
    expect(readIso(head)).toEqual({ virtualSizeBytes: 500 * 2048, neededBytes: 500 * 2048 })
    expect(readIso(head.subarray(0, 32774))).toHaveProperty('refuse')
  })
})
