import { expect, test } from 'vitest'
import { notesBody, notesCommand } from './notes-request.ts'

test.each([
  ['new', undefined, { notes: 'new' }],
  ['new\r\nline\r\n', undefined, { notes: 'new\nline' }],
  ['same\n', 'same', undefined],
  ['', undefined, undefined],
  [' \n', undefined, undefined],
  [' ', 'old', { notes: '' }],
])('%j instead of %j', (text, now, body) => {
  expect(notesBody(text, now)).toEqual(body)
})

test.each([
  ['', 'kiste vm set web --no-notes'],
  ['behind the router', "kiste vm set web --notes 'behind the router'"],
  ["it's $(mine)", "kiste vm set web --notes 'it'\\''s $(mine)'"],
  ['two\nlines', 'kiste vm set web --notes-file notes.md'],
  ['x'.repeat(121), 'kiste vm set web --notes-file notes.md'],
])('%j is typed as %s', (text, command) => {
  expect(notesCommand('web', text)).toBe(command)
})
