import { assert, property } from 'fast-check'
import { describe, expect, test } from 'vitest'
import { formatRules } from '../../src/domain/policy-text.ts'
import { rules } from '../../src/domain/testing/policies.ts'
import de from '../messages/de.json'
import en from '../messages/en.json'
import { createWords } from '../messages/translator.ts'
import { sayRules } from './rule-words.ts'

const words = {
  en: createWords('en', en, ['en-GB']),
  us: createWords('en', en, ['en-US']),
  de: createWords('de', de, ['de-DE']),
}

const say = (text: string, language: keyof typeof words) =>
  sayRules(text, words[language])?.map(({ often, keeps }) => `${often}: ${keeps}`)

describe('a rule is said', () => {
  test.each([
    [
      'every 15 min, keep 8',
      'Every 15 minutes: the newest 8 stay',
      'Alle 15 Minuten: die neuesten 8 bleiben',
    ],
    [
      'every 15 min, keep 8, crash-consistent',
      'Every 15 minutes: the newest 8 stay; as after a power cut',
      'Alle 15 Minuten: die neuesten 8 bleiben; wie nach einem Stromausfall',
    ],
    ['every minute, keep 1', undefined, undefined],
    ['every 1 min, keep 1', 'Every minute: the newest stays', 'Jede Minute: der neueste bleibt'],
    ['hourly, keep for 2 days', 'Every hour: each stays for 2 days', 'Jede Stunde: jeder bleibt 2 Tage'],
    [
      'every 6 h, keep for 36 h',
      'Every 6 hours: each stays for 36 hours',
      'Alle 6 Stunden: jeder bleibt 36 Stunden',
    ],
    [
      'daily at 03:00, keep 14',
      'Every day at 03:00: the newest 14 stay',
      'Jeden Tag um 03:00: die neuesten 14 bleiben',
    ],
    [
      'weekly on sun at 04:05, keep 4, keep for 60 days',
      'Every Sunday at 04:05: the newest 4 stay, and each for 60 days',
      'Jeden Sonntag um 04:05: die neuesten 4 bleiben, und jeder 60 Tage',
    ],
    [
      'monthly on 1 at 04:00, keep 12, while smaller than 20 GiB',
      'On day 1 of each month at 04:00: the newest 12 stay, together no more than 20\u00a0GiB',
      'Am 1. jedes Monats um 04:00: die neuesten 12 bleiben, zusammen höchstens 20\u00a0GiB',
    ],
    [
      'monthly on 30, keep 2',
      'On day 30 of each month, or its last, at 00:00: the newest 2 stay',
      'Am 30. jedes Monats oder an seinem letzten Tag um 00:00: die neuesten 2 bleiben',
    ],
    [
      'monthly on 31, keep 2',
      'On the last day of each month at 00:00: the newest 2 stay',
      'Am letzten Tag jedes Monats um 00:00: die neuesten 2 bleiben',
    ],
    [
      'yearly on 29 feb at 12:00, keep 3',
      'Every year on 29 February at 12:00: the newest 3 stay',
      'Jedes Jahr am 29. Februar um 12:00: die neuesten 3 bleiben',
    ],
  ])('%s', (text, english, german) => {
    expect(say(text, 'en')).toEqual(english && [english])
    expect(say(text, 'de')).toEqual(german && [german])
  })

  test('with the clock of the reader', () => {
    expect(say('daily at 15:30, keep 1', 'us')?.[0]).toMatch(/^Every day at 3:30\sPM: /)
  })
})

test('each rule there can be is said, and each in its place', () => {
  assert(
    property(rules, rules, (one, other) => {
      const both = say(formatRules([one, other]), 'de')
      expect(both).toEqual([
        ...(say(formatRules([one]), 'de') ?? []),
        ...(say(formatRules([other]), 'de') ?? []),
      ])
      expect(both).toHaveLength(2)
    }),
  )
})
