import { expect, test } from 'vitest'
import { localeOf, pickLanguage } from './languages.ts'

test.each([
  ['the address', 'de', 'en', ['en-US'], 'de'],
  ['what was chosen', null, 'de', ['en-US'], 'de'],
  ["the browser's first that is spoken", null, null, ['fr-CH', 'de-CH', 'en'], 'de'],
  ['English, if it speaks none of ours', null, null, ['fr'], 'en'],
  ['nonsense counts as nothing', 'xx', 'yy', ['de'], 'de'],
  ['the pseudo language by the address', 'pseudo', null, [], 'pseudo'],
] as const)('%s', (_, asked, chosen, preferred, expected) => {
  expect(pickLanguage(asked, chosen, preferred)).toBe(expected)
})

test('numbers are written as where the reader is', () => {
  expect(localeOf('de', ['en-US', 'de-CH'])).toBe('de-CH')
  expect(localeOf('de', ['en-US'])).toBe('de')
  expect(localeOf('pseudo', ['en-GB'])).toBe('en-GB')
})
