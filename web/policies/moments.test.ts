import { expect, test } from 'vitest'
import { createMoments } from './moments.ts'

// Half past eleven in the evening in Berlin.
const atMs = Date.parse('2026-11-28T22:30:00Z')

test.each([
  ['its own zone', 'Europe/Berlin', undefined],
  ['a zone of the same clock', 'Europe/Vienna', undefined],
  ['another hour of the day', 'UTC', '22:30'],
  ['another day', 'Asia/Kathmandu', 'Sun 29 Nov, 04:15'],
])('a moment in Berlin in %s', (_, zone, there) => {
  expect(createMoments('en-GB', zone, 'Europe/Berlin')(atMs)).toEqual({ here: 'Sat 28 Nov, 23:30', there })
})

test('in German', () => {
  const { here } = createMoments('de-DE', 'UTC', 'Europe/Berlin')(atMs)
  expect(here).toBe('Sa., 28. Nov., 23:30')
})
