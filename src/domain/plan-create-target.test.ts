import { describe, expect, test } from 'vitest'
import { planCreateTarget, type CreateTargetFacts } from './plan-create-target.ts'

const facts: CreateTargetFacts = {
  targets: [{ name: 'attic', id: 'b', pool: 'cold', dataset: 'cold/kiste-copies/box' }],
  pools: ['tank', 'backup', 'cold'],
  stores: ['tank'],
  hostname: 'box',
  id: '0badcafe',
}
const plan = (name: string, pool: string, more: Partial<CreateTargetFacts> = {}) =>
  planCreateTarget({ name, pool }, { ...facts, ...more })

test('a target is a dataset of the host in a pool', () => {
  expect(plan('usb', 'backup')).toEqual({
    ok: true,
    value: {
      target: { name: 'usb', id: '0badcafe', pool: 'backup', dataset: 'backup/kiste-copies/box' },
      notes: ['Nothing is copied to it yet. Say what: kiste copy set VM --to usb'],
    },
  })
})

test.each([
  ['nas.home.arpa', 'nas.home.arpa'],
  ['größe @ Büro', 'gr--e---B-ro'],
  ['-x', 'x'],
  ['???', 'host'],
])('a host that is called %s', (hostname, step) => {
  expect(plan('usb', 'backup', { hostname })).toMatchObject({
    value: { target: { dataset: `backup/kiste-copies/${step}` } },
  })
})

test('within one pool it is said what that is not good for', () => {
  const planned = plan('same', 'tank')
  expect(planned.ok && planned.value.notes.at(-1)).toContain('does not help when its disks fail')
})

describe('refused', () => {
  test.each<[name: string, pool: string, codes: readonly string[]]>([
    ['', 'backup', ['invalid_input']],
    ['a b', 'backup', ['invalid_input']],
    ['none', 'backup', ['invalid_input']],
    ['attic', 'backup', ['already_exists']],
    ['usb', 'cold', ['already_exists']],
    ['usb', 'gone', ['not_found']],
    ['usb', '-o', ['invalid_input']],
    ['usb', 'tank/x', ['invalid_input']],
    ['attic', 'gone', ['already_exists', 'not_found']],
  ])('%s in %s', (name, pool, codes) => {
    const planned = plan(name, pool)
    expect(planned.ok ? [] : planned.problems.map(({ code }) => code)).toEqual(codes)
  })
})
