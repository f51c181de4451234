import { expect, test } from 'vitest'
import de from '../messages/de.json'
import en from '../messages/en.json'
import { createWords } from '../messages/translator.ts'
import { fateOf, goes, sayStays, type VmPolicy } from './fate-words.ts'

const words = { en: createWords('en', en, ['en-GB']), de: createWords('de', de, ['de-DE']) }
const policy: VmPolicy = {
  inForce: { rules: 'every 15 min, keep 8; daily at 03:00, keep 14', zone: 'UTC', from: 'vm' },
  coming: [],
  fates: [
    { id: 'stays', stays: ['newest', 0, 1] },
    { id: 'goes', stays: [] },
  ],
}

test.each<[VmPolicy['fates'][number]['stays'], string, string]>([
  [
    ['newest', 0, 1],
    'it is the newest of the policy; the rules “Every 15 minutes” and “Every day at 03:00” keep it',
    'er ist der neueste der Richtlinie; die Regeln „Alle 15 Minuten“ und „Jeden Tag um 03:00“ behalten ihn',
  ],
  [[1], 'the rule “Every day at 03:00” keeps it', 'die Regel „Jeden Tag um 03:00“ behält ihn'],
  [
    ['by-others', 'held'],
    'no policy made it; it is held',
    'keine Richtlinie hat ihn gemacht; er wird festgehalten',
  ],
  // A rule that is not there any more is of another answer.
  [[7, 'tip'], 'a branch ends in it', 'ein Zweig endet in ihm'],
])('%j', (stays, english, german) => {
  expect(sayStays(policy, { id: 'x', stays }, words.en)).toBe(english)
  expect(sayStays(policy, { id: 'x', stays }, words.de)).toBe(german)
})

test('what goes, and what is too new to be known', () => {
  const fate = (id: string) => fateOf(policy, id)
  expect([fate('stays'), fate('goes')].map((one) => one && goes(one))).toEqual([false, true])
  expect([fate('new'), fateOf(undefined, 'goes')]).toEqual([undefined, undefined])
})
