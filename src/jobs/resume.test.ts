import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openDb } from '../db/open-db.ts'
import type { FinishedJob } from '../domain/job.ts'
import type { JobEngine, JobEngineOptions } from './job-engine.ts'
import type { Step } from './job-kind.ts'
import { maxInterruptions } from './resume.ts'
import { gate, play, recorder, scriptEngine, untilAborted } from './testing/scripted.ts'
import type { ScriptDeps } from './testing/scripted.ts'

let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'kiste-resume-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

type Scripts = ScriptDeps['scripts']

/** One life of the daemon on the same journal. */
async function life<T>(
  scripts: Scripts,
  use: (engine: JobEngine) => Promise<T>,
  options: Partial<JobEngineOptions<ScriptDeps>> = {},
): Promise<T> {
  const db = openDb({ path: join(folder, 'kiste.db') })
  const engine = scriptEngine(scripts, { db, ...options })
  engine.start()
  try {
    return await use(engine)
  } finally {
    engine.abandon()
    db.close()
  }
}

const onlyJob = async (engine: JobEngine): Promise<FinishedJob> => engine.wait(engine.list()[0]?.id ?? '')

const hang = () => new Promise<never>(() => undefined)

/** Leaves a job in the middle of its step named `hangs`. */
function crashIn(scripts: Scripts, reached: Promise<void>): Promise<string> {
  return life(scripts, async (engine) => {
    const { id } = engine.submit(play('web'))
    await reached
    return id
  })
}

function hangingStep(name: string): { step: Step; reached: Promise<void> } {
  const { opened, open } = gate()
  const run = async () => {
    open()
    await hang()
  }
  return { step: { name, run }, reached: opened }
}

describe('after a crash', () => {
  it('the step that ran is run again, those before it are not, and memory is there', async () => {
    const { said, step } = recorder()
    const first = hangingStep('b')
    const remembering = step('a', { run: async (ctx) => ctx.remember('id', 7) })
    const id = await crashIn({ web: [remembering, first.step, step('c')] }, first.reached)
    const job = await life({ web: [remembering, step('b'), step('c')] }, (engine) => engine.wait(id))
    expect(said).toEqual(['run a', 'run b', 'run c'])
    expect(job).toMatchObject({ state: 'done', result: { id: 7 } })
  })

  it('queued jobs keep their order, behind the one that was interrupted', async () => {
    const { said, step } = recorder()
    const first = hangingStep('1')
    await life({ one: [first.step] }, async (engine) => {
      for (const name of ['one', 'two', 'three']) engine.submit(play(name, ['vm:web']))
      await first.reached
    })
    await life(
      { one: [step('1')], two: [step('2')], three: [step('3')], four: [step('4')] },
      async (engine) => {
        await engine.wait(engine.submit(play('four', ['vm:web'])).id)
      },
    )
    expect(said).toEqual(['run 1', 'run 2', 'run 3', 'run 4'])
  })

  it('a cancelled job is undone, not finished', async () => {
    const { said, step } = recorder()
    const first = hangingStep('b')
    const id = await life({ web: [step('a'), first.step] }, async (engine) => {
      const { id } = engine.submit(play('web'))
      await first.reached
      expect(engine.cancel(id).state).toBe('cancelling')
      return id
    })
    const job = await life({ web: [step('a'), step('b')] }, (engine) => engine.wait(id))
    expect(job).toMatchObject({ state: 'undone', because: { why: 'cancelled' } })
    expect(said).toEqual(['run a', 'undo b', 'undo a'])
  })

  it('an undo goes on where it was, with the reason of the first life', async () => {
    const { said, step } = recorder()
    const reached = gate()
    const failing = (undo: () => Promise<void>): Step[] => [
      step('a'),
      { ...step('b'), undo },
      step('c', { run: () => Promise.reject(new Error('no')) }),
    ]
    const hangs = async () => {
      reached.open()
      await hang()
    }
    const id = await crashIn({ web: failing(hangs) }, reached.opened)
    const again = failing(async () => void said.push('undo b'))
    const job = await life({ web: again }, (engine) => engine.wait(id))
    expect(said).toEqual(['run a', 'run b', 'run c', 'undo c', 'undo b', 'undo a'])
    expect(job).toMatchObject({
      state: 'undone',
      because: { why: 'failed', step: 'c', problems: [{ message: 'no' }] },
    })
  })

  it('the log goes on and says that there was a restart', async () => {
    const first = hangingStep('a')
    const talk: Step = { name: 'a', run: async ({ log }) => log('again') }
    const id = await crashIn({ web: [first.step] }, first.reached)
    const log = await life({ web: [talk] }, async (engine) => (await engine.wait(id), engine.log(id)))
    expect(log.lines.map(({ n, text }) => [n, text])).toEqual([
      [1, 'The daemon was restarted in the middle of this job, which is running; it goes on.'],
      [2, 'again'],
    ])
  })
})

