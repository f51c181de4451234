import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { checkNotes, notesMaxBytes, tidyNotes } from './vm-notes.ts'

describe('are kept as', () => {
  test.each([
    ['# Web\r\n\r\n- port 80\r\n', '# Web\n\n- port 80'],
    ['old\rMac', 'old\nMac'],
    ['\n \n\t\n    indented\n', '    indented'],
    [' \n\t ', ''],
    ['', ''],
    ['ä\u2028ö\u2029ü\u0085', 'ä\u2028ö\u2029ü\u0085'],
    ['a\u2028', 'a'],
  ])('%j', (text, kept) => {
    expect(tidyNotes(text)).toBe(kept)
  })

  test('what was kept before', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('a', ' ', '\t', '\n', '\r', '\u2028', 'ß') }), (text) => {
        const once = tidyNotes(text)
        expect(tidyNotes(once)).toBe(once)
      }),
    )
  })
})

describe('are taken', () => {
  test.each([
    '<script>alert(1)</script> & ]]> <!-- --> &amp;',
    'Grüße aus Köln, 日本語 🏠',
    'a\tb\nc',
    'one\u2028two\u202e',
    'x'.repeat(notesMaxBytes),
    'ä'.repeat(notesMaxBytes / 2),
    '',
  ])('%j', (notes) => {
    expect(checkNotes(notes)).toEqual([])
  })
})

describe('are refused', () => {
  test.each([
    ['a\nb\u0007', 'U+0007, in line 2'],
    ['\u0000', 'U+0000, in line 1'],
    ['\u001b[2J', 'U+001B'],
    ['\u007f', 'U+007F'],
    ['\u0085', 'U+0085'],
    ['\u009b', 'U+009B'],
    ['half \ud83c pair', 'U+D83C'],
    ['\uffff', 'U+FFFF'],
    ['ä'.repeat(notesMaxBytes / 2) + 'x', '8193 bytes long, and 8192'],
  ])('%j', (notes, text) => {
    expect(checkNotes(notes)).toEqual([
      expect.objectContaining({ field: 'notes', message: expect.stringContaining(text) as string }),
    ])
  })

  test('for everything that is wrong at once', () => {
    expect(checkNotes(`${'x'.repeat(notesMaxBytes)}\u0001`)).toHaveLength(2)
  })
})
