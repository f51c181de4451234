import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  bytes,
  charArray,
  i64,
  list,
  nullable,
  optional,
  string,
  struct,
  u32,
  u64,
  type Codec,
} from './codec.ts'
import { typedParams, type TypedParam } from './typed-params.ts'
import { XdrWriter } from './xdr-writer.ts'
import { MAX_STRING_BYTES, XdrError, XdrReader } from './xdr.ts'

function encode(write: (writer: XdrWriter) => void): Buffer {
  const writer = new XdrWriter()
  write(writer)
  return Buffer.from(writer.take())
}

function readerOf(encoded: Buffer): XdrReader {
  return new XdrReader().reset(encoded, 0, encoded.length)
}

/** What comes back after writing and reading; also checks that exactly the written bytes are read, and padding is whole. */
function roundTrip<T>(codec: Codec<T>, value: T): T {
  const encoded = encode((writer) => codec.write(writer, value))
  expect(encoded.length % 4).toBe(0)
  const reader = readerOf(encoded)
  const back = codec.read(reader)
  expect(reader.remaining()).toBe(0)
  return back
}

const hex = (write: (writer: XdrWriter) => void) => encode(write).toString('hex')
const noNul = fc.string({ unit: 'grapheme' }).filter((text) => !text.includes('\0'))
const u64Value = fc
  .bigInt({ min: 0n, max: (1n << 64n) - 1n })
  .map((value) => (value < 1n << 53n ? Number(value) : value))
const i64Value = fc
  .bigInt({ min: -(1n << 63n), max: (1n << 63n) - 1n })
  .map((value) => (value > -(1n << 53n) && value < 1n << 53n ? Number(value) : value))
const param: fc.Arbitrary<TypedParam> = fc.oneof(
  fc.record({ field: noNul, type: fc.constant('int' as const), value: fc.integer() }),
  fc.record({ field: noNul, type: fc.constant('uint' as const), value: fc.nat() }),
  fc.record({ field: noNul, type: fc.constant('llong' as const), value: i64Value }),
  fc.record({ field: noNul, type: fc.constant('ullong' as const), value: u64Value }),
  fc.record({ field: noNul, type: fc.constant('double' as const), value: fc.double() }),
  fc.record({ field: noNul, type: fc.constant('boolean' as const), value: fc.boolean() }),
  fc.record({ field: noNul, type: fc.constant('string' as const), value: noNul }),
)

describe('bytes on the wire, after RFC 4506', () => {
  test.each([
    ['u32', hex((w) => w.u32(0xdeadbeef)), 'deadbeef'],
    ['i32 below zero', hex((w) => w.i32(-1)), 'ffffffff'],
    ['u64 above 2^32', hex((w) => w.u64(0x1_0000_0002)), '0000000100000002'],
    ['u64 above 2^53', hex((w) => w.u64(0xffff_ffff_ffff_ffffn)), 'ffffffffffffffff'],
    ['i64 below zero', hex((w) => w.i64(-2)), 'fffffffffffffffe'],
    ['double', hex((w) => w.f64(1.5)), '3ff8000000000000'],
    ['string, padded', hex((w) => w.string('hello')), '0000000568656c6c6f000000'],
    ['string, UTF-8', hex((w) => w.string('ä')), '00000002c3a40000'],
    ['opaque, padded', hex((w) => w.opaque(Buffer.from([1, 2, 3, 4, 5]), 9)), '000000050102030405000000'],
    ['UUID', hex((w) => w.uuid('00112233-4455-6677-8899-aabbccddeeff')), '00112233445566778899aabbccddeeff'],
  ])('%s', (_name, actual, expected) => expect(actual).toBe(expected))
})

