import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { ZfsOutputError } from './output-error.ts'
import { parsePropertyRows } from './properties.ts'

const names = new Set(['tank/a', 'tank/b c'])
const asked = new Set(['used', 'kiste:x'])
const parse = (stdout: string) => parsePropertyRows(stdout, names, asked)

describe('rows of zfs get', () => {
  test('values may hold tabs and line ends, and end with one', () => {
    const found = parse(
      'tank/a\tused\t-\t5\ntank/a\tkiste:x\tlocal\tone\ttwo\nthree\n\n\ntank/b c\tkiste:x\treceived\t\ntank/b c\tused\t-\t6\n',
    )
    expect(found.get('tank/a')?.get('kiste:x')).toEqual({
      value: 'one\ttwo\nthree\n\n',
      source: { from: 'local' },
    })
    expect(found.get('tank/b c')?.get('kiste:x')).toEqual({ value: '', source: { from: 'received' } })
    expect(found.get('tank/b c')?.get('used')).toEqual({ value: '6', source: { from: 'none' } })
  })

  test.each([
    ['inherited from tank/b c', { from: 'inherited', dataset: 'tank/b c' }],
    ['temporary', { from: 'temporary' }],
    ['default', { from: 'default' }],
  ])('a source of %s', (text, source) => {
    expect(parse(`tank/a\tused\t${text}\t5\n`).get('tank/a')?.get('used')?.source).toEqual(source)
  })

  test('a value made to look like another property is refused, not believed', () => {
    const forged = 'tank/a\tkiste:x\tlocal\tmine\ntank/b c\tkiste:x\tlocal\tforged\n'
    expect(() => parse(`${forged}tank/b c\tkiste:x\tlocal\ttrue\n`)).toThrow(/given twice/)
  })

  test('what begins with no row is an error', () => {
    expect(() => parse('something else\n')).toThrow(ZfsOutputError)
    expect(parse('')).toEqual(new Map())
  })

  test('whatever a value is, it comes back, or is refused', () => {
    const value = fc.array(
      fc.constantFrom(
        'a',
        '\t',
        '\n',
        '-',
        'tank/a',
        'tank/b c',
        'kiste:x',
        'used',
        'local',
        'inherited from tank/a',
      ),
      { maxLength: 12 },
    )
    fc.assert(
      fc.property(value, value, (one, two) => {
        const stdout = `tank/a\tkiste:x\tlocal\t${one.join('')}\ntank/b c\tkiste:x\tlocal\t${two.join('')}\n`
        let found
        try {
          found = parsePropertyRows(stdout, names, new Set(['kiste:x']))
        } catch (error) {
          expect(error).toBeInstanceOf(ZfsOutputError)
          return
        }
        expect(found.get('tank/a')?.get('kiste:x')?.value).toBe(one.join(''))
        expect(found.get('tank/b c')?.get('kiste:x')?.value).toBe(two.join(''))
      }),
      { numRuns: 3_000 },
    )
  })
})
