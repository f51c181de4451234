import { describe, expect, it } from 'vitest'
import { clean, cleanLines, fitWidth, textWidth } from './terminal-text.ts'

describe('clean', () => {
  it.each([
    ['plain text', 'plain text'],
    ['Größe – 日本 👍', 'Größe – 日本 👍'],
    ['\u001b[31m', String.raw`\x1b[31m`],
    ['a\nb\tc\u0000', String.raw`a\x0ab\x09c\x00`],
    ['\u009b2J\u007f', String.raw`\x9b2J\x7f`],
    ['\u202edrow\u2066', String.raw`\u{202e}drow\u{2066}`],
    ['\u2028\u200f', String.raw`\u{2028}\u{200f}`],
  ])('%j', (text, expected) => {
    expect(clean(text)).toBe(expected)
  })

  it('leaves lines and tabs of documents', () => {
    expect(cleanLines('<a>\n\t<b\u001b/>\r\n')).toBe('<a>\n\t<b\\x1b/>\\x0d\n')
  })
})

describe('width', () => {
  it.each([
    ['', 0],
    ['web', 3],
    ['Größe', 5],
    ['e\u0301', 1],
    ['日本', 4],
    ['한국', 4],
    ['👍', 2],
    ['●○▲◆', 4],
    ['a\u200bb', 2],
  ])('%j takes %i', (text, width) => {
    expect(textWidth(text)).toBe(width)
  })

  it('cuts to cells, not to characters', () => {
    expect(fitWidth('abcdef', 6)).toBe('abcdef')
    expect(fitWidth('abcdef', 4)).toBe('abc…')
    expect(fitWidth('日本語', 5)).toBe('日本…')
    expect(fitWidth('日本語', 4)).toBe('日…')
    expect(fitWidth('abc', 0)).toBe('')
  })
})
