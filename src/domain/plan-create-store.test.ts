import { expect, test } from 'vitest'
import { planCreateStore } from './plan-create-store.ts'
import type { StoreFacts } from './store.ts'

const store = (name: string): StoreFacts => ({
  name,
  kind: 'zfs',
  path: `${name}/kiste`,
  totalBytes: 2,
  freeBytes: 1,
})

test('a new one is made, and goes again if the job is undone', () => {
  expect(planCreateStore('tank', { stores: [store('other')], obstacles: [] })).toEqual({
    ok: true,
    value: { pool: 'tank', isNew: true, notes: [] },
  })
})

test('one that is there stays, whatever becomes of the job', () => {
  expect(planCreateStore('tank', { stores: [store('tank')], obstacles: [] })).toEqual({
    ok: true,
    value: { pool: 'tank', isNew: false, notes: ['The store tank is there already.'] },
  })
})

test.each(['', '-x', 'a/b', 'tank@x', '9x', 'x'.repeat(300)])('%j is no pool', (pool) => {
  expect(planCreateStore(pool, { stores: [], obstacles: [] })).toMatchObject({
    ok: false,
    problems: [{ code: 'invalid_input', field: 'pool' }],
  })
})

test('a pool that is called as the directory is', () => {
  expect(planCreateStore('local', { stores: [], obstacles: [] })).toMatchObject({
    ok: false,
    problems: [{ code: 'already_exists', field: 'pool' }],
  })
})

test('what stands in the way is told', () => {
  const obstacle = { code: 'foreign_object', message: 'The dataset tank/kiste holds something.' } as const
  expect(planCreateStore('tank', { stores: [], obstacles: [obstacle] })).toEqual({
    ok: false,
    problems: [obstacle],
  })
})
