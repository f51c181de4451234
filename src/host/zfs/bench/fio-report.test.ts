import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import type { BenchPattern } from '../../../domain/pool-bench.ts'
import { readFio } from './fio-report.ts'

// Recorded with the argv of fio-argv.ts on a small file.
const recorded = (pattern: BenchPattern) =>
  readFileSync(new URL(`fixtures/fio-3.33-${pattern}.out`, import.meta.url), 'utf8')

test('writes, reads, and safe writes, whose time is that of the wait', () => {
  expect(readFio(recorded('sequential-write'), 'sequential-write')).toEqual({
    bytesPerSecond: 453_438_270,
    perSecond: 432.432432,
    p99Milliseconds: 1.875968,
  })
  expect(readFio(recorded('random-read'), 'random-read')).toEqual({
    bytesPerSecond: 113_798_629,
    perSecond: 27_782.868526,
    p99Milliseconds: 1.318912,
  })
  expect(readFio(recorded('sync-write'), 'sync-write')).toEqual({
    bytesPerSecond: 1_353_696,
    perSecond: 330.492424,
    p99Milliseconds: 8.02816,
  })
})

test('warnings before the report are passed over', () => {
  const text = `fio: this platform does not support process shared mutexes\n${recorded('random-read')}`
  expect(readFio(text, 'random-read').perSecond).toBe(27_782.868526)
})

test.each<[string, string, BenchPattern, RegExp]>([
  ['no report', 'fio: no such engine', 'random-read', /gave no report: fio: no such engine/],
  ['no job', '{\n"jobs":[]}', 'random-read', /no job/],
  ['an error', recorded('random-read').replace('"error" : 0', '"error" : 5'), 'random-read', /error 5/],
  ['the other side', recorded('random-read'), 'random-write', /did nothing/],
  [
    'a field that is gone',
    recorded('random-read').replaceAll('"bw_bytes"', '"bw"'),
    'random-read',
    /bw_bytes/,
  ],
])('%s is told', (_, stdout, pattern, says) => {
  expect(() => readFio(stdout, pattern)).toThrow(says)
})
