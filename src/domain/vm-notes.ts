import type { Problem } from './problem.ts'

/** What somebody wrote about a VM: plain text, in the definition's `<description>`, where virsh and virt-manager show it, too. */
export const notesMaxBytes = 8 * 1024

/** As they are kept: lines end as XML has them, and nothing empty stands around them. Nothing but white space is no notes. */
export function tidyNotes(text: string): string {
  return text
    .replaceAll(/\r\n?/g, '\n')
    .replace(/^(?:[ \t]*\n)+/, '')
    .trimEnd()
}

/** All but tab, line end and what XML can carry; the marks of C1 are no text either. */
const impossible = /[^\t\n -~\u00a0-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/u

/** What stands in the way of keeping them, tidied before. */
export function checkNotes(notes: string): Problem[] {
  const problems: Problem[] = []
  const bytes = new TextEncoder().encode(notes).length
  if (bytes > notesMaxBytes)
    problems.push({
      code: 'invalid_input',
      field: 'notes',
      message: `The notes are ${bytes} bytes long, and ${notesMaxBytes} are kept at most.`,
      hint: 'Keep what is longer in a file, and say here where it is.',
    })
  const found = impossible.exec(notes)
  if (found !== null)
    problems.push({
      code: 'invalid_input',
      field: 'notes',
      message: `The notes have a character that is no text, ${codeOf(found[0])}, in line ${lineOf(notes, found.index)}.`,
      hint: 'Take it out; tabs and line ends are fine.',
    })
  return problems
}

function codeOf(character: string): string {
  return `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`
}

function lineOf(text: string, index: number): number {
  return text.slice(0, index).split('\n').length
}
