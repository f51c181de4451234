import { expect, test } from 'vitest'
import { compressionStep, dedupStep } from './next-step.ts'

const settings = (dedup: string) => [{ name: 'dedup', of: 'dataset', value: dedup, local: true }] as const

test.each([
  ['yes', 'off', 'measure.dedup.on', true],
  ['maybe', 'off', 'measure.dedup.on', false],
  ['no', 'off', undefined, undefined],
  ['unknown', 'off', undefined, undefined],
  ['yes', 'on', undefined, undefined],
  ['no', 'sha512', 'measure.dedup.off', false],
] as const)('dedup that is advised with %s and is %s', (advice, now, label, isSure) => {
  const next = dedupStep({ advice }, { settings: settings(now) })
  expect([next?.label, next?.isSure]).toEqual([label, isSure])
})

test('of a pool that tells no settings dedup is taken to be off', () => {
  expect(dedupStep({ advice: 'yes' }, { settings: undefined })?.set).toEqual({
    property: 'dedup',
    value: 'on',
  })
})

test.each([
  [{ dataset: 'tank/films', advice: 'yes', change: 'zstd' }, { value: 'zstd', dataset: 'tank/films' }, true],
  [{ dataset: 'tank', advice: 'maybe', change: 'lz4' }, { value: 'lz4' }, false],
  [{ dataset: 'tank', advice: 'unknown', change: 'lz4' }, { value: 'lz4' }, false],
  [{ dataset: 'tank', advice: 'no', change: undefined }, undefined, undefined],
] as const)('%j', (report, set, isSure) => {
  const next = compressionStep('tank', report)
  expect(next?.set).toEqual(set && { property: 'compression', ...set })
  expect(next?.isSure).toBe(isSure)
})
