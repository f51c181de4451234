import { deadKeys, keyTables, type Layout } from './key-tables.ts'

/** One key going down or up: what it means (X11's number for it) and where it is. */
export interface KeyEvent {
  readonly keysym: number
  readonly code: string
  readonly down: boolean
}

/** All events of one character. */
export type Stroke = readonly KeyEvent[]

export type TypedText =
  | { readonly strokes: readonly Stroke[] }
  /** Characters that no key of the layout writes, each once. */
  | { readonly unknown: readonly string[] }

interface Place {
  readonly code: string
  readonly held: 'none' | 'shift' | 'altGr'
}

const modifiers = {
  shift: { keysym: 0xffe1, code: 'ShiftLeft' },
  altGr: { keysym: 0xfe03, code: 'AltRight' },
} as const

const space = { keysym: 0x20, code: 'Space' } as const

const named: Readonly<Record<string, { readonly keysym: number; readonly code: string }>> = {
  ' ': space,
  '\n': { keysym: 0xff0d, code: 'Enter' },
  '\t': { keysym: 0xff09, code: 'Tab' },
}

/**
 * The keys that write a text in a guest with this layout. All or nothing: half a password is worse than none, so whatever cannot be
 * written is named before a key is pressed.
 */
export function typeText(text: string, layout: Layout): TypedText {
  const characters = Array.from(text.normalize('NFC').replaceAll(/\r\n?/g, '\n'))
  const places = placesOf(layout)
  const unknown = characters.filter((character) => !named[character] && !places.has(character))
  if (unknown.length > 0) return { unknown: [...new Set(unknown)] }
  return {
    strokes: characters.flatMap((character) => {
      const key = named[character]
      if (key) return [press(key)]
      const { code, held } = places.get(character) ?? { code: '', held: 'none' }
      const stroke = press({ keysym: keysymOf(character), code })
      const whole = held === 'none' ? stroke : holding(modifiers[held], stroke)
      return deadKeys[layout].includes(character) ? [whole, press(space)] : [whole]
    }),
  }
}

function placesOf(layout: Layout): Map<string, Place> {
  const places = new Map<string, Place>()
  const note = (character: string | undefined, place: Place) => {
    if (character !== undefined && character !== ' ' && !places.has(character)) places.set(character, place)
  }
  for (const [code, plain, shift, altGr] of keyTables[layout]) {
    note(plain, { code, held: 'none' })
    note(shift, { code, held: 'shift' })
    note(altGr, { code, held: 'altGr' })
  }
  return places
}

function press(key: { readonly keysym: number; readonly code: string }): Stroke {
  return [
    { ...key, down: true },
    { ...key, down: false },
  ]
}

function holding(modifier: { readonly keysym: number; readonly code: string }, stroke: Stroke): Stroke {
  return [{ ...modifier, down: true }, ...stroke, { ...modifier, down: false }]
}

/** Latin-1 is numbered as in Unicode, the euro sign of old, all else with a mark (X11 protocol, appendix A). */
function keysymOf(character: string): number {
  const point = character.codePointAt(0) ?? 0
  if (point <= 0xff) return point
  return character === '€' ? 0x20ac : 0x0100_0000 + point
}
