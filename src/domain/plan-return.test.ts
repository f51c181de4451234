import { describe, expect, test } from 'vitest'
import { planGoBack, type GoBackWish } from './plan-go-back.ts'
import type { ReturnFacts } from './plan-return.ts'
import { planSwitchBranch, switchTarget } from './plan-switch-branch.ts'
import { codes, someVm } from './testing/facts.ts'
import { history, note } from './testing/histories.ts'
import { somePlace, someReturn } from './testing/snapshot-facts.ts'

const running = someVm({ status: { state: 'running', agent: 'connected' } })
const withRam = history('*main: s1 s2', (was) => ({ ...was, consistency: 'ram' }))
const goBack = (wish: Partial<GoBackWish> = {}, facts: Partial<ReturnFacts> = {}) =>
  planGoBack({ snapshot: 's1', ...wish }, someReturn(facts))
const notes = (planned: ReturnType<typeof goBack>) => (planned.ok ? planned.value.notes.join(' ') : '')

describe('going back', () => {
  test('makes a new branch, and says how to return', () => {
    expect(goBack()).toMatchObject({
      value: {
        from: 'main',
        branch: 'main-2',
        snapshot: 's1',
        leaving: { snapshot: 'left-2026-11-26T20-15-00Z' },
        earlier: 'then',
        changes: {},
        stop: null,
        start: 'no',
        release: null,
        notes: [
          'What web is now stays on the branch main; go there again with: kiste branch switch web main',
        ],
      },
    })
  })

  test('names of branches are counted up', () => {
    const branchy = history('main: s1 | main-2<s1: s2 | *main-4<s1: ')
    expect(goBack({}, { history: branchy })).toMatchObject({ value: { from: 'main-4', branch: 'main-3' } })
  })

  test.each<[string, Partial<GoBackWish>, Partial<ReturnFacts>, string]>([
    ['off, a plain snapshot', {}, {}, 'no'],
    ['off, and to be started', { start: true }, {}, 'boot'],
    ['was running', { stop: {} }, { vm: running }, 'boot'],
    ['was running and is to stay off', { stop: {}, start: false }, { vm: running }, 'no'],
    ['a snapshot with RAM', {}, { history: withRam }, 'ram'],
    ['a snapshot with RAM, to stay off', { start: false }, { history: withRam }, 'no'],
  ])('%s: %s', (_title, wish, facts, start) => {
    expect(goBack(wish, facts)).toMatchObject({ ok: true, value: { start } })
  })

  test('RAM of another name cannot be used', () => {
    const earlier = { definition: 'then', vm: someVm({ name: 'old' }), roots: ['/store/old'] }
    const planned = goBack({}, { history: withRam, earlier })
    expect(planned).toMatchObject({
      value: {
        start: 'boot',
        changes: { name: 'web', movePaths: [{ from: '/store/old', to: '/store/web' }] },
      },
    })
    expect(notes(planned)).toContain('It was named old then')
  })

  test('what differs is told', () => {
    const nics = [
      {
        mac: '52:54:00:00:00:01',
        model: 'virtio',
        link: {
          type: 'user',
          forwards: [{ protocol: 'tcp', hostAddress: '127.0.0.1', hostPort: 80, guestPort: 80 }],
        },
      },
    ] as const
    const earlier = {
      definition: 'then',
      vm: someVm({ cpus: 1, memoryMiB: 512, nics }),
      roots: ['/store/web'],
    }
    const db = someVm({ name: 'db', uuid: 'db', nics: [{ ...nics[0], mac: 'x' }] })
    expect(notes(goBack({}, { earlier, others: [db] }))).toContain(
      'It has 1 CPUs instead of 2 and 512 MiB of memory instead of 2048, as it had then. web publishes a port again that db publishes, too',
    )
    expect(notes(goBack({}, { earlier: undefined }))).toContain('its definition stays as it is')
    const afterCrash = history('*main: s1', (was) => ({ ...was, consistency: 'crash' }))
    expect(notes(goBack({}, { history: afterCrash }))).toContain('as after a power cut')
  })

  test.each<[string, Partial<GoBackWish>, Partial<ReturnFacts>, string]>([
    ['it runs', {}, { vm: running }, 'wrong_state -'],
    ['it runs, and may be stopped', { stop: { force: 'now' } }, { vm: running }, 'ok'],
    ['it is off, and might have been stopped', { stop: {} }, {}, 'ok'],
    [
      'a time to stop that is none',
      { stop: { timeoutSeconds: 0 } },
      { vm: running },
      'invalid_input timeoutSeconds',
    ],
    ['no such snapshot', { snapshot: 'x' }, {}, 'not_found snapshot'],
    ['a bad branch', { branch: '../x' }, {}, 'invalid_input branch'],
    ['a branch that is there', { branch: 'main' }, {}, 'already_exists branch'],
    ['RAM that waits on the disk', {}, { keepsRam: true }, 'wrong_state -'],
    ['a VM of others', { stop: {} }, { vm: someVm({ managed: false }) }, 'foreign_object -'],
    ['its MAC address is taken', {}, { others: [someVm({ name: 'db' })] }, 'in_use -'],
    [
      'everything at once',
      { snapshot: 'x', branch: 'main' },
      { vm: running, keepsRam: true },
      'not_found snapshot, already_exists branch, wrong_state -, wrong_state -',
    ],
  ])('%s: %s', (_title, wish, facts, expected) => {
    expect(codes(goBack(wish, facts))).toBe(expected)
  })

  test('a VM without any snapshot is told how to take one', () => {
    expect(goBack({}, { history: history('*main: ') })).toMatchObject({
      problems: [{ hint: 'It has none at all; take one with: kiste snapshot create web' }],
    })
  })

  test('a disk that virsh put there would be lost from sight', () => {
    const place = {
      ...somePlace('web'),
      disk: () => ({ source: { type: 'file', path: '/store/web/x' }, format: 'raw' }) as const,
    }
    expect(codes(goBack({}, { place }))).toBe('not_supported -')
  })
})

