import { describe, expect, test } from 'vitest'
import type { VmStatus } from '../../src/domain/vm.ts'
import { nextActions, splitByAllowed, vmActions, whyNotAction } from './vm-actions.ts'

const stopped: VmStatus = { state: 'stopped' }
const running: VmStatus = { state: 'running', agent: 'connected' }
const paused: VmStatus = { state: 'paused', because: 'user' }
const vm = (status: VmStatus, managed = true) => ({ name: 'web', managed, status })

describe('what stands in the way', () => {
  test.each([
    ['start', stopped, undefined],
    ['start', running, { why: 'state', state: 'running', allowed: ['stopped', 'crashed'] }],
    ['shutdown', paused, { why: 'state', state: 'paused', allowed: ['running', 'sleeping'] }],
    ['powerOff', paused, undefined],
    ['resume', paused, undefined],
  ] as const)('%s', (action, status, expected) => {
    expect(whyNotAction(action, vm(status))).toEqual(expected)
  })

  test('what others made is not touched, whatever its state', () => {
    for (const action of vmActions)
      expect(whyNotAction(action, vm(stopped, false))).toEqual({ why: 'foreign' })
  })
})

test.each([
  ['off', vm(stopped), ['start']],
  ['running', vm(running), ['shutdown']],
  ['paused', vm(paused), ['resume']],
  ['asleep: it can be woken, or told to shut down', vm({ state: 'sleeping' }), ['resume', 'shutdown']],
  ['shutting down', vm({ state: 'stopping' }), ['powerOff']],
  ['crashed', vm({ state: 'crashed' }), ['start']],
  ['made by others', vm(running, false), []],
] as const)('the next thing to do with one that is %s', (_, which, expected) => {
  expect(nextActions(which)).toEqual(expected)
})

test('of many VMs those that cannot are left out', () => {
  const [on, off, foreign] = [vm(running), vm(stopped), vm(stopped, false)]
  expect(splitByAllowed('start', [on, off, foreign])).toEqual({ able: [off], leftOut: [on, foreign] })
})
