import { array, assert, property, uint8Array } from 'fast-check'
import { describe, expect, it } from 'vitest'
import { commandLine, fitsInList, inLists, listWord, longestLineBytes, wordLength } from './quote.ts'

/** Reads a line as guestfish does (fish/fish.c, `parse_command_line` and `parse_string_list`), for what is used here. */
function readLine(line: Buffer): Buffer[] {
  const words: Buffer[] = []
  const text = line.toString('latin1')
  expect(text.endsWith('\n')).toBe(true)
  for (let at = 0; at < text.length - 1;) {
    if (text[at] === ' ') {
      at += 1
      continue
    }
    let word = ''
    const isQuoted = text[at] === '"'
    if (isQuoted) at += 1
    while (at < text.length - 1 && text[at] !== (isQuoted ? '"' : ' ')) {
      if (isQuoted && text[at] === '\\') {
        const escape = text[at + 1] ?? ''
        word += escape === 'x' ? String.fromCharCode(Number.parseInt(text.slice(at + 2, at + 4), 16)) : escape
        at += escape === 'x' ? 4 : 2
      } else {
        word += text[at]
        at += 1
      }
    }
    if (isQuoted) expect(text[at++]).toBe('"')
    words.push(Buffer.from(word, 'latin1'))
  }
  return words
}

function readList(word: Buffer): Buffer[] {
  return [...word.toString('latin1').matchAll(/'([^']*)'/g)].map(([, name = '']) =>
    Buffer.from(name, 'latin1'),
  )
}

const name = () => uint8Array({ min: 1, minLength: 1, maxLength: 40 })

describe('commands for guestfish', () => {
  it('are one line, in which every word comes back, whatever is in it', () => {
    assert(
      property(array(name(), { maxLength: 5 }), (words) => {
        const line = commandLine(['download', ...words, '-'])
        expect(line.indexOf(0x0a)).toBe(line.length - 1)
        expect(readLine(line)).toEqual(
          ['-download', ...words, '-'].map((word) => Buffer.from(word as string)),
        )
      }),
    )
  })

  it('are written like this', () => {
    const words = ['ls0', Buffer.from('/a "b"\\\n$(x) ~ é'), 'format:qcow2'] as const
    expect(commandLine(words).toString()).toBe(String.raw`-ls0 "/a \"b\"\\\x0a$(x) ~ é" format:qcow2` + '\n')
  })

  it('take nothing as a word of ours that could be read otherwise', () => {
    for (const word of ['a b', '', '"', '~', '-rf', 'a\n', '$x'])
      expect(() => commandLine(['ls0', word])).toThrow()
    expect(() => commandLine(['ls0', Uint8Array.of(0)])).toThrow('NUL')
    expect(() => commandLine(['ls0', Buffer.alloc(longestLineBytes, 'a')])).toThrow(RangeError)
  })
})

describe('lists of names', () => {
  it('come back name by name, cut so that each fits into a line, and none is lost', () => {
    assert(
      property(array(name().filter(fitsInList), { minLength: 1, maxLength: 500 }), (names) => {
        const folder = Buffer.from('/some/folder')
        const other = 'lstatnslist'.length + 8 + wordLength(folder)
        const read = inLists(names, other).flatMap((list) => {
          const line = commandLine(['lstatnslist', folder, listWord(list)])
          expect(line.length).toBeLessThanOrEqual(longestLineBytes)
          return readList(readLine(line)[2] ?? Buffer.alloc(0))
        })
        expect(read).toEqual(names.map((each) => Buffer.from(each)))
      }),
      { numRuns: 30 },
    )
  })

  it('have no name with a quote in it', () => {
    expect(() => listWord([Buffer.from("it's")])).toThrow('quote')
  })
})
