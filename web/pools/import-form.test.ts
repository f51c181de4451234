import { expect, test } from 'vitest'
import { importForm, importOptions, lacksLog } from './import-form.ts'

const own = { otherHost: { use: 'none' } } as const

test.each([
  [own, false, {}],
  [own, true, { look: true, rewind: true }],
  [{ otherHost: { use: 'last' } }, false, { look: true }],
] as const)('%j, to its checkpoint: %s', (pool, rewind, options) => {
  expect(importOptions(importForm(pool, rewind))).toEqual(options)
})

test('a look mounts nothing and keeps the name', () => {
  const form = { ...importForm(own, false), as: 'other', mount: 'all', force: true, dropLog: true } as const
  expect(importOptions(form)).toEqual({ as: 'other', mount: true, force: true, dropLog: true })
  expect(importOptions({ ...form, look: true })).toEqual({ look: true, force: true, dropLog: true })
})

test.each([
  ['log', 'online', false],
  ['log', 'unavail', true],
  ['normal', 'unavail', false],
] as const)('a vdev for %s that is %s: a log is missing is %s', (use, state, lacks) => {
  expect(lacksLog({ vdevs: [{ name: 'sdl', class: use, state, children: [] }] })).toBe(lacks)
})
