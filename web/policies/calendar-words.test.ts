import { expect, test } from 'vitest'
import { saySpan, sayUntil } from './calendar-words.ts'

test.each([
  [30, '30 minutes', '30 Minuten'],
  [60, '1 hour', '1 Stunde'],
  [2_160, '36 hours', '36 Stunden'],
  [2_880, '2 days', '2 Tage'],
])('%d minutes are %s', (minutes, english, german) => {
  expect([saySpan(minutes, 'en-GB'), saySpan(minutes, 'de-DE')]).toEqual([english, german])
})

test.each([
  [5_000, 'in 1 minute', 'in 1 Minute'],
  [12 * 60_000, 'in 12 minutes', 'in 12 Minuten'],
  [59.8 * 60_000, 'in 1 hour', 'in 1 Stunde'],
  [49 * 3_600_000, 'in 2 days', 'in 2 Tagen'],
])('what is %d ms off is %s', (ms, english, german) => {
  const until = (locale: string) => sayUntil(1_000 + ms, 1_000, locale)
  expect([until('en-GB'), until('de-DE')]).toEqual([english, german])
})
