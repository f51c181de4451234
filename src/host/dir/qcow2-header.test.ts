import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseQcow2Header } from './qcow2-header.ts'

describe('parseQcow2Header', () => {
  it('reads size, backing file and where the data table is', () => {
    expect(parseQcow2Header(head({ sizeBytes: 20 * 2 ** 30, backing: '/srv/base.qcow2' }))).toEqual({
      virtualSizeBytes: 20 * 2 ** 30,
      backing: '/srv/base.qcow2',
      internalSnapshots: 0,
      table: { offset: 0x30000, entries: 40 },
    })
    expect(parseQcow2Header(head({ sizeBytes: 512 }))).toMatchObject({
      virtualSizeBytes: 512,
      backing: undefined,
    })
  })

  it.each([
    ['another format', Buffer.from('<!doctype html>'.padEnd(200))],
    ['an empty file', Buffer.alloc(0)],
    ['a header cut short', head({ sizeBytes: 512 }).subarray(0, 60)],
    ['a version nobody knows', head({ sizeBytes: 512, version: 9 })],
    ['a backing name that lies beyond the end', head({ sizeBytes: 512, backing: '/x', backingAt: 1 << 20 })],
    ['a size that no number holds', head({ sizeBytes: 2 ** 62 })],
  ])('does not take %s for qcow2', (_, bytes) => {
    expect(parseQcow2Header(bytes)).toBeUndefined()
  })

  it('answers whatever the bytes are', () => {
    const whole = head({ sizeBytes: 2 ** 30, backing: '/srv/base.qcow2' })
    const damaged = fc.record({ at: fc.nat(200), bytes: fc.uint8Array({ maxLength: 16 }), cut: fc.nat(1024) })
    fc.assert(
      fc.property(damaged, ({ at, bytes, cut }) => {
        const copy = Buffer.from(whole)
        copy.set(bytes, at)
        const header = parseQcow2Header(copy.subarray(0, cut))
        expect(header === undefined || Number.isSafeInteger(header.virtualSizeBytes)).toBe(true)
      }),
    )
  })
})

function head(wish: { sizeBytes: number; backing?: string; backingAt?: number; version?: number }): Buffer {
  const bytes = Buffer.alloc(1024)
  bytes.write('QFI\xfb', 0, 'latin1')
  bytes.writeUInt32BE(wish.version ?? 3, 4)
  if (wish.backing !== undefined) {
    const at = wish.backingAt ?? 512
    bytes.writeBigUInt64BE(BigInt(at), 8)
    bytes.writeUInt32BE(wish.backing.length, 16)
    bytes.write(wish.backing, 512)
  }
  bytes.writeBigUInt64BE(BigInt(wish.sizeBytes), 24)
  bytes.writeUInt32BE(40, 36)
  bytes.writeBigUInt64BE(0x30000n, 40)
  return bytes
}
