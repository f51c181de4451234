import { setTimeout as sleep } from 'node:timers/promises'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { openDb } from '../db/open-db.ts'
import type { Job, JobStateName } from '../domain/job.ts'
import { createJobEngine } from './engine.ts'
import { defineJobKind } from './job-kind.ts'
import type { LockWish } from './job-kind.ts'
import { conflict, toLocks } from './locks.ts'
import { gate, play, recorder, scripted, scriptEngine, untilAborted } from './testing/scripted.ts'

const problem = (code: string) => ({ problems: [{ code }] })
const refusal = (code: string) =>
  expect.objectContaining({ problems: [expect.objectContaining({ code })] }) as Error

describe('submitting', () => {
  it('journals the job before it returns, and runs it afterwards', async () => {
    const { said, step } = recorder()
    const engine = scriptEngine({ web: [step('a'), step('b')] })
    engine.start()
    const job = engine.submit({ ...play('web'), actor: 'root' })
    expect(job).toMatchObject({
      kind: 'test.script',
      title: 'Play web',
      object: { type: 'vm', name: 'web' },
      actor: 'root',
      state: 'queued',
      locks: [{ name: 'vm:web', mode: 'exclusive' }],
      steps: [
        { name: 'a', state: 'pending' },
        { name: 'b', state: 'pending' },
      ],
    })
    expect(engine.get(job.id)).toEqual(job)
    expect(said).toEqual([])
    expect(await engine.wait(job.id)).toMatchObject({ state: 'done', result: { name: 'web' } })
    expect(said).toEqual(['run a', 'run b'])
    expect(engine.get(job.id)).toMatchObject({ state: 'done', steps: [{ state: 'done' }, { state: 'done' }] })
  })

  it('tells listeners each change, in order', async () => {
    const seen: string[] = []
    const { step } = recorder()
    const onChange = (job: Job) => void seen.push('step' in job ? `${job.state} ${job.step}` : job.state)
    const engine = scriptEngine({ web: [step('a'), step('b')] }, { onChange })
    engine.start()
    await engine.wait(engine.submit(play('web')).id)
    expect(seen).toEqual(['queued', 'running a', 'running b', 'done'])
  })

  it('goes on when a listener fails, and says so', async () => {
    const trouble: string[] = []
    const engine = scriptEngine(
      { web: [recorder().step('a')] },
      {
        onChange() {
          throw new Error('listener')
        },
        onTrouble: (message) => void trouble.push(message),
      },
    )
    engine.start()
    expect(await engine.wait(engine.submit(play('web')).id)).toMatchObject({ state: 'done' })
    expect(trouble).toHaveLength(3)
  })

  it('refuses unknown kinds and plans that are none, and journals nothing', () => {
    const engine = scriptEngine({})
    expect(() => engine.submit({ kind: 'no.such', plan: {} })).toThrow(refusal('not_supported'))
    expect(() => engine.submit({ kind: 'test.script', plan: {} })).toThrow(refusal('invalid_input'))
    expect(engine.list()).toEqual([])
  })

  it('refuses a kind with two steps of one name', () => {
    const { step } = recorder()
    expect(() => scriptEngine({ web: [step('a'), step('a')] }).submit(play('web'))).toThrow(
      /two steps named "a"/,
    )
  })

  it('ends a job without steps as done', async () => {
    const engine = scriptEngine({})
    engine.start()
    expect(await engine.wait(engine.submit(play('web')).id)).toMatchObject({ state: 'done', steps: [] })
  })

  it('previews the same steps and changes nothing', () => {
    const engine = scriptEngine({ web: [{ ...recorder().step('a'), command: 'virsh start web' }] })
    expect(engine.preview(play('web'))).toEqual({
      kind: 'test.script',
      title: 'Play web',
      object: { type: 'vm', name: 'web' },
      steps: [{ title: 'a', command: 'virsh start web' }],
      notes: [],
    })
    expect(engine.list()).toEqual([])
  })

  it('takes kinds that each need only a part of the dependencies', async () => {
    const kind = <Deps>(name: string, use: (deps: Deps) => void) =>
      defineJobKind<null, Deps>({
        kind: name,
        parse: () => null,
        title: () => name,
        object: () => ({ type: 'host', name: 'here' }),
        locks: () => [],
        steps: (_, deps) => [{ name: 'use', run: async () => use(deps) }],
      })
    const used: string[] = []
    const engine = createJobEngine({
      db: openDb({ path: ':memory:' }),
      kinds: [
        kind<{ disk: string }>('a', ({ disk }) => used.push(disk)),
        kind<{ nic: string }>('b', ({ nic }) => used.push(nic)),
      ],
      deps: { disk: 'vda', nic: 'eth0' },
    })
    engine.start()
    for (const name of ['a', 'b']) await engine.wait(engine.submit({ kind: name, plan: null }).id)
    expect(used).toEqual(['vda', 'eth0'])
  })
})

