import { describe, expect, test } from 'vitest'
import { planSetVm } from './plan-set-vm.ts'
import { codes, someVm } from './testing/facts.ts'

describe('set', () => {
  const running = someVm({ status: { state: 'running', agent: 'connected' } })

  test('only what differs is changed, with the way back', () => {
    expect(
      planSetVm({ cpus: 4, memoryMiB: 2048, autostart: true }, { vm: running, memoryTotalMiB: 8192 }),
    ).toMatchObject({
      value: { to: { cpus: 4, autostart: true }, from: { cpus: 2, autostart: false }, live: true },
    })
  })

  test.each([
    [{}, 'invalid_input -'],
    [{ cpus: 0 }, 'invalid_input cpus'],
    [{ memoryMiB: 1e9 }, 'invalid_input memoryMiB'],
    [{ cpus: 2 }, 'ok'],
  ])('%j: %s', (wish, expected) => {
    expect(codes(planSetVm(wish, { vm: running, memoryTotalMiB: 8192 }))).toBe(expected)
  })
})
