import { expect, test } from 'vitest'
import { doneJob, jobHead } from '../pools/measure/testing/reports.ts'
import { readJobWarnings } from './read-job-warnings.ts'

test.each([
  [{ pool: 'tank', warnings: ['tank/a stays unmounted.'] }, ['tank/a stays unmounted.']],
  [{ pool: 'tank' }, []],
  [{ warnings: ['one', 2, null] }, ['one']],
  [{ warnings: 'all' }, []],
  [undefined, []],
  [null, []],
])('of %j: %j', (result, warnings) => {
  expect(readJobWarnings(doneJob(1, 'pool.load-key', result))).toEqual(warnings)
})

test('a job that has not ended has none', () => {
  expect(readJobWarnings({ ...jobHead(1, 'pool.load-key'), state: 'queued' })).toEqual([])
})