describe('a job that no longer fits the program', () => {
  it('ends as failed if its kind is unknown; nothing was begun, so nothing is left', async () => {
    const id = await life({}, async (engine) => engine.submit(play('web')).id, { maxParallel: () => 0 })
    const job = await life({}, (engine) => engine.wait(id), { kinds: [] })
    expect(job).toMatchObject({ state: 'failed', step: null, undone: true })
    expect(job).toMatchObject({
      problems: [
        {
          code: 'internal',
          object: { type: 'vm', name: 'web' },
          message: expect.stringContaining('test.script'),
        },
      ],
    })
  })

  it('ends as failed and names what was begun, if its plan cannot be read', async () => {
    const first = hangingStep('b')
    const id = await crashIn({ web: [recorder().step('a'), first.step] }, first.reached)
    const db = openDb({ path: join(folder, 'kiste.db') })
    db.exec(`UPDATE jobs SET plan = '{"size": 1}'`)
    db.close()
    const job = await life({}, (engine) => engine.wait(id))
    expect(job).toMatchObject({ state: 'failed', step: 'b', undone: false })
    expect(job).toMatchObject({ leftovers: [{ step: 'b' }, { step: 'a' }] })
    expect(job).toMatchObject({ problems: [{ message: expect.stringContaining('A script needs a name.') }] })
  })

  it('ends as failed if the steps it had begun are others now', async () => {
    const { said, step } = recorder()
    const first = hangingStep('b')
    const id = await crashIn({ web: [step('a'), first.step] }, first.reached)
    const job = await life({ web: [step('z'), step('b')] }, (engine) => engine.wait(id))
    expect(job).toMatchObject({ state: 'failed', undone: false, leftovers: [{ step: 'b' }, { step: 'a' }] })
    expect(said).toEqual(['run a'])
  })

  it('goes on if only later steps are others', async () => {
    const { said, step } = recorder()
    const first = hangingStep('b')
    const id = await crashIn({ web: [step('a'), first.step, step('c')] }, first.reached)
    const job = await life({ web: [step('a'), step('b'), step('new'), step('c')] }, (engine) =>
      engine.wait(id),
    )
    expect(job.state).toBe('done')
    expect(said).toEqual(['run a', 'run b', 'run new', 'run c'])
  })
})

