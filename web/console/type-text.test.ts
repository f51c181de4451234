import { array, assert, constantFrom, property } from 'fast-check'
import { describe, expect, test } from 'vitest'
import { keyTables, layouts, type Layout } from './key-tables.ts'
import { typeText } from './type-text.ts'

/** Keys in the order they go down, such as `ShiftLeft+KeyA`. */
function keysOf(text: string, layout: Layout): string {
  const typed = typeText(text, layout)
  if ('unknown' in typed) return `unknown: ${typed.unknown.join('')}`
  return typed.strokes
    .map((stroke) => stroke.flatMap(({ code, down }) => (down ? [code] : [])).join('+'))
    .join(' ')
}

describe('text becomes keys of the layout that the guest has', () => {
  test.each([
    ['zy', 'de', 'KeyY KeyZ'],
    ['zy', 'us', 'KeyZ KeyY'],
    ['Z', 'de', 'ShiftLeft+KeyY'],
    ['äöüß', 'de', 'Quote Semicolon BracketLeft Minus'],
    ['ÄÖÜ', 'de', 'ShiftLeft+Quote ShiftLeft+Semicolon ShiftLeft+BracketLeft'],
    ['@', 'de', 'AltRight+KeyQ'],
    ['@', 'us', 'ShiftLeft+Digit2'],
    ['\\', 'de', 'AltRight+Minus'],
    ['\\', 'us', 'Backslash'],
    ['~', 'de', 'AltRight+BracketRight'],
    ['~', 'us', 'ShiftLeft+Backquote'],
    ['€', 'de', 'AltRight+KeyE'],
    ['|', 'de', 'AltRight+IntlBackslash'],
    ['{[]}', 'de', 'AltRight+Digit7 AltRight+Digit8 AltRight+Digit9 AltRight+Digit0'],
    ['^', 'de', 'Backquote Space'],
    ['^', 'us', 'ShiftLeft+Digit6'],
    ['a b\n', 'us', 'KeyA Space KeyB Enter'],
    ['a\r\nb\r\tc', 'us', 'KeyA Enter KeyB Enter Tab KeyC'],
    ['', 'de', ''],
    // A letter and its dots as two characters, as macOS has them in names of files.
    ['a\u0308', 'de', 'Quote'],
  ] as const)('%j in %s: %s', (text, layout, keys) => {
    expect(keysOf(text, layout)).toBe(keys)
  })
})

test.each([
  ['äa€ä', 'us', 'ä€'],
  ['a😀b', 'de', '😀'],
  ['\u001b', 'de', '\u001b'],
] as const)('of %j in %s nothing is typed, and what cannot be is named', (text, layout, unknown) => {
  expect(keysOf(text, layout)).toBe(`unknown: ${unknown}`)
})

test.each([
  ['a', 0x61],
  ['ß', 0xdf],
  ['€', 0x20ac],
  ['\n', 0xff0d],
])('%j means %i', (text, keysym) => {
  const typed = typeText(text, 'de')
  expect('strokes' in typed && typed.strokes[0]?.some((event) => event.keysym === keysym)).toBe(true)
})

test('every key that goes down comes up, in whatever is typed', () => {
  for (const layout of layouts) {
    const all = keyTables[layout].flatMap(([, ...written]) => written)
    assert(
      property(array(constantFrom(...all, ' ', '\n')), (characters) => {
        const typed = typeText(characters.join(''), layout)
        if ('unknown' in typed) throw new Error(typed.unknown.join(''))
        for (const stroke of typed.strokes) {
          const held = new Set<string>()
          for (const { code, down } of stroke) {
            expect(held.has(code)).toBe(!down)
            if (down) held.add(code)
            else held.delete(code)
          }
          expect(held.size).toBe(0)
        }
      }),
    )
  }
})
