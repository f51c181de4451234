import { expect, test } from 'vitest'
import { pool, vdev } from './testing/pools.ts'
import { trimOf } from './pool-trim.ts'
import type { PoolVdev } from '../api/answers.ts'

const no = { state: 'unsupported' } as const
const at = (state: 'running' | 'suspended' | 'finished', percent: number) => ({ state, percent })

test.each([
  [[undefined, undefined], { state: 'none' }],
  [[no, no], { state: 'unsupported' }],
  // One that does not tell may be able to.
  [[no, undefined], { state: 'none' }],
  [[no, { state: 'untrimmed' }], { state: 'none' }],
  [[at('finished', 100), at('finished', 100)], { state: 'none' }],
  [[no, at('running', 40)], { state: 'running', share: 0.4 }],
  [[at('finished', 100), at('running', 50)], { state: 'running', share: 0.75 }],
  [[at('suspended', 20), at('suspended', 40)], { state: 'paused', share: 0.3 }],
] as const satisfies readonly (readonly [readonly PoolVdev['trim'][], object])[])('%j is %j', (trims, is) => {
  expect(trimOf(pool({ vdevs: trims.map((trim, index) => vdev(`sd${index}`, { trim })) }))).toEqual(is)
})
