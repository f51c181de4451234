import { tidyNotes } from '../../src/domain/vm-notes.ts'
import { commandOf } from './command-of.ts'

/** What is to be sent; undefined while they would stay as they are. */
export function notesBody(text: string, now: string | undefined): { readonly notes: string } | undefined {
  const notes = tidyNotes(text)
  return notes === (now ?? '') ? undefined : { notes }
}

/** Nobody types more than this on a command line. */
const typedAtMost = 120

/** What one would type; what is longer than a line comes out of a file. */
export function notesCommand(vm: string, text: string): string {
  const notes = tidyNotes(text)
  if (notes === '') return commandOf('kiste vm set', vm, '--no-notes')
  return notes.length > typedAtMost || notes.includes('\n')
    ? commandOf('kiste vm set', vm, ['--notes-file', 'notes.md'])
    : commandOf('kiste vm set', vm, ['--notes', notes])
}
