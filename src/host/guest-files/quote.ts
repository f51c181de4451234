/**
 * Commands are lines that guestfish reads as a small shell does, and names in a guest are whatever it likes. Each word that is not ours is
 * written in double quotes, where only `\`, `"` and what breaks a line mean anything, and those as escapes (guestfish(1), "USING COMMAND
 * PARAMETERS").
 */

/** A word of a command: one of our own, or any bytes without NUL. */
export type Word = string | Uint8Array

/** guestfish reads a line of its input into so much room; a longer one would be taken for two. */
export const longestLineBytes = 8_000

/** The line that guestfish reads as exactly these words, going on whatever becomes of it. Throws if that cannot be. */
export function commandLine(words: readonly Word[]): Buffer {
  const line = Buffer.concat([
    Buffer.from('-'),
    ...words.flatMap((word, index) => (index === 0 ? [quoted(word)] : [Buffer.from(' '), quoted(word)])),
    Buffer.from('\n'),
  ])
  if (line.length > longestLineBytes) throw new RangeError(`a command of ${line.length} bytes is too long`)
  return line
}

const ours = /^[a-z0-9][a-z0-9:._-]*$|^-$|^\/$/

function quoted(word: Word): Buffer {
  if (typeof word === 'string') {
    if (!ours.test(word)) throw new TypeError(`${JSON.stringify(word)} has to be handed over as bytes`)
    return Buffer.from(word)
  }
  return Buffer.concat([Buffer.from('"'), escaped(word), Buffer.from('"')])
}

function escaped(bytes: Uint8Array): Buffer {
  const out: number[] = []
  for (const byte of bytes) {
    if (byte === 0) throw new TypeError('a word of a command cannot hold NUL')
    if (byte === 0x22 || byte === 0x5c) out.push(0x5c, byte)
    else if (byte < 0x20 || byte === 0x7f)
      out.push(...Buffer.from(`\\x${byte.toString(16).padStart(2, '0')}`))
    else out.push(byte)
  }
  return Buffer.from(out)
}

/** Within a list, names stand in single quotes, and there is no way to write one that has such a quote in it. */
export function fitsInList(name: Uint8Array): boolean {
  return !name.includes(0x27)
}

/** One word that is a list of names. */
export function listWord(names: readonly Uint8Array[]): Uint8Array {
  const quote = Buffer.from("'")
  return Buffer.concat(
    names.flatMap((name, index) => {
      if (!fitsInList(name)) throw new TypeError('a name with a quote in it cannot be in a list')
      return [...(index === 0 ? [] : [Buffer.from(' ')]), quote, name, quote]
    }),
  )
}

/** Cuts names into lists that each fit into one line together with this many other bytes. */
export function inLists(names: readonly Uint8Array[], otherBytes: number): (readonly Uint8Array[])[] {
  const lists: Uint8Array[][] = []
  let room = 0
  for (const name of names) {
    const needs = escaped(name).length + 3
    if (needs > room || lists.length === 0) {
      lists.push([])
      room = longestLineBytes - otherBytes
    }
    lists.at(-1)?.push(name)
    room -= needs
  }
  return lists
}

/** How many bytes a word takes in a line. */
export function wordLength(word: Uint8Array): number {
  return escaped(word).length + 3
}
