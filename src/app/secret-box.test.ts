import { expect, test } from 'vitest'
import { createSecretBox, isPassphrase } from './secret-box.ts'

test('a secret is there until it is forgotten, and old ones go', () => {
  const box = createSecretBox()
  box.keep('a', 'one')
  expect(box.read('a')).toBe('one')
  box.forget('a')
  expect(box.read('a')).toBe(undefined)
  for (let nth = 0; nth <= 100; nth += 1) box.keep(String(nth), 'x')
  expect(box.read('0')).toBe(undefined)
  expect(box.read('100')).toBe('x')
})

test.each([
  ['12345678', true],
  ['1234567', false],
  ['ü'.repeat(256), true],
  ['ü'.repeat(257), false],
  ['with\na line end', false],
])('%j', (text, good) => expect(isPassphrase(text)).toBe(good))