describe('switching branches', () => {
  const forked = history('main: s1 l1 | *main-2<s1: ')
  const to = (branch: string, facts: Partial<ReturnFacts> = {}) =>
    planSwitchBranch({ branch }, someReturn({ history: forked, ...facts }))

  test('goes on where that branch was left', () => {
    expect(to('main')).toMatchObject({
      value: { from: 'main-2', to: 'main', leaving: { snapshot: 'left-2026-11-26T20-15-00Z' }, start: 'no' },
    })
    expect(switchTarget(forked, 'main')).toBe('l1')
  })

  test.each<[string, Partial<ReturnFacts>, string]>([
    ['main', {}, 'ok'],
    ['main-2', {}, 'wrong_state branch'],
    ['x', {}, 'not_found branch'],
    ['main', { vm: running }, 'wrong_state -'],
    ['x', { vm: running, keepsRam: true }, 'not_found branch, wrong_state -, wrong_state -'],
  ])('to %s: %#', (branch, facts, expected) => {
    expect(codes(to(branch, facts))).toBe(expected)
  })

  test('it runs again if it ran', () => {
    const planned = planSwitchBranch(
      { branch: 'main', stop: { force: 'after-timeout' } },
      someReturn({ history: forked, vm: running }),
    )
    expect(planned).toMatchObject({ value: { start: 'boot', stop: { force: 'after-timeout' } } })
  })
})

test('ids of what was left differ from all that are there', () => {
  const taken = history('*main: s1', () => note('left-2026-11-26T20-15-00Z'))
  expect(planGoBack({ snapshot: 'left-2026-11-26T20-15-00Z' }, someReturn({ history: taken }))).toMatchObject(
    {
      value: { leaving: { snapshot: 'left-2026-11-26T20-15-00Z-2' } },
    },
  )
})
