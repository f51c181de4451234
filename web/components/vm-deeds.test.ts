import { describe, expect, test } from 'vitest'
import type { Level } from '../../src/domain/rights.ts'
import { reaches } from '../../src/domain/rights.ts'
import { deedsFor, isDeed, whyNotDeed } from './vm-deeds.ts'

const may = (has: Level) => (level: Level) => reaches({ level: has, reach: { of: 'house' } }, level)
const running = { state: 'running', agent: 'connected' } as const
const stopped = { state: 'stopped' } as const

test.each([
  [true, 'admin', ['snapshot', 'clone', 'rename', 'move', 'delete']],
  [true, 'operate', ['snapshot']],
  [true, 'view', []],
  [false, 'admin', ['adopt']],
  [false, 'operate', []],
] as const)('of a VM that is ours: %s, somebody who may %s is offered %j', (managed, level, deeds) => {
  expect(deedsFor({ managed }, may(level))).toEqual(deeds)
})

describe('why not', () => {
  test.each([
    ['snapshot', true, running, undefined],
    ['delete', true, stopped, undefined],
    ['delete', true, running, { why: 'state', state: 'running', allowed: ['stopped', 'crashed'] }],
    ['clone', false, stopped, { why: 'foreign' }],
    ['adopt', false, stopped, undefined],
    ['adopt', false, running, { why: 'state', state: 'running', allowed: ['stopped', 'crashed'] }],
  ] as const)('%s of a VM that is ours: %s', (deed, managed, status, whyNot) => {
    expect(whyNotDeed(deed, { managed, status })).toEqual(whyNot)
  })
})

test('an action is no deed', () => {
  expect(isDeed('delete')).toBe(true)
  expect(isDeed('start')).toBe(false)
})
