import { expect, it } from 'vitest'
import { openDb } from './open-db.ts'
import { createSettingsTable } from './settings-table.ts'

const at = '2026-01-01T00:00:00.000Z'

it('keeps JSON values by key, the last one wins, and undefined takes a wish back', () => {
  const settings = createSettingsTable(openDb({ path: ':memory:' }))
  expect(settings.get('jobs.parallel')).toBeUndefined()
  settings.set('jobs.parallel', 2, at)
  settings.set('jobs.parallel', 4, at)
  settings.set('language', { ui: 'de' }, at)
  settings.set('nothing', null, at)
  expect(settings.get('jobs.parallel')).toBe(4)
  expect(settings.all()).toEqual({ 'jobs.parallel': 4, language: { ui: 'de' }, nothing: null })
  settings.set('language', undefined, at)
  expect(settings.get('language')).toBeUndefined()
})
