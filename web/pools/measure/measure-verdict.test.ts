import { expect, test } from 'vitest'
import { measureVerdict } from './measure-verdict.ts'
import type { Measurements } from './measurements.ts'
import {
  benchReport,
  compressionReport,
  datasetReport,
  dedupReport,
  jobHead,
  measured,
  nothing,
} from './testing/reports.ts'

const compression = (...advice: readonly ('yes' | 'maybe' | 'no' | 'unknown')[]) =>
  measured(
    compressionReport(
      ...advice.map((one) =>
        datasetReport({ advice: one, ...(one === 'yes' || one === 'maybe' ? { change: 'zstd' } : {}) }),
      ),
    ),
  )
const dedup = (advice: 'yes' | 'maybe' | 'no' | 'unknown') => measured(dedupReport({ advice }))

test.each<[Partial<Measurements>, string, string, readonly string[]]>([
  [{}, 'off', 'measure.verdict.none', ['measure.verdict.noneMeans']],
  [
    { open: [{ ...jobHead(1, 'pool.bench'), state: 'queued' }], dedup: dedup('yes') },
    'busy',
    'measure.verdict.open',
    ['measure.verdict.openMeans'],
  ],
  [
    { compression: compression('no', 'yes', 'yes'), dedup: dedup('no') },
    'look',
    'measure.verdict.pays',
    ['measure.pays.compression'],
  ],
  [
    { compression: compression('yes'), dedup: dedup('yes') },
    'look',
    'measure.verdict.pays',
    ['measure.pays.compression', 'measure.pays.dedup'],
  ],
  [
    { compression: compression('no', 'maybe') },
    'off',
    'measure.verdict.perhaps',
    ['measure.verdict.perhapsMeans'],
  ],
  [{ dedup: dedup('maybe') }, 'off', 'measure.verdict.perhaps', ['measure.verdict.perhapsMeans']],
  [{ compression: compression('no', 'unknown') }, 'ok', 'measure.verdict.leave', []],
  [{ dedup: dedup('no') }, 'ok', 'measure.verdict.leave', []],
  [{ dedup: dedup('unknown') }, 'off', 'measure.verdict.known', []],
  [{ bench: measured(benchReport) }, 'off', 'measure.verdict.known', []],
])('%#: %s', (changes, tone, lead, rest) => {
  const verdict = measureVerdict('tank', { ...nothing, ...changes })
  expect([verdict.tone, verdict.lead.key, verdict.rest.map(({ key }) => key)]).toEqual([tone, lead, rest])
})

test('what was set since no longer pays', () => {
  const set = new Map([['tank/films', 'zstd']])
  const verdict = measureVerdict('tank', { ...nothing, compression: compression('yes'), set })
  expect(verdict.lead.key).toBe('measure.verdict.known')
})
