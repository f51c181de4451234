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

  test('what waits for the next start can be taken back', () => {
    const waiting = someVm({ status: { state: 'running', agent: 'connected', pending: { cpus: 4 } } })
    expect(planSetVm({ cpus: 2 }, { vm: waiting, memoryTotalMiB: 8192 })).toMatchObject({
      value: { to: { cpus: 2 }, from: { cpus: 4 }, fromLive: { cpus: 2 } },
    })
  })

  test('of a VM that is held, nobody knows what waits: all is written', () => {
    const held = someVm({ status: { state: 'paused', because: 'user' } })
    expect(planSetVm({ cpus: 2, autostart: false }, { vm: held, memoryTotalMiB: 8192 })).toMatchObject({
      value: { to: { cpus: 2 }, from: { cpus: 2 }, live: false },
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
