import { refused, valid, type Checked, type Problem } from './problem.ts'

/**
 * Names of files in a guest are bytes: no `/`, no NUL, and nothing else is sure. As a text they are written so that none is lost and no
 * line breaks: what is not UTF-8, or cannot be seen, as `\xHH` for each byte, and a backslash as `\\`.
 */

/** A name or path of a guest as people see and type it. */
export function formatGuestName(bytes: Uint8Array): string {
  let text = ''
  for (let at = 0; at < bytes.length;) {
    const length = characterLength(bytes, at)
    const part = bytes.subarray(at, at + Math.max(length, 1))
    const character = length === 0 ? undefined : decoder.decode(part)
    if (character === '\\') text += '\\\\'
    else if (character !== undefined && !unseen.test(character)) text += character
    else text += [...part].map((byte) => `\\x${byte.toString(16).padStart(2, '0')}`).join('')
    at += part.length
  }
  return text
}

/** The bytes a text stands for, or what is wrong with it. */
export function parseGuestName(text: string, field = 'path'): Checked<Uint8Array<ArrayBuffer>> {
  if (/[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/.test(text))
    return refused(bad(field, text, 'it has half a character in it'))
  const parts: Uint8Array[] = []
  for (const [part] of text.matchAll(/\\x[0-9a-f]{2}|\\\\|[^\\]+|\\/gi)) {
    if (part === '\\') return refused(bad(field, text, 'a backslash stands alone in it'))
    if (part === '\\\\') parts.push(Uint8Array.of(0x5c))
    else if (part.startsWith('\\')) parts.push(Uint8Array.of(Number.parseInt(part.slice(2), 16)))
    else parts.push(encoder.encode(part))
  }
  const bytes = join(parts)
  return bytes.includes(0) ? refused(bad(field, text, 'it has a NUL in it')) : valid(bytes)
}

/** An absolute path in a guest, as bytes, without `.`, doubled and trailing slashes. `..` is refused: which folder it is depends on links. */
export function parseGuestPath(text: string, field = 'path'): Checked<Uint8Array<ArrayBuffer>> {
  if (!text.startsWith('/')) return refused(bad(field, text, 'it does not begin with /'))
  const checked = parseGuestName(text, field)
  if (!checked.ok) return checked
  if (checked.value.length > longestPathBytes)
    return refused(bad(field, text, 'it is longer than 4095 bytes'))
  const steps = splitSteps(checked.value).filter((step) => step.length > 0 && !isDots(step, 1))
  if (steps.some((step) => isDots(step, 2))) return refused(bad(field, text, 'it has .. in it'))
  if (steps.length === 0) return valid(Uint8Array.of(slash))
  return valid(join(steps.flatMap((step) => [Uint8Array.of(slash), step])))
}

/** The path of an entry in a folder, both as texts. */
export function joinGuestPath(folder: string, name: string): string {
  return folder.endsWith('/') ? `${folder}${name}` : `${folder}/${name}`
}

/** Linux' PATH_MAX, without its NUL. */
const longestPathBytes = 4095
const slash = 0x2f
const dot = 0x2e

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
const encoder = new TextEncoder()

// Controls, line and paragraph separators, and what turns the direction of a line or takes no room in it: format characters, private
// and unassigned ones.
const unseen = /^[\p{C}\p{Zl}\p{Zp}]$/u

/** How many bytes the character of UTF-8 that begins here has; 0 if none does. RFC 3629, section 4. */
function characterLength(bytes: Uint8Array, at: number): number {
  const first = bytes[at] ?? 0
  const length =
    first < 0x80 ? 1 : first < 0xc2 ? 0 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : first < 0xf5 ? 4 : 0
  if (length < 2) return length
  try {
    decoder.decode(bytes.subarray(at, at + length))
    return at + length <= bytes.length ? length : 0
  } catch {
    return 0
  }
}

function splitSteps(bytes: Uint8Array): Uint8Array[] {
  const steps: Uint8Array[] = []
  let from = 0
  for (let at = 0; at <= bytes.length; at += 1)
    if (at === bytes.length || bytes[at] === slash) {
      steps.push(bytes.subarray(from, at))
      from = at + 1
    }
  return steps
}

function isDots(step: Uint8Array, count: number): boolean {
  return step.length === count && step.every((byte) => byte === dot)
}

function join(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0))
  let at = 0
  for (const part of parts) {
    whole.set(part, at)
    at += part.length
  }
  return whole
}

function bad(field: string, text: string, because: string): Problem {
  const shown = text.length > 80 ? `${text.slice(0, 80)}…` : text
  return {
    code: 'invalid_input',
    field,
    message: `${JSON.stringify(shown)} is no path in a guest: ${because}.`,
    hint: String.raw`Give it from / on; a backslash in a name is written \\, and a byte that is no character \xHH.`,
  }
}