describe('the queue', () => {
  it('runs jobs on one object one after the other, in order, and others beside them', async () => {
    const hold = gate()
    const { said, step } = recorder()
    const scripts = {
      one: [step('1', { run: () => hold.opened })],
      two: [step('2')],
      three: [step('3')],
      other: [step('o')],
    }
    const engine = scriptEngine(scripts)
    engine.start()
    const [one, two, three, other] = ['one', 'two', 'three', 'other'].map((name) =>
      engine.submit(play(name, [name === 'other' ? 'vm:db' : 'vm:web'])),
    )
    await engine.wait(other?.id ?? '')
    expect(said).toEqual(['run 1', 'run o'])
    expect(engine.activeLocks()).toEqual([{ name: 'vm:web', mode: 'exclusive', jobId: one?.id }])
    expect(engine.get(two?.id ?? '')?.state).toBe('queued')
    hold.open()
    await engine.wait(three?.id ?? '')
    expect(said).toEqual(['run 1', 'run o', 'run 2', 'run 3'])
    expect(engine.activeLocks()).toEqual([])
  })

  it('runs no more at once than it may, read anew each time', async () => {
    let may = 1
    let running = 0
    let most = 0
    const busy = {
      name: 'busy',
      async run() {
        running += 1
        most = Math.max(most, running)
        await sleep(5)
        running -= 1
      },
    }
    const engine = scriptEngine({ a: [busy], b: [busy], c: [busy], d: [busy] }, { maxParallel: () => may })
    engine.start()
    const all = () =>
      Promise.all(['a', 'b', 'c', 'd'].map((name) => engine.wait(engine.submit(play(name)).id)))
    await all()
    expect(most).toBe(1)
    may = 3
    await all()
    expect(most).toBe(3)
  })

  it('a job that only waits for others takes up no place', async () => {
    const { said, step } = recorder()
    let end: () => void = () => undefined
    const rebuilt = new Promise<void>((resolve) => {
      end = resolve
    })
    const waiting = { name: 'rebuild', waits: true as const, run: () => rebuilt }
    const engine = scriptEngine({ pool: [waiting], web: [step('start')] }, { maxParallel: () => 1 })
    engine.start()
    const { id } = engine.submit(play('pool'))
    await engine.wait(engine.submit(play('web')).id)
    expect(said).toEqual(['run start'])
    expect(engine.get(id)).toMatchObject({ state: 'running', step: 'rebuild' })
    end()
    expect(await engine.wait(id)).toMatchObject({ state: 'done' })
  })

  it('starts nothing before it is started', async () => {
    const { said, step } = recorder()
    const engine = scriptEngine({ web: [step('a')] })
    const { id } = engine.submit(play('web'))
    await sleep(10)
    expect(said).toEqual([])
    engine.start()
    expect(await engine.wait(id)).toMatchObject({ state: 'done' })
    expect(() => engine.start()).toThrow('A job engine is started once.')
  })

  const wishes = fc.array(
    fc.record({
      name: fc.constantFrom('a', 'b', 'c'),
      mode: fc.constantFrom<'exclusive' | 'shared'>('exclusive', 'shared'),
    }),
    { maxLength: 3 },
  )
  const jobs = fc.array(
    fc.record({ locks: wishes, turns: fc.nat(4), fails: fc.boolean(), cancel: fc.boolean() }),
    {
      maxLength: 10,
    },
  )

  it('never lets two jobs hold what one wants alone, and brings every job to an end', async () => {
    await fc.assert(
      fc.asyncProperty(jobs, fc.integer({ min: 1, max: 4 }), async (plans, most) => {
        const held = new Map<number, readonly LockWish[]>()
        const scripts = Object.fromEntries(
          plans.map(({ locks, turns, fails }, index) => {
            const work = async () => {
              for (const [other, theirs] of held)
                if (other !== index && conflict(toLocks(locks), toLocks(theirs))) throw new Error('overlap')
              held.set(index, locks)
              for (let turn = 0; turn < turns; turn += 1) await sleep(0)
            }
            const run = async () => {
              await work()
              if (fails) throw new Error('told to fail')
              held.delete(index)
            }
            const undo = async () => {
              await work()
              held.delete(index)
            }
            return [`${index}`, [{ name: 'work', run, undo }]]
          }),
        )
        const engine = scriptEngine(scripts, { maxParallel: () => most })
        engine.start()
        const submitted = plans.map(({ locks }, index) => engine.submit(play(`${index}`, locks)))
        for (const [index, { cancel }] of plans.entries())
          if (cancel) engine.cancel(submitted[index]?.id ?? '')
        const ended = await Promise.all(submitted.map((job) => engine.wait(job.id)))
        const expected = plans.map(({ fails, cancel }) => (fails || cancel ? 'undone' : 'done'))
        expect(ended.map((job) => job.state)).toEqual(expected)
        expect(engine.activeLocks()).toEqual([])
      }),
      { numRuns: 30 },
    )
  })
})

