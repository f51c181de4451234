import { execFileSync } from 'node:child_process'
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { shellAssignments, shellLine } from './shell-quote.ts'

/** What a real shell makes of a line: prints each word followed by NUL, which no word can hold. */
function readByShell(line: string): string[] {
  const script = `set -- ${line}\nfor word; do printf '%s\\0' "$word"; done`
  const text = execFileSync('sh', ['-c', script], { encoding: 'buffer' }).toString('utf8')
  return text.split('\0').slice(0, -1)
}

const special = '| \' " ` $ \\ \n \r \t ! * ? [ ] { } ~ # & ; | < > ( ) % = - ^ \u0001 ä 😀'.split(' ')
const nasty = fc.constantFrom('', ' ', '$(touch x)', '${HOME}', String.raw`'\''`, String.raw`\n`, ...special)
const word = fc.oneof(
  fc.array(nasty, { maxLength: 8 }).map((parts) => parts.join('')),
  fc.string({ unit: 'grapheme', maxLength: 30 }).map((text) => text.replaceAll('\0', '')),
)

describe('a line for the shell', () => {
  test('is read as the words it was made of', () => {
    // Many in one line, as a shell takes its time to start.
    fc.assert(
      fc.property(fc.array(word, { minLength: 1, maxLength: 200 }), (words) => {
        expect(readByShell(shellLine(words))).toEqual(words)
      }),
      { numRuns: 60 },
    )
  })

  test('leaves plain words as people write them', () => {
    expect(shellLine(['zfs', 'list', '-Hp', '-o', 'name,guid', '--', 'tank/a@b:1.0'])).toBe(
      'zfs list -Hp -o name,guid -- tank/a@b:1.0',
    )
  })

  test('quotes what would be no word by itself', () => {
    expect(shellLine(['env', 'A=1', '', '~', '%1'])).toBe(`env 'A=1' '' '~' '%1'`)
  })

  test('refuses NUL', () => {
    expect(() => shellLine(['a\0b'])).toThrow(TypeError)
  })
})

describe('an environment for the shell', () => {
  test('is read as the values it was made of', () => {
    fc.assert(
      fc.property(fc.array(word, { minLength: 1, maxLength: 50 }), (values) => {
        const env = Object.fromEntries(values.map((value, nth) => [`V_${nth}`, value]))
        const script = `${shellAssignments(env)} env -0`
        const found = execFileSync('sh', ['-c', script], { encoding: 'buffer' }).toString('utf8').split('\0')
        for (const [name, value] of Object.entries(env)) expect(found).toContain(`${name}=${value}`)
      }),
      { numRuns: 30 },
    )
  })

  test('has no names that would be something else', () => {
    for (const name of ['', '1A', 'A B', 'A;x', 'A=B', '-A']) {
      expect(() => shellAssignments({ [name]: 'x' })).toThrow(/cannot be given a variable/)
    }
  })
})
