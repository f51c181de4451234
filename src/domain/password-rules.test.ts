import { expect, it } from 'vitest'
import { checkPassword } from './password-rules.ts'

it.each([
  ['', 'it has 0 characters, and 10 are needed'],
  ['kurz', 'it has 4 characters'],
  ['ümläüte-ß', 'it has 9 characters'],
  ['🙂🙂🙂🙂🙂🙂🙂🙂🙂', 'it has 9 characters'],
  ['x'.repeat(256), 'more than 255'],
  ['aaaaaaaaaaaaaa', 'one of the first'],
  ['Passwort123', 'one of the first'],
  ['passwordpassword', 'one of the first'],
  ['Kiste12345', 'one of the first'],
  ['annaanna2', 'it has 9'],
  ['annaannaanna12', 'one of the first'],
])('%j will not do', (password, because) => {
  expect(checkPassword(password, 'anna')).toMatchObject([
    { code: 'invalid_input', field: 'password', message: expect.stringContaining(because) as string },
  ])
})

it.each([
  'drei blaue Lampen',
  'correct horse battery',
  'zK7-qf2-mmd9',
  'Grüße aus Öd 7',
  '🙂🌲🚲🥖🎻🧦🪁🛶🧭🌋',
])('%j will do', (password) => {
  expect(checkPassword(password, 'anna')).toEqual([])
})

it('a short name takes nothing away', () => {
  expect(checkPassword('drei blaue Lampen', 'e')).toEqual([])
})