describe('a step that takes the daemon down each time', () => {
  async function crashOften(scripts: Scripts, times: number): Promise<string> {
    const id = await life(scripts, async (engine) => {
      const { id } = engine.submit(play('web'))
      while (engine.get(id)?.state === 'queued') await sleep(1)
      return id
    })
    for (let time = 1; time < times; time += 1) await life(scripts, () => sleep(5))
    return id
  }

  it('is not run for ever: the job is undone', async () => {
    const { said, step } = recorder()
    const scripts = { web: [step('a'), { ...step('b'), run: hang }] }
    const id = await crashOften(scripts, maxInterruptions + 1)
    expect(await life(scripts, (engine) => engine.wait(id))).toMatchObject({
      state: 'undone',
      because: {
        why: 'failed',
        step: 'b',
        problems: [{ message: expect.stringContaining('6 times in a row') }],
      },
    })
    expect(said).toEqual(['run a', 'undo b', 'undo a'])
  })

  it('ends as failed if it is an undo', async () => {
    const scripts = { web: [{ name: 'a', run: () => Promise.reject(new Error('no')), undo: hang }] }
    const id = await crashOften(scripts, maxInterruptions + 1)
    const job = await life(scripts, (engine) => engine.wait(id))
    expect(job).toMatchObject({
      state: 'failed',
      step: 'a',
      problems: [{ message: 'no' }],
      leftovers: [{ step: 'a' }],
    })
  })

  it('ends as failed past the point of no return', async () => {
    const scripts = { web: [{ name: 'destroy', final: true as const, run: hang }] }
    const id = await crashOften(scripts, maxInterruptions + 1)
    const job = await life(scripts, (engine) => engine.wait(id))
    expect(job).toMatchObject({
      state: 'failed',
      step: 'destroy',
      undone: false,
      leftovers: [{ step: 'destroy' }],
    })
  })
})

describe('stopping the daemon', () => {
  it('aborts what runs long, undoes nothing, and the next start goes on', async () => {
    const { said, step } = recorder()
    const started = gate()
    const long: Step = {
      ...step('b'),
      async run({ signal }) {
        started.open()
        await untilAborted(signal)
      },
    }
    const id = await life({ web: [step('a'), long] }, async (engine) => {
      const { id } = engine.submit(play('web'))
      await started.opened
      await engine.stop({ letFinishMs: 1 })
      expect(engine.get(id)).toMatchObject({ state: 'running', step: 'b' })
      expect(() => engine.submit(play('web'))).toThrow(/the daemon is stopping/)
      return id
    })
    expect((await life({ web: [step('a'), step('b')] }, (engine) => engine.wait(id))).state).toBe('done')
    expect(said).toEqual(['run a', 'run b'])
  })

  it('lets a short step end, and begins no other', async () => {
    const { said, step } = recorder()
    const started = gate()
    const short = step('a', { run: async () => (started.open(), sleep(20)) })
    const id = await life({ web: [short, step('b')] }, async (engine) => {
      const { id } = engine.submit(play('web'))
      await started.opened
      await Promise.all([engine.stop(), engine.stop()])
      return id
    })
    expect(said).toEqual(['run a'])
    expect((await life({ web: [short, step('b')] }, (engine) => engine.wait(id))).state).toBe('done')
    expect(said).toEqual(['run a', 'run b'])
  })

  it('gives up on what does not listen, which then writes nothing more', async () => {
    const { said, step } = recorder()
    const { opened, open } = gate()
    const deaf = step('a', { run: () => opened })
    const id = await life({ web: [deaf, step('b')] }, async (engine) => {
      const { id } = engine.submit(play('web'))
      while (engine.get(id)?.state === 'queued') await sleep(1)
      await engine.stop({ letFinishMs: 1, giveUpMs: 1 })
      return id
    })
    open()
    await sleep(5)
    expect(said).toEqual(['run a'])
    const job = await life({ web: [step('a'), step('b')] }, onlyJob)
    expect(job).toMatchObject({ id, state: 'done' })
    expect(said).toEqual(['run a', 'run a', 'run b'])
  })

  it('in order does not count as taking the daemon down', async () => {
    const { said, step } = recorder()
    const long = (): Step => ({ ...step('a'), run: ({ signal }) => untilAborted(signal) })
    let id = ''
    for (let time = 0; time <= maxInterruptions + 1; time += 1)
      await life({ web: [long()] }, async (engine) => {
        id ||= engine.submit(play('web')).id
        while (engine.get(id)?.state === 'queued') await sleep(1)
        await engine.stop({ letFinishMs: 1 })
      })
    expect(await life({ web: [step('a')] }, (engine) => engine.wait(id))).toMatchObject({ state: 'done' })
    expect(said).toEqual(['run a'])
  })
})
