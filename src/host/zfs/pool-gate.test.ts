import { describe, expect, test } from 'vitest'
import type { PoolName } from '../../domain/dataset-name.ts'
import { CommandError } from '../exec.ts'
import { createPoolGate, type GateRules, type PoolGate } from './pool-gate.ts'
import { recordedRunner } from './testing/recorded-runner.ts'

const tank = 'tank' as PoolName
const bk = 'bk' as PoolName
const usual: GateRules = { evenSuspended: false, unhurried: false }
const mending: GateRules = { evenSuspended: true, unhurried: false }

describe('how many commands run at once on a pool', () => {
  test('is limited, and those that wait come in turn', async () => {
    const gate = createPoolGate(states('ONLINE'), 2)
    const work = [0, 1, 2, 3].map(() => openWork())
    const done = work.map((one) => gate.through(tank, usual, one.run))
    await turnsOfTheLoop()
    expect(work.map(({ started }) => started())).toEqual([true, true, false, false])
    work[1]?.finish()
    await turnsOfTheLoop()
    expect(work.map(({ started }) => started())).toEqual([true, true, true, false])
    work[0]?.finish()
    work[2]?.finish()
    await turnsOfTheLoop()
    work[3]?.finish()
    await Promise.all(done)
  })

  test('does not touch other pools, nor streams', async () => {
    const gate = createPoolGate(states('ONLINE'), 1)
    const work = [0, 1, 2].map(() => openWork())
    const done = [
      gate.through(tank, usual, work[0]?.run ?? never),
      gate.through(bk, usual, work[1]?.run ?? never),
      gate.through(tank, { ...usual, unhurried: true }, work[2]?.run ?? never),
    ]
    await turnsOfTheLoop()
    expect(work.map(({ started }) => started())).toEqual([true, true, true])
    for (const one of work) one.finish()
    await Promise.all(done)
  })

  test('one that waits can be called off, and leaves its place to the next', async () => {
    const gate = createPoolGate(states('ONLINE'), 1)
    const [first, second, third] = [openWork(), openWork(), openWork()]
    const controller = new AbortController()
    const firstDone = gate.through(tank, usual, first.run)
    const secondDone = gate.through(tank, { ...usual, signal: controller.signal }, second.run)
    const thirdDone = gate.through(tank, usual, third.run)
    controller.abort()
    await expect(secondDone).rejects.toMatchObject({ end: { why: 'aborted' } })
    first.finish()
    await firstDone
    await turnsOfTheLoop()
    third.finish()
    await thirdDone
    expect(second.started()).toBe(false)
    const late = gate.through(tank, { ...usual, signal: controller.signal }, async () => 'free')
    expect(await late).toBe('free')
  })
})

describe('a pool that is suspended', () => {
  test('is not called, and the answer names it', async () => {
    const work = openWork()
    await expect(createPoolGate(states('SUSPENDED'), 2).through(tank, usual, work.run)).rejects.toMatchObject(
      {
        problems: [{ code: 'pool_unavailable', object: { type: 'pool', name: 'tank' } }],
      },
    )
    expect(work.started()).toBe(false)
  })

  test('can be looked at and mended', async () => {
    expect(await createPoolGate(states('SUSPENDED'), 2).through(tank, mending, async () => 'mended')).toBe(
      'mended',
    )
  })

  test.each(['ONLINE', 'DEGRADED', 'FAULTED'])('one that is %s is called', async (state) => {
    expect(await createPoolGate(states(state), 2).through(tank, usual, async () => 'called')).toBe('called')
  })

  test('one that is not imported is called as well: ZFS says it best', async () => {
    const gate = createPoolGate(
      recordedRunner([
        {
          argv: ['cat', '/proc/spl/kstat/zfs/tank/state'],
          code: 1,
          stderr: 'cat: /proc/spl/kstat/zfs/tank/state: No such file or directory',
        },
      ]),
      1,
    )
    expect(await gate.through(tank, usual, async () => 'called')).toBe('called')
  })
})

describe('commands that hang in the kernel', () => {
  test('close the pool when there are too many, until they are gone', async () => {
    const gate = createPoolGate(states('ONLINE'), 2)
    const first = await hang(gate)
    expect(await gate.through(tank, usual, async () => 'still called')).toBe('still called')
    await hang(gate)
    await expect(gate.through(tank, usual, never)).rejects.toMatchObject({
      problems: [{ code: 'pool_unavailable', message: expect.stringContaining('2 commands') as string }],
    })
    expect(await gate.through(bk, usual, async () => 'others work')).toBe('others work')
    expect(await gate.through(tank, mending, async () => 'mended')).toBe('mended')
    first()
    await turnsOfTheLoop()
    expect(await gate.through(tank, usual, async () => 'open again')).toBe('open again')
  })

  test('never let in more than a few that were to mend it', async () => {
    const gate = createPoolGate(states('SUSPENDED'), 1)
    await hang(gate, mending)
    await hang(gate, mending)
    await expect(gate.through(tank, mending, never)).rejects.toThrow(/tank does not answer/)
  })
})

/** A command that is given up on; returns what makes it end after all. */
async function hang(gate: PoolGate, rules = usual): Promise<() => void> {
  let end: () => void = () => undefined
  const gone = new Promise<void>((resolve) => (end = resolve))
  await expect(
    gate.through(tank, rules, () =>
      Promise.reject(new CommandError(['zfs'], { why: 'abandoned', after: 'timeout', gone }, '', '')),
    ),
  ).rejects.toThrow(/does not end/)
  return end
}

function states(state: string) {
  return recordedRunner(
    [tank, bk].map((pool) => ({
      argv: ['cat', `/proc/spl/kstat/zfs/${pool}/state`],
      stdout: `${state}\n`,
      times: Infinity,
    })),
  )
}

function openWork() {
  let finish: () => void = () => undefined
  let started = false
  const end = new Promise<void>((resolve) => (finish = resolve))
  return {
    run: () => {
      started = true
      return end
    },
    started: () => started,
    finish: () => finish(),
  }
}

function never(): Promise<never> {
  return Promise.reject(new Error('this was not to run'))
}

async function turnsOfTheLoop(): Promise<void> {
  for (let turn = 0; turn < 5; turn++) await new Promise((resolve) => setImmediate(resolve))
}
