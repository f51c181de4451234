import { expect, test } from 'vitest'
import { sha512Crypt } from './password-hash.ts'

// What `openssl passwd -6 -salt SALT` prints. The salt is turned back into the bytes that choose its letters.
const alphabet = './0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'
const saltOf = (text: string) => Uint8Array.from(text, (letter) => alphabet.indexOf(letter))

test.each([
  [
    'Hello world!',
    'saltstring',
    'svn8UoSVapNtMuq1ukKS4tPQd8iKwSMHWjl/O817G3uBnIFNjnQJuesI68u4OTLiBFdcbYEdFCoEOfaS35inz1',
  ],
  [
    'a$b',
    'abcdEFGH12./3456',
    'v0QjsTC4FL6m07OrsuUr0sWdgmjUjZzP1ZinzEkU8hgDa7hMpNpDnK4UIh8oEx6s76jdykgGHiFsJSYfOC8cv/',
  ],
  [
    'x'.repeat(80),
    'abcdEFGH12./3456',
    'g0sJh/EQqtPFjVZoyaqwujYDDmrHXoVVydlnaNSfdrDVxxlttniOqfel/XhGNiwEwMXHD1age0F.saWBYtSBF/',
  ],
])('%s with the salt %s', (password, salt, expected) => {
  expect(sha512Crypt(password, saltOf(salt))).toBe(`$6$${salt}$${expected}`)
})

test('chance chooses only letters that crypt allows', () => {
  expect(
    sha512Crypt(
      'pä$$wörd',
      Uint8Array.from({ length: 16 }, (_, i) => i * 17),
    ),
  ).toMatch(/^\$6\$[./0-9A-Za-z]{16}\$[./0-9A-Za-z]{86}$/)
})
