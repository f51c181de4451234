import { describe, expect, test } from 'vitest'
import { planRemoveBranch } from './plan-remove-branch.ts'
import { planHold, planRelease, planRemoveSnapshot } from './plan-remove-snapshot.ts'
import { planDiscardTry, planKeepTry, planTry } from './plan-try.ts'
import type { History } from './snapshot.ts'
import { codes, someVm } from './testing/facts.ts'
import { history } from './testing/histories.ts'
import { snapshotTime as now, someReturn, someSnapshotVm } from './testing/snapshot-facts.ts'

const about = (past: History) => ({ vm: someVm(), store: 'local', history: past })
const held = (drawing: string, id: string, ...holds: string[]) =>
  history(drawing, (was) => (was.id === id ? { ...was, holds } : was))
const cloned = (past: History, id: string): History => ({
  ...past,
  snapshots: past.snapshots.map((each) => (each.id === id ? { ...each, dependents: ['web-2'] } : each)),
})
const forked = history('main: s1 s2 l1 | *main-2<s1: s3')

describe('removing a snapshot', () => {
  test.each<[string, History, string]>([
    ['s2', forked, 'ok'],
    ['s3', forked, 'ok'],
    ['s1', forked, 'in_use -'],
    ['l1', forked, 'in_use -'],
    ['x', forked, 'not_found snapshot'],
    ['s2', cloned(forked, 's2'), 'in_use -'],
    ['s2', held('*main: s1 s2', 's2', 'release'), 'in_use -'],
    ['s1', held('main: s1 | *b<s1: ', 's1', 'a', 'try'), 'in_use -, in_use -, in_use -'],
  ])('%s of %#', (id, past, expected) => {
    expect(codes(planRemoveSnapshot(id, about(past)))).toBe(expected)
  })

  test('the hint says how each hold ends', () => {
    expect(planRemoveSnapshot('s1', about(held('*main: s1', 's1', 'a', 'try')))).toMatchObject({
      problems: [{ hint: 'Let it go first: kiste snapshot release web s1 a; kiste try keep web' }],
    })
  })

  test('a VM of others', () => {
    const foreign = { ...about(forked), vm: someVm({ managed: false }) }
    expect(codes(planRemoveSnapshot('s2', foreign))).toBe('foreign_object -')
    expect(codes(planRemoveBranch('main', foreign))).toBe('foreign_object -')
    expect(codes(planHold('s2', 'a', foreign))).toBe('foreign_object -')
    expect(codes(planRelease('s2', 'a', foreign))).toBe('foreign_object -, not_found hold')
    expect(codes(planKeepTry(foreign))).toBe('foreign_object -, wrong_state -')
  })
})

describe('removing a branch', () => {
  test.each<[string, History, string]>([
    ['main', forked, 'ok'],
    ['main-2', forked, 'in_use -'],
    ['x', forked, 'not_found branch'],
    ['main', held('main: s1 s2 l1 | *b<s1: ', 's1', 'keep'), 'ok'],
    ['main', held('main: s1 s2 l1 | *b<s1: ', 's2', 'keep'), 'in_use -'],
    ['main', cloned(forked, 's2'), 'in_use -'],
  ])('%s of %#', (id, past, expected) => {
    expect(codes(planRemoveBranch(id, about(past)))).toBe(expected)
  })

  test('what goes with it is told', () => {
    expect(planRemoveBranch('main', about(forked))).toMatchObject({
      value: {
        notes: ['With it go 2 snapshots that only it has: s2, l1.', 'At least 2 MiB become free.'],
      },
    })
    expect(planRemoveBranch('b', about(history('*main: s1 | b<s1: ')))).toMatchObject({
      value: { notes: ['No snapshot is only on this branch.'] },
    })
  })
})

describe('holds', () => {
  const past = held('*main: s1 s2', 's1', 'release')
  test.each([
    ['s1', 'audit', 'ok'],
    ['s1', 'release', 'ok'],
    ['s1', '', 'invalid_input hold'],
    ['s1', 'try', 'invalid_input hold'],
    ['x', 'a b', 'not_found snapshot, invalid_input hold'],
  ])('hold %s as %j: %s', (id, hold, expected) => {
    expect(codes(planHold(id, hold, about(past)))).toBe(expected)
  })
  test.each([
    ['s1', 'release', 'ok'],
    ['s1', 'audit', 'not_found hold'],
    ['x', 'release', 'not_found snapshot'],
  ])('release %s from %j: %s', (id, hold, expected) => {
    expect(codes(planRelease(id, hold, about(past)))).toBe(expected)
  })
})

describe('trying', () => {
  const tried = held('*main: s1 s2', 's2', 'try')

  test('begins with a held snapshot', () => {
    expect(planTry({ note: 'new kernel' }, someSnapshotVm(), now)).toMatchObject({
      value: { id: 'try-2026-11-26T20-15-00Z', hold: 'try', note: 'new kernel' },
    })
    const problems = planTry({ ram: true, crash: true }, someSnapshotVm({ history: tried }), now)
    expect(codes(problems)).toBe('wrong_state -, invalid_input crash')
  })

  test('kept: the hold is let go, and the point before stays', () => {
    expect(planKeepTry(about(tried))).toMatchObject({ value: { snapshot: 's2', hold: 'try' } })
    expect(codes(planKeepTry(about(forked)))).toBe('wrong_state -')
  })

  test('discarded: back to it, and what was tried stays on its branch', () => {
    const planned = planDiscardTry({}, someReturn({ history: tried }))
    expect(planned).toMatchObject({ value: { snapshot: 's2', branch: 'main-2', release: 'try' } })
    expect(planned.ok && planned.value.notes.at(-1)).toBe(
      'If it is not wanted any more: kiste branch remove web main',
    )
    expect(codes(planDiscardTry({}, someReturn({ history: forked })))).toBe('wrong_state -')
    expect(codes(planDiscardTry({ branch: 'main' }, someReturn({ history: tried })))).toBe(
      'already_exists branch',
    )
  })

  test('only what lies on the current line counts', () => {
    const elsewhere = held('main: s1 l1 | *b<s1: ', 'l1', 'try')
    expect(codes(planKeepTry(about(elsewhere)))).toBe('wrong_state -')
    expect(codes(planRelease('l1', 'try', about(elsewhere)))).toBe('ok')
    expect(codes(planRelease('s2', 'try', about(tried)))).toBe('in_use hold')
  })
})
