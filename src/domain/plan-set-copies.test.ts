import { expect, test } from 'vitest'
import { planSetCopies, type SetCopiesFacts } from './plan-set-copies.ts'

const facts: SetCopiesFacts = {
  scope: { of: 'vm', uuid: 'u' },
  name: 'web',
  targets: [{ name: 'usb', id: 'a', pool: 'backup', dataset: 'backup/kiste-copies/box' }],
  before: undefined,
  otherwise: undefined,
  unfit: [],
  withoutPolicy: [],
}
const notes = (to: readonly string[] | undefined, more: Partial<SetCopiesFacts> = {}) => {
  const planned = planSetCopies({ to }, { ...facts, ...more })
  return planned.ok ? planned.value.notes : []
}

test('a wish is noted once for each target, with what was before', () => {
  expect(planSetCopies({ to: ['usb', 'usb'] }, { ...facts, before: [] })).toMatchObject({
    value: { to: ['usb'], from: [], notes: [] },
  })
})

test('what it does not do is said', () => {
  expect(notes(undefined)).toEqual(['From then on: nothing is copied.'])
  expect(notes(undefined, { otherwise: ['usb'] })).toEqual(['From then on: copied to usb.'])
  const lacking = { unfit: ['old'], withoutPolicy: ['web'] }
  expect(notes(['usb'], lacking)).toEqual([
    'Not copied, as their store is in no pool: old.',
    'Nothing takes snapshots of web, and copies bring snapshots: kiste policy set.',
  ])
  expect(notes([], lacking)).toEqual([])
})

test('targets that are not there are named, all of them', () => {
  const planned = planSetCopies({ to: ['x', 'usb', 'y'] }, facts)
  expect(planned.ok ? [] : planned.problems.map(({ code, message }) => [code, message])).toEqual([
    ['not_found', 'There is no target "x".'],
    ['not_found', 'There is no target "y".'],
  ])
})
