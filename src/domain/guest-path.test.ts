import { assert, property, uint8Array } from 'fast-check'
import { describe, expect, it } from 'vitest'
import { formatGuestName, joinGuestPath, parseGuestName, parseGuestPath } from './guest-path.ts'

const bytes = (text: string) => new TextEncoder().encode(text)
const path = (text: string) => {
  const checked = parseGuestPath(text)
  return checked.ok ? new TextDecoder('latin1').decode(checked.value) : checked.problems[0]?.message
}

describe('names of files in a guest', () => {
  it.each([
    ['plain', bytes('notes.txt'), 'notes.txt'],
    ['other letters', bytes('ä 漢字 🦊'), 'ä 漢字 🦊'],
    ['a newline', bytes('a\nb'), String.raw`a\x0ab`],
    ['a terminal’s command', bytes('\u001b[2J'), String.raw`\x1b[2J`],
    ['a backslash', bytes(String.raw`a\x41`), String.raw`a\\x41`],
    ['no UTF-8', Uint8Array.of(0x61, 0xff, 0xc3, 0x62), String.raw`a\xff\xc3b`],
    ['a surrogate in UTF-8', Uint8Array.of(0xed, 0xa0, 0x80), String.raw`\xed\xa0\x80`],
    ['an overlong slash', Uint8Array.of(0xc0, 0xaf), String.raw`\xc0\xaf`],
    ['what turns the line round', bytes('a\u202eb'), String.raw`a\xe2\x80\xaeb`],
    ['a byte order mark', bytes('\ufeffa'), String.raw`\xef\xbb\xbfa`],
    ['cut off in a character', Uint8Array.of(0xe6, 0xbc), String.raw`\xe6\xbc`],
  ])('%s', (_, name, text) => {
    expect(formatGuestName(name)).toBe(text)
    expect(parseGuestName(text)).toEqual({ ok: true, value: name })
  })

  it('any bytes but NUL come back from their text, which is one line that can be sent as JSON', () => {
    assert(
      property(uint8Array({ min: 1, minLength: 1, maxLength: 64 }), (name) => {
        const text = formatGuestName(name)
        expect(text).not.toMatch(/\p{C}/u)
        expect(encodeURIComponent(text)).not.toBe('')
        expect(parseGuestName(text)).toEqual({ ok: true, value: name })
      }),
    )
  })

  it('refuses what it would not write', () => {
    for (const text of ['a\\', String.raw`\n`, String.raw`\x4`, String.raw`\x00`, '\ud800'])
      expect(parseGuestName(text)).toMatchObject({ ok: false, problems: [{ code: 'invalid_input' }] })
  })
})

describe('paths in a guest', () => {
  it.each([
    ['/', '/'],
    ['//', '/'],
    ['/etc/', '/etc'],
    ['/./etc//fstab/.', '/etc/fstab'],
    ['/..a/.b/...', '/..a/.b/...'],
    [String.raw`/\xff`, '/\xff'],
  ])('%s is %s', (text, expected) => expect(path(text)).toBe(expected))

  it.each(['', 'etc', '../etc', '/a/../b', '/..', String.raw`/\x2e\x2e/b`, `/${'a/'.repeat(2048)}`])(
    'refuses %j',
    (text) => expect(path(text)).toContain('is no path in a guest'),
  )

  it('a path and a name make a path', () => {
    expect([joinGuestPath('/', 'a'), joinGuestPath('/a', 'b')]).toEqual(['/a', '/a/b'])
  })
})