describe('what is written is read', () => {
  test('u64, i64', () => {
    fc.assert(
      fc.property(u64Value, (value) => {
        expect(roundTrip(u64, value)).toBe(value)
      }),
    )
    fc.assert(
      fc.property(i64Value, (value) => {
        expect(roundTrip(i64, value)).toBe(value)
      }),
    )
  })

  test.each([2 ** 53 - 1, 2n ** 53n, -(2 ** 53) + 1, -(2n ** 53n), -(2n ** 63n)])('%s', (value) => {
    expect(roundTrip(i64, value)).toBe(value)
  })

  test('strings of any characters, short and long', () => {
    fc.assert(
      fc.property(noNul, fc.nat(40), (text, times) => {
        const long = text.repeat(times)
        expect(roundTrip(string, long)).toBe(long)
      }),
    )
  })

  test('structs, lists, optional values, bytes', () => {
    const codec = struct({
      id: u32,
      name: nullable(string),
      tags: list(string, 9),
      data: bytes(64),
      note: optional(string),
    })
    const value = fc.record({
      id: fc.nat(),
      name: fc.option(noNul),
      tags: fc.array(noNul, { maxLength: 9 }),
      data: fc.uint8Array({ maxLength: 64 }).map((array) => Buffer.from(array)),
      note: fc.option(noNul),
    })
    fc.assert(
      fc.property(value, (one) => {
        expect(roundTrip(codec, one)).toEqual(one)
      }),
    )
  })

  test('typed fields of every type', () => {
    fc.assert(
      fc.property(fc.array(param, { maxLength: 8 }), (params) => {
        expect(roundTrip(typedParams(8), params)).toEqual(params)
      }),
    )
  })

  test('names, which are kept, are never mixed up', () => {
    const back = (bytes: Buffer) => readerOf(encode((w) => w.opaque(bytes, 99))).name()
    fc.assert(
      fc.property(fc.array(noNul, { maxLength: 30 }), (words) => {
        for (const word of [...words, ...words]) expect(back(Buffer.from(word))).toBe(word)
      }),
    )
    // The kept "ä" has the one character code 0xe4; the lone byte 0xe4 is no UTF-8 and must not be taken for it.
    expect(back(Buffer.from('ä'))).toBe('ä')
    expect(back(Buffer.from([0xe4]))).toBe('\ufffd')
  })

  test('a C character array', () => expect(roundTrip(charArray(32), 'x86_64')).toBe('x86_64'))

  test('more than a slab, with earlier bytes kept', () => {
    const writer = new XdrWriter()
    writer.u32(7)
    writer.string('x'.repeat(200_000))
    const reader = readerOf(writer.take())
    expect(reader.u32()).toBe(7)
    expect(reader.string()).toHaveLength(200_000)
  })

  test('bytes taken are never written again', () => {
    const writer = new XdrWriter()
    const taken = Array.from({ length: 5000 }, (_, number) => {
      writer.u32(number)
      writer.string('padding to fill slabs')
      return writer.take()
    })
    expect(taken.map((one) => one.readUInt32BE(0))).toEqual(taken.map((_, number) => number))
  })
})

describe('bad bytes', () => {
  const codec = struct({ name: string, tags: list(nullable(string), 4), params: typedParams(4) })
  const whole = encode((writer) =>
    codec.write(writer, {
      name: 'web',
      tags: ['a', null],
      params: [{ field: 'cpu.time', type: 'ullong', value: 2n ** 60n }],
    }),
  )

  test('cut at every byte', () => {
    for (let length = 0; length < whole.length; length++) {
      expect(() => codec.read(readerOf(whole.subarray(0, length))), `${length} bytes`).toThrow(XdrError)
    }
  })

  test('random bytes are read or refused, nothing else', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (garbage) => {
        try {
          codec.read(readerOf(Buffer.from(garbage)))
        } catch (error) {
          expect(error).toBeInstanceOf(XdrError)
        }
      }),
    )
  })

  test.each([
    ['a list over its limit', '00000005', list(u32, 4)],
    ['a string over the protocol limit', (MAX_STRING_BYTES + 1).toString(16).padStart(8, '0'), string],
    ['bytes over their limit', '00000005', bytes(4)],
    ['a presence mark of 2', '00000002', nullable(u32)],
    ['a typed field of type 8', '000000010000000000000008', typedParams(1)],
  ])('%s', (_name, encoded, bad: Codec<unknown>) => {
    expect(() => bad.read(readerOf(Buffer.from(encoded, 'hex')))).toThrow(XdrError)
  })
})

describe('bad values', () => {
  test.each<[string, (writer: XdrWriter) => void]>([
    ['u32 below zero', (w) => w.u32(-1)],
    ['u32 too large', (w) => w.u32(2 ** 32)],
    ['u32 with a fraction', (w) => w.u32(1.5)],
    ['u32 not a number', (w) => w.u32(NaN)],
    ['i32 too large', (w) => w.i32(2 ** 31)],
    ['u64 below zero', (w) => w.u64(-1n)],
    ['u64 no longer exact', (w) => w.u64(2 ** 53)],
    ['u64 too large', (w) => w.u64(1n << 64n)],
    ['i64 too large', (w) => w.i64(1n << 63n)],
    ['a short string with NUL', (w) => w.string('a\0b')],
    ['a long string with NUL', (w) => w.string(`${'ä'.repeat(99)}\0`)],
    ['a string over its limit', (w) => w.string('abcde', 4)],
    ['a UUID too short', (w) => w.uuid('00112233-4455-6677-8899-aabbccddee')],
    ['a UUID too long', (w) => w.uuid('00112233-4455-6677-8899-aabbccddeeff00')],
    ['a UUID with letters it has not', (w) => w.uuid('00112233-4455-6677-8899-aabbccddeefx')],
    ['an odd UUID', (w) => w.uuid('00112233-4455-6677-8899-aabbccddeef')],
    ['too many in a list', (w) => list(u32, 1).write(w, [1, 2])],
    ['too many bytes', (w) => bytes(1).write(w, Buffer.alloc(2))],
  ])('%s is refused before anything is sent', (_name, write) => {
    expect(() => write(new XdrWriter())).toThrow(XdrError)
  })

  test('short strings keep their limit', () => {
    expect(() => new XdrWriter().string('x'.repeat(5), 4)).toThrow(/5 bytes/)
  })
})
