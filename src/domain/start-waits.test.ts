import { describe, expect, test } from 'vitest'
import {
  askToStart,
  nextWaits,
  noWaits,
  settle,
  undecided,
  type StartWaits,
  type VmAtLock,
} from './start-waits.ts'

const vm = (changes: Partial<VmAtLock> = {}): VmAtLock => ({
  uuid: 'web',
  autostart: true,
  state: 'stopped',
  lock: { state: 'locked', root: 'tank' },
  ...changes,
})
const next = (before: StartWaits, ...vms: VmAtLock[]) => nextWaits(before, { boot: 'b1', now: 'T1', vms })
const waiting = { uuid: 'web', because: 'autostart', since: 'T1', root: 'tank' } as const
const waits: StartWaits = { boot: 'b1', settled: [], waiting: [waiting] }
const open = { lock: { state: 'open' } } as const

describe('a VM that starts with the host', () => {
  test('waits for the key it needs, and goes on waiting as it did', () => {
    const first = next(noWaits, vm())
    expect(first).toEqual({ waits, start: [] })
    expect(nextWaits(first.waits, { boot: 'b1', now: 'T2', vms: [vm()] })).toEqual(first)
  })

  test('is started once the key is there, and waits until that was done', () => {
    const unlocked = next(waits, vm(open))
    expect(unlocked).toEqual({ waits, start: ['web'] })
    expect(next(unlocked.waits, vm({ ...open, state: 'running' }))).toEqual({
      waits: { boot: 'b1', settled: ['web'], waiting: [] },
      start: [],
    })
  })

  test('is libvirt’s to start where no key is missing', () => {
    expect(next(noWaits, vm(open))).toEqual({
      waits: { boot: 'b1', settled: ['web'], waiting: [] },
      start: [],
    })
  })

  test('is not started again by a key that is unloaded and loaded in the same run of the host', () => {
    const ran = next(noWaits, vm({ state: 'running', ...open })).waits
    expect(next(ran, vm())).toEqual({ waits: ran, start: [] })
    expect(next(next(ran, vm()).waits, vm(open)).start).toEqual([])
  })

  test('has its turn again when the host starts again', () => {
    const before: StartWaits = { boot: 'b0', settled: ['web'], waiting: [] }
    expect(next(before, vm()).waits.waiting).toEqual([waiting])
    // What waited in the last run is judged anew: it may have been told not to start with the host.
    const old: StartWaits = { boot: 'b0', settled: [], waiting: [waiting] }
    expect(next(old, vm({ autostart: false })).waits.waiting).toEqual([])
  })

  test('that was told not to start waits no more in this run', () => {
    const told = settle(waits, 'web')
    expect(next(told, vm())).toEqual({ waits: told, start: [] })
    expect(next(told, vm(open)).start).toEqual([])
  })

  test('of which nothing can be seen is left for later', () => {
    const hidden = vm({ lock: { state: 'unknown' } })
    expect(next(noWaits, hidden).waits).toEqual({ boot: 'b1', settled: [], waiting: [] })
    expect(next(waits, hidden)).toEqual({ waits, start: [] })
  })

  test('that no longer starts with the host, or is gone, waits no more', () => {
    expect(next(waits, vm({ autostart: false })).waits.waiting).toEqual([])
    expect(next({ ...waits, settled: ['web'] }).waits).toEqual({ boot: 'b1', settled: [], waiting: [] })
  })
})

describe('a VM of which somebody said so', () => {
  const asked = askToStart(noWaits, { uuid: 'web', since: 'T0', root: 'tank' })
  const off = vm({ autostart: false })

  test('waits, also over a start of the host', () => {
    expect(next(asked, off).waits.waiting).toEqual([
      { uuid: 'web', because: 'asked', since: 'T0', root: 'tank' },
    ])
    expect(next({ ...next(asked, off).waits, boot: 'b0' }, vm({ ...open, autostart: false })).start).toEqual([
      'web',
    ])
  })

  test('that waits already does so because it was asked for', () => {
    expect(askToStart(waits, { uuid: 'web', since: 'T2', root: 'tank' }).waiting).toEqual([
      { uuid: 'web', because: 'asked', since: 'T2', root: 'tank' },
    ])
  })

  test('is told which key, when that is another one now', () => {
    const moved = next(asked, vm({ autostart: false, lock: { state: 'locked', root: 'vault' } }))
    expect(moved.waits.waiting[0]?.root).toBe('vault')
  })
})

test('only VMs that are off and have not had their turn have to be looked at', () => {
  const settled: StartWaits = { boot: 'b1', settled: ['done'], waiting: [{ ...waiting, uuid: 'asked' }] }
  const vms = [
    vm({ uuid: 'done' }),
    vm({ uuid: 'new' }),
    vm({ uuid: 'runs', state: 'running' }),
    vm({ uuid: 'asked', autostart: false }),
    vm({ uuid: 'by-hand', autostart: false }),
  ]
  expect(undecided(settled, 'b1', vms)).toEqual(['new', 'asked'])
  expect(undecided({ ...settled, boot: 'b0' }, 'b1', vms)).toEqual(['done', 'new'])
})
