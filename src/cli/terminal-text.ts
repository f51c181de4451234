const plain = /^[\x20-\x7e]*$/

/** Text from outside as it may be shown: what would act on the terminal is written out, as in `\x1b`. */
export function clean(text: string): string {
  // Almost everything is plain, and a regular expression over Unicode properties alone would cost 10 ms to compile.
  return plain.test(text) ? text : replaceUnsafe(text, '')
}

/** Like `clean`, but lines and tabs stay: for whole documents. */
export function cleanLines(text: string): string {
  return replaceUnsafe(text, '\n\t')
}

function replaceUnsafe(text: string, allowed: string): string {
  let cleaned = ''
  for (const character of text) {
    const act = isUnsafe(character.codePointAt(0) ?? 0) && !allowed.includes(character)
    cleaned += act ? escapeCharacter(character) : character
  }
  return cleaned
}

/**
 * Control characters (C0, DEL, C1), line separators, and the marks that turn the reading direction: on a terminal they move the
 * cursor, set its title, answer for the user, or make a name look like another.
 */
function isUnsafe(code: number): boolean {
  return (
    code < 0x20 ||
    (code >= 0x7f && code <= 0x9f) ||
    code === 0x200e ||
    code === 0x200f ||
    (code >= 0x2028 && code <= 0x202e) ||
    (code >= 0x2066 && code <= 0x2069)
  )
}

function escapeCharacter(character: string): string {
  const code = character.codePointAt(0) ?? 0
  return code <= 0xff ? `\\x${code.toString(16).padStart(2, '0')}` : `\\u{${code.toString(16)}}`
}

const marks = /[\p{Mn}\p{Me}\u200b-\u200d\u2060\ufeff]/u

// Blocks that terminals draw two cells wide (East Asian Wide and Fullwidth of Unicode's EastAsianWidth.txt, and emoji).
const wideRanges: readonly (readonly [from: number, to: number])[] = [
  [0x1100, 0x115f],
  [0x231a, 0x231b],
  [0x23e9, 0x23ec],
  [0x25fd, 0x25fe],
  [0x2614, 0x2615],
  [0x2648, 0x2653],
  [0x26a1, 0x26a1],
  [0x2705, 0x2705],
  [0x274c, 0x274c],
  [0x2753, 0x2757],
  [0x2795, 0x2797],
  [0x2b50, 0x2b50],
  [0x2e80, 0x303e],
  [0x3041, 0x33ff],
  [0x3400, 0x4dbf],
  [0x4e00, 0x9fff],
  [0xa000, 0xa4cf],
  [0xa960, 0xa97f],
  [0xac00, 0xd7a3],
  [0xf900, 0xfaff],
  [0xfe30, 0xfe6f],
  [0xff00, 0xff60],
  [0xffe0, 0xffe6],
  [0x1f300, 0x1f64f],
  [0x1f680, 0x1f6ff],
  [0x1f7e0, 0x1f7eb],
  [0x1f900, 0x1f9ff],
  [0x1fa70, 0x1faff],
  [0x20000, 0x3fffd],
]

/** How many cells a terminal draws a (clean) text in. */
export function textWidth(text: string): number {
  if (plain.test(text)) return text.length
  let width = 0
  for (const character of text) width += characterWidth(character)
  return width
}

function characterWidth(character: string): number {
  if (marks.test(character) || /^[\ufe00-\ufe0f]$/.test(character)) return 0
  const code = character.codePointAt(0) ?? 0
  return wideRanges.some(([from, to]) => code >= from && code <= to) ? 2 : 1
}

/** Cuts a text to so many cells, the last of them `…` where something is missing. */
export function fitWidth(text: string, cells: number): string {
  if (textWidth(text) <= cells) return text
  let kept = ''
  let width = 0
  for (const character of text) {
    const next = width + characterWidth(character)
    if (next > cells - 1) break
    kept += character
    width = next
  }
  return cells > 0 ? `${kept}…` : ''
}
