import { expect, test } from 'vitest'
import { sha512Crypt } from './password-hash.ts'

// From the test vectors of the specification, which names the salt in clear: turn it back into the bytes that choose its letters.
const alphabet = './0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'
const saltOf = (text: string) => Uint8Array.from(text, (letter) => alphabet.indexOf(letter))

test.each([
  [
    'Hello world!',
    'saltstring',
    '$6$saltstring$svn8UoSVapNtMuq1ukKS4tPQd8iKwSMHWjlO/O817G3uBnIFNjnQJuesI68OTLiFdcbYEdFCoEOfaS35inz1',
  ],
])('%s with the salt %s', (password, salt, expected) => {
  expect(sha512Crypt(password, saltOf(salt))).toBe(expected)
})

test('chance chooses only letters that crypt allows', () => {
  expect(
    sha512Crypt(
      'pä$$wörd',
      Uint8Array.from({ length: 16 }, (_, i) => i * 17),
    ),
  ).toMatch(/^\$6\$[./0-9A-Za-z]{16}\$[./0-9A-Za-z]{86}$/)
})
