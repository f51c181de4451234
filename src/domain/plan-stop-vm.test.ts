import { describe, expect, test } from 'vitest'
import { planStopVm } from './plan-stop-vm.ts'
import { codes, someVm } from './testing/facts.ts'

describe('stop', () => {
  const running = someVm({ status: { state: 'running', agent: 'connected' } })
  test.each([
    [{}, 'ok'],
    [{ timeoutSeconds: 0 }, 'invalid_input timeoutSeconds'],
    [{ timeoutSeconds: 1e9 }, 'invalid_input timeoutSeconds'],
  ])('%j: %s', (wish, expected) => {
    expect(codes(planStopVm(wish, running, 'stop'))).toBe(expected)
  })
  test('the plug is never pulled unless said', () => {
    expect(planStopVm({}, running, 'stop')).toMatchObject({ value: { force: 'never', timeoutSeconds: 120 } })
  })
  test('a VM that is off', () => {
    expect(codes(planStopVm({}, someVm(), 'restart'))).toBe('wrong_state -')
  })
})
