import { expect, test } from 'vitest'
import { sayVerdict } from '../components/testing/say-verdict.ts'
import { policiesVerdict } from './policies-verdict.ts'

const policy = { of: 'host', name: 'box', rules: 'daily at 03:00, keep 14', zone: 'UTC' } as const

test.each([
  [0, 'off', /^No policy is wished: nothing is/, /^Es gibt keine Richtlinie: /],
  [1, 'ok', /^One policy is wished\. What is nearest/, /^Eine Richtlinie ist festgelegt\. Die nächste/],
  [3, 'ok', /^3 policies are wished\./, /^3 Richtlinien sind festgelegt\./],
] as const)('%d', (count, tone, english, german) => {
  const said = sayVerdict(policiesVerdict(Array.from({ length: count }, () => policy)))
  expect(said.tone).toBe(tone)
  expect(said.en).toMatch(english)
  expect(said.de).toMatch(german)
})
