import { expect, it } from 'vitest'
import { suggest } from './suggest.ts'

it.each([
  ['lsit', 'list'],
  ['lst', 'list'],
  ['sohw', 'show'],
  ['delet', 'delete'],
  ['frobnicate', undefined],
  ['x', undefined],
  ['', undefined],
])('%j → %j', (typed, expected) => {
  expect(suggest(typed, ['list', 'show', 'start', 'stop', 'delete'])).toBe(expected)
})
