import type { CliIo, OutStream } from './io.ts'
import { clean, cleanLines } from './terminal-text.ts'

export type Style = 'bold' | 'dim' | 'green' | 'yellow' | 'red'

/** A piece of text that is painted where colours are wanted. The words alone must already say it. */
export interface Styled {
  readonly style: Style
  readonly text: string
}

export type Text = string | Styled

/** Writes for people. Everything that passes is cleaned, so no caller can forget to. */
export interface Printer {
  /** One line. */
  line(...parts: readonly Text[]): void
  /** A document of several lines, as in XML. */
  document(text: string): void
  /** Bytes and escape sequences as they are: for what a program, not a person, asked for, and for redrawing. */
  raw(chunk: string | Uint8Array): void
  /** A line's text, painted, without writing it. */
  render(parts: readonly Text[]): string
  readonly isTerminal: boolean
  /** Whether shapes like ● can be shown. */
  readonly unicode: boolean
  readonly columns: number
  readonly rows: number
}

const codes: Readonly<Record<Style, readonly [on: number, off: number]>> = {
  bold: [1, 22],
  dim: [2, 22],
  green: [32, 39],
  yellow: [33, 39],
  red: [31, 39],
}

export function createPrinter(stream: OutStream, env: CliIo['env']): Printer {
  const isTerminal = stream.isTTY === true
  // https://no-color.org: any value but the empty one.
  const colour = isTerminal && !env['NO_COLOR'] && env['TERM'] !== 'dumb'
  const render = (parts: readonly Text[]): string =>
    parts
      .map((part) => {
        if (typeof part === 'string') return clean(part)
        const [on, off] = codes[part.style]
        return colour ? `\u001b[${on}m${clean(part.text)}\u001b[${off}m` : clean(part.text)
      })
      .join('')
  return {
    line: (...parts) => void stream.write(`${render(parts)}\n`),
    document: (text) => void stream.write(`${cleanLines(text).replace(/\n*$/, '')}\n`),
    raw: (chunk) => void stream.write(chunk),
    render,
    isTerminal,
    unicode: speaksUtf8(env),
    get columns() {
      return stream.columns ?? 80
    },
    get rows() {
      return stream.rows ?? 24
    },
  }
}

/** Whether the locale says UTF-8, in the order in which the C library looks. */
export function speaksUtf8(env: CliIo['env']): boolean {
  const locale = env['LC_ALL'] || env['LC_CTYPE'] || env['LANG'] || ''
  return /utf-?8/i.test(locale)
}

/** A JSON document as text; characters that act on a terminal are written as escapes, which JSON allows. */
export function jsonText(value: unknown, indent?: number): string {
  return JSON.stringify(value, undefined, indent).replaceAll(
    /[\u007f-\u009f\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
}