describe('cancelling', () => {
  it('ends a queued job as undone at once, without running or undoing anything', async () => {
    const hold = gate()
    const { said, step } = recorder()
    const engine = scriptEngine({
      one: [step('1', { run: () => hold.opened })],
      two: [step('2')],
      three: [step('3')],
    })
    engine.start()
    const [one, two, three] = ['one', 'two', 'three'].map((name) => engine.submit(play(name, ['vm:web'])))
    const ended = engine.wait(two?.id ?? '')
    expect(engine.cancel(two?.id ?? '')).toMatchObject({ state: 'undone', because: { why: 'cancelled' } })
    expect(await ended).toMatchObject({ state: 'undone' })
    hold.open()
    await Promise.all([one, three].map((job) => engine.wait(job?.id ?? '')))
    expect(said).toEqual(['run 1', 'run 3'])
  })

  it('aborts the running step, then undoes all that was begun, with a fresh signal', async () => {
    const states: JobStateName[] = []
    let undoSignal: AbortSignal | undefined
    const { said, step } = recorder()
    const started = gate()
    const engine = scriptEngine(
      {
        web: [
          step('a'),
          {
            name: 'b',
            async run({ signal }) {
              started.open()
              await untilAborted(signal)
            },
            async undo({ signal }) {
              undoSignal = signal
              said.push('undo b')
            },
          },
          step('c'),
        ],
      },
      { onChange: ({ state }) => void states.push(state) },
    )
    engine.start()
    const { id } = engine.submit(play('web'))
    await started.opened
    expect(engine.cancel(id).state).toBe('cancelling')
    expect(engine.cancel(id).state).toBe('cancelling')
    expect(await engine.wait(id)).toMatchObject({ state: 'undone', because: { why: 'cancelled' } })
    expect(said).toEqual(['run a', 'undo b', 'undo a'])
    expect(undoSignal?.aborted).toBe(false)
    expect(states).toEqual(['queued', 'running', 'running', 'cancelling', 'undoing', 'undoing', 'undone'])
  })

  it('turns back even if the step ends well in spite of it', async () => {
    const hold = gate()
    const { said, step } = recorder()
    const engine = scriptEngine({ web: [step('a', { run: () => hold.opened })] })
    engine.start()
    const { id } = engine.submit(play('web'))
    while (engine.get(id)?.state === 'queued') await sleep(1)
    engine.cancel(id)
    hold.open()
    expect(await engine.wait(id)).toMatchObject({ state: 'undone', because: { why: 'cancelled' } })
    expect(said).toEqual(['run a', 'undo a'])
  })

  it('is refused for jobs that ended, and for those there are not', async () => {
    const engine = scriptEngine({})
    engine.start()
    const { id } = await engine.wait(engine.submit(play('web')).id)
    expect(() => engine.cancel(id)).toThrow(refusal('wrong_state'))
    expect(() => engine.cancel('nosuch')).toThrow(refusal('not_found'))
  })
})

describe('waiting', () => {
  it('ends with the job, with the signal, or with the engine', async () => {
    const engine = scriptEngine({ web: [{ name: 'a', run: ({ signal }) => untilAborted(signal) }] })
    engine.start()
    const { id } = engine.submit(play('web'))
    await expect(engine.wait(id, { signal: AbortSignal.abort(new Error('gone')) })).rejects.toThrow('gone')
    const caller = new AbortController()
    const tired = engine.wait(id, { signal: caller.signal })
    const patient = engine.wait(id)
    caller.abort(new Error('left'))
    await expect(tired).rejects.toThrow('left')
    const turnedAway = expect(patient).rejects.toMatchObject(problem('outcome_unknown'))
    await engine.stop({ letFinishMs: 1 })
    await turnedAway
    await expect(engine.wait(id)).rejects.toMatchObject(problem('outcome_unknown'))
    await expect(engine.wait('nosuch')).rejects.toMatchObject(problem('not_found'))
  })
})

describe('history', () => {
  it('lists the newest first, by state and object, page by page', async () => {
    const engine = scriptEngine({ bad: [{ name: 'a', run: () => Promise.reject(new Error('no')) }] })
    engine.start()
    for (const name of ['web', 'db', 'bad', 'web']) await engine.wait(engine.submit(play(name)).id)
    const names = (filter: Parameters<typeof engine.list>[0]) =>
      engine.list(filter).map((job) => job.object.name)
    expect(names({})).toEqual(['web', 'bad', 'db', 'web'])
    expect(names({ state: 'undone' })).toEqual(['bad'])
    expect(names({ state: ['done', 'undone'], limit: 2 })).toEqual(['web', 'bad'])
    expect(names({ before: engine.list()[1]?.id })).toEqual(['db', 'web'])
    expect(names({ object: { name: 'web' } })).toEqual(['web', 'web'])
    expect(names({ limit: 0 })).toEqual(['web'])
  })

  it('forgets what ended more than 90 days ago when it starts', async () => {
    const db = openDb({ path: ':memory:' })
    let now = new Date('2026-01-01')
    const engineAt = () => scriptEngine({}, { db, clock: { now: () => now } })
    const first = engineAt()
    first.start()
    await first.wait(first.submit(play('web')).id)
    now = new Date('2026-03-01')
    await first.wait(first.submit(play('db')).id)
    await first.stop()
    now = new Date('2026-04-15')
    const second = engineAt()
    second.start()
    expect(second.list().map((job) => job.object.name)).toEqual(['db'])
    expect(scripted.kind).toBe('test.script')
  })
})
