import { expect, test } from 'vitest'
import { openDb } from '../db/open-db.ts'
import { createSettingsTable } from '../db/settings-table.ts'
import { askToStart, noWaits } from '../domain/start-waits.ts'
import { keepWaits } from './waits-keeper.ts'

const now = () => new Date('2026-11-26T20:00:00.000Z')
const wish = { uuid: 'web', root: 'tank', since: 'T' }

test('who waits outlives the daemon, and only a change is written and told', () => {
  const db = openDb({ path: ':memory:' })
  const table = createSettingsTable(db)
  let told = 0
  const keeper = keepWaits(table, { now, onChange: () => void (told += 1) })
  expect(keeper.read()).toEqual(noWaits)
  keeper.change((before) => askToStart(before, wish))
  keeper.change((before) => ({ ...before }))
  expect(told).toBe(1)
  expect(keepWaits(table, { now }).read()).toEqual({ ...noWaits, waiting: [{ ...wish, because: 'asked' }] })
  db.close()
})

test.each([
  ['nothing', undefined],
  ['another shape', ['web']],
  ['a part of it', { boot: 'b', settled: [] }],
])('%s counts as nobody waiting', (_what, kept) => {
  expect(keepWaits({ get: () => kept, set: () => undefined }, { now }).read()).toEqual(noWaits)
})

test('what cannot be read of it is left out', () => {
  const waiting = [{ ...wish, because: 'asked' }, { uuid: 1 }, { ...wish, because: 'whim' }]
  const keeper = keepWaits(
    { get: () => ({ boot: 'b', settled: ['a', 2], waiting }), set: () => undefined },
    { now },
  )
  expect(keeper.read()).toEqual({ boot: 'b', settled: ['a'], waiting: [{ ...wish, because: 'asked' }] })
})
