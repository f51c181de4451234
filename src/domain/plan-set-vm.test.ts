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

  test('notes count at once, and what is the same after tidying changes nothing', () => {
    const facts = { vm: { ...running, notes: 'a\nb' }, memoryTotalMiB: 8192 }
    expect(planSetVm({ notes: 'c\r\n' }, facts)).toMatchObject({
      value: { to: { notes: 'c' }, from: { notes: 'a\nb' }, live: false, notes: [] },
    })
    expect(planSetVm({ notes: '' }, facts)).toMatchObject({ value: { to: { notes: '' } } })
    expect(planSetVm({ notes: 'a\r\nb\r\n' }, facts)).toMatchObject({
      value: { to: {}, notes: [expect.stringContaining('already so')] },
    })
    expect(planSetVm({ notes: 'x' }, { ...facts, vm: running })).toMatchObject({
      value: { from: { notes: '' } },
    })
    expect(planSetVm({ notes: ' \n' }, { ...facts, vm: running })).toMatchObject({ value: { to: {} } })
  })

  test.each([
    [{}, 'invalid_input -'],
    [{ notes: undefined }, 'invalid_input -'],
    [{ notes: 'bell \u0007' }, 'invalid_input notes'],
    [{ cpus: 0 }, 'invalid_input cpus'],
    [{ memoryMiB: 1e9 }, 'invalid_input memoryMiB'],
    [{ cpus: 2 }, 'ok'],
  ])('%j: %s', (wish, expected) => {
    expect(codes(planSetVm(wish, { vm: running, memoryTotalMiB: 8192 }))).toBe(expected)
  })
})
