import { assert, constantFrom, integer, property, record, uint8Array } from 'fast-check'
import { describe, expect, it } from 'vitest'
import { formatTarHeader, readPax, readTarHeader, type TarEntry } from './tar-header.ts'

const bytes = (text: string) => new TextEncoder().encode(text)
const plain: TarEntry = {
  type: 'file',
  name: bytes('./a'),
  linkName: new Uint8Array(),
  sizeBytes: 5,
  mode: 0o644,
  modifiedSeconds: 1_700_000_000,
}

describe('headers in a tar archive', () => {
  it('come back as they were written', () => {
    const name = uint8Array({ min: 1, minLength: 1, maxLength: 100 }).filter((each) => each.at(-1) !== 0x2f)
    assert(
      property(
        record({
          type: constantFrom('file', 'folder', 'link', 'hardlink', 'other'),
          name,
          linkName: name,
          sizeBytes: integer({ min: 0, max: 2 ** 31 - 1 }),
          mode: integer({ min: 0, max: 0o7777 }),
          modifiedSeconds: integer({ min: 0, max: 2 ** 31 - 1 }),
        }),
        (entry) => {
          expect(readTarHeader(formatTarHeader(entry))).toEqual({ is: 'entry', entry })
        },
      ),
    )
  })

  it('a block of zeros ends the archive', () => {
    expect(readTarHeader(new Uint8Array(512))).toEqual({ is: 'end' })
  })

  it('any byte that changed is noticed', () => {
    const block = formatTarHeader(plain)
    for (const at of [0, 100, 124, 156, 300]) {
      const changed = block.slice()
      changed[at] = (changed[at] ?? 0) + 1
      expect(() => readTarHeader(changed)).toThrow('checksum')
    }
    expect(() => readTarHeader(block.subarray(0, 100))).toThrow('cut off')
  })

  it.each([
    ['L', 'longName'],
    ['K', 'longLink'],
    ['x', 'pax'],
    ['g', 'paxForAll'],
  ])('%s says something of others', (flag, is) => {
    expect(readTarHeader(flagged(flag))).toEqual({ is, sizeBytes: 5 })
  })

  it.each([
    ['\0', 'file'],
    ['7', 'file'],
    ['3', 'other'],
    ['4', 'other'],
    ['S', 'other'],
  ])('the flag %j is a %s', (flag, type) => {
    expect(readTarHeader(flagged(flag))).toMatchObject({ entry: { type } })
  })

  it('large and negative numbers are in base 256', () => {
    const large = new Uint8Array(12)
    large.set([0x80, 0, 0, 0, 0, 0, 0, 0x10, 0, 0, 0, 0], 0)
    expect(readTarHeader(withField(124, large))).toMatchObject({ entry: { sizeBytes: 2 ** 36 } })
    expect(readTarHeader(withField(136, new Uint8Array(12).fill(0xff)))).toMatchObject({
      entry: { modifiedSeconds: -1 },
    })
  })

  it('a long name of POSIX stands in two fields, and not where GNU has other things there', () => {
    expect(readTarHeader(withField(345, bytes('folder')))).toMatchObject({
      entry: { name: bytes('folder/./a') },
    })
    const gnu = withField(345, bytes('folder'))
    gnu.set(bytes('ustar  \0'), 257)
    expect(readTarHeader(resum(gnu))).toMatchObject({ entry: { name: bytes('./a') } })
  })

  it('records of pax have any bytes in them', () => {
    const value = Uint8Array.of(0xff, 0x0a, 0x3d)
    const record = new Uint8Array([...bytes('12 path='), ...value, 0x0a])
    expect(readPax(new Uint8Array([...record, ...bytes('10 size=9\n')]))).toEqual(
      new Map([
        ['path', value],
        ['size', bytes('9')],
      ]),
    )
  })

  it.each(['', '5 a=b', '999 a=b\n', 'x a=b\n', '6 abcd\n', '0 a=b\n', '-5 a=b\n'])(
    'a pax header %j is refused or empty',
    (text) => {
      if (text === '') expect(readPax(bytes(text)).size).toBe(0)
      else expect(() => readPax(bytes(text))).toThrow('pax')
    },
  )
})

function flagged(flag: string): Uint8Array {
  return withField(156, bytes(flag))
}

function withField(at: number, field: Uint8Array): Uint8Array {
  const block = formatTarHeader(plain)
  block.set(field, at)
  return resum(block)
}

function resum(block: Uint8Array): Uint8Array {
  const sum = block.reduce((all, byte, at) => all + (at >= 148 && at < 156 ? 32 : byte), 0)
  block.set(bytes(`${sum.toString(8).padStart(6, '0')}\0 `), 148)
  return block
}
