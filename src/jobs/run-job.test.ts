import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { openDb } from '../db/open-db.ts'
import type { Job, JobLogLine, JobProgress } from '../domain/job.ts'
import { problemError } from '../domain/problem.ts'
import { createJobEngine } from './engine.ts'
import type { JobEngineOptions } from './job-engine.ts'
import { defineJobKind } from './job-kind.ts'
import type { Step } from './job-kind.ts'
import { maxLogLines } from './log-buffer.ts'
import { gate, play, recorder, scriptEngine } from './testing/scripted.ts'
import type { ScriptDeps } from './testing/scripted.ts'

const full = { code: 'no_space', message: 'The disk is full.', hint: 'Free some.' } as const

async function run(steps: readonly Step[], options: Partial<JobEngineOptions<ScriptDeps>> = {}) {
  const engine = scriptEngine({ web: steps }, options)
  engine.start()
  const job = await engine.wait(engine.submit(play('web')).id)
  return { engine, job, log: engine.log(job.id).lines.map((line) => line.text) }
}

/** Fails so often, then works. */
function flaky(times: number) {
  let calls = 0
  const call = async () => {
    calls += 1
    if (calls <= times) throw problemError(full)
  }
  return { call, calls: () => calls }
}

describe('a step that fails', () => {
  it('is undone itself, then those before it, last first; the job keeps the reason', async () => {
    const { said, step } = recorder()
    const { job, log } = await run([
      step('a'),
      { name: 'look', run: async () => void said.push('run look') },
      step('b', { run: () => Promise.reject(problemError(full)) }),
      step('c'),
    ])
    expect(said).toEqual(['run a', 'run look', 'run b', 'undo b', 'undo a'])
    expect(job).toMatchObject({ state: 'undone', because: { why: 'failed', step: 'b', problems: [full] } })
    expect(job.steps.map((one) => one.state)).toEqual(['undone', 'undone', 'undone', 'pending'])
    expect(log).toEqual(['"b" failed: The disk is full.'])
  })

  it('is one that remembers what is not JSON', async () => {
    const { said, step } = recorder()
    const { job } = await run([step('a', { run: async (ctx) => ctx.remember('x', circle) })])
    expect(job).toMatchObject({ state: 'undone', because: { step: 'a', problems: [{ code: 'internal' }] } })
    expect(said).toEqual(['run a', 'undo a'])
  })

  const circle: Record<string, unknown> = {}
  circle['self'] = circle

  it.each([
    [
      'throws',
      () => {
        throw problemError(full)
      },
      full,
    ],
    ['is not JSON', () => circle, { code: 'internal' }],
  ])('is the last one if the result %s', async (_, result, problem) => {
    const { said, step } = recorder()
    const kind = defineJobKind<null, object>({
      kind: 'test.result',
      parse: () => null,
      title: () => '',
      object: () => ({ type: 'vm', name: 'web' }),
      locks: () => [],
      steps: () => [step('a')],
      result,
    })
    const engine = createJobEngine({ db: openDb({ path: ':memory:' }), kinds: [kind], deps: {} })
    engine.start()
    const job = await engine.wait(engine.submit({ kind: 'test.result', plan: null }).id)
    expect(job).toMatchObject({ state: 'undone', because: { step: 'a', problems: [problem] } })
    expect(said).toEqual(['run a', 'undo a'])
  })
})

describe('an undo that fails', () => {
  it('is tried again', async () => {
    const { said, step } = recorder()
    const undo = flaky(2)
    const { job, log } = await run([
      step('a'),
      { name: 'b', run: () => Promise.reject(new Error('no')), undo: undo.call },
    ])
    expect(undo.calls()).toBe(3)
    expect(job).toMatchObject({ state: 'undone', because: { step: 'b' } })
    expect(said).toEqual(['run a', 'undo a'])
    expect(log.slice(1)).toEqual(Array.from({ length: 2 }, () => 'Undoing "b" failed: The disk is full.'))
  })

  it('for good ends the job as failed: the first reason, and all that is left, in the order to clean up', async () => {
    const { said, step } = recorder()
    const { job } = await run([
      step('a'),
      { ...step('b'), undo: flaky(99).call, leftover: 'The disk /kiste/web.qcow2 is still there.' },
      step('c', { run: () => Promise.reject(new Error('no')) }),
    ])
    expect(said).toEqual(['run a', 'run b', 'run c', 'undo c'])
    expect(job).toMatchObject({ state: 'failed', step: 'c', problems: [{ code: 'internal', message: 'no' }] })
    expect(job).toMatchObject({
      undone: false,
      leftovers: [
        {
          step: 'b',
          message: 'The disk /kiste/web.qcow2 is still there. Undoing it failed: The disk is full.',
        },
        { step: 'a', message: '"a" was not undone, because what came after it could not be.' },
      ],
    })
    expect(job.steps.map((one) => one.state)).toEqual(['done', 'left', 'undone'])
  })

  it('after a cancel names the undo as the reason', async () => {
    const started = gate()
    const steps = [
      { name: 'a', run: async () => started.open(), undo: flaky(99).call },
      recorder().step('b', { run: () => sleep(20) }),
    ]
    const engine = scriptEngine({ web: steps })
    engine.start()
    const { id } = engine.submit(play('web'))
    await started.opened
    engine.cancel(id)
    expect(await engine.wait(id)).toMatchObject({
      state: 'failed',
      step: 'a',
      problems: [full],
      undone: false,
    })
  })
})

describe('past the point of no return', () => {
  it('a step is tried again, and then the job is done', async () => {
    const [destroy, after] = [flaky(2), flaky(1)]
    const { said, step } = recorder()
    const { job } = await run([
      step('a'),
      { name: 'destroy', final: true, run: destroy.call },
      { name: 'after', run: after.call },
    ])
    expect(job.state).toBe('done')
    expect([destroy.calls(), after.calls()]).toEqual([3, 2])
    expect(said).toEqual(['run a'])
  })

  it('a step that keeps failing ends the job where it is: nothing is undone, and what is left is named', async () => {
    const { said, step } = recorder()
    const { job } = await run([
      step('a'),
      { name: 'destroy', final: true, run: flaky(99).call },
      step('after'),
    ])
    expect(said).toEqual(['run a'])
    expect(job).toMatchObject({ state: 'failed', step: 'destroy', problems: [full] })
    expect(job).toMatchObject({
      undone: false,
      leftovers: [
        { step: 'destroy', message: '"destroy" is not finished: The disk is full.' },
        { step: 'after', message: '"after" was not reached.' },
      ],
    })
    expect(job.steps.map((one) => one.state)).toEqual(['done', 'failed', 'pending'])
  })

  it('a job cannot be cancelled any more', async () => {
    const hold = gate()
    const engine = scriptEngine({ web: [{ name: 'destroy', final: true, run: () => hold.opened }] })
    engine.start()
    const { id } = engine.submit(play('web'))
    while (engine.get(id)?.state === 'queued') await sleep(1)
    expect(() => engine.cancel(id)).toThrow(/past the point of no return/)
    hold.open()
    expect((await engine.wait(id)).state).toBe('done')
  })
})

describe('what a step tells', () => {
  it('is progress, shown at most five times a second and only while the step runs', async () => {
    const shown: (JobProgress | undefined)[] = []
    const db = openDb({ path: ':memory:' })
    const onChange = (job: Job) => void (job.state === 'running' && shown.push(job.progress))
    const began = performance.now()
    const { job } = await run(
      [
        {
          name: 'copy',
          async run({ progress }) {
            for (let done = 1; done <= 100; done += 1) {
              progress(done, 100, 'bytes')
              await sleep(5)
            }
          },
        },
        { name: 'rest', run: () => sleep(1) },
      ],
      { onChange, db },
    )
    const seconds = (performance.now() - began) / 1_000
    const seen = shown.filter((progress) => progress !== undefined)
    expect(seen[0]).toEqual({ done: 1, total: 100, unit: 'bytes' })
    expect(seen.length).toBeGreaterThan(1)
    expect(seen.length).toBeLessThanOrEqual(1 + seconds / 0.2)
    expect(shown.at(-1)).toBeUndefined()
    expect(JSON.stringify(job)).not.toContain('progress')
  })

  it('is a log, told in batches and kept within bounds', async () => {
    const told: JobLogLine[] = []
    const { engine, job } = await run(
      [
        {
          name: 'talk',
          async run({ log }) {
            for (let n = 1; n <= maxLogLines + 10; n += 1) log(`line ${n}`)
          },
        },
      ],
      { onLog: (_, lines) => void told.push(...lines) },
    )
    const { lines, dropped } = engine.log(job.id)
    expect(lines).toHaveLength(maxLogLines)
    expect(dropped).toBe(10)
    expect(lines.at(-1)).toMatchObject({
      n: maxLogLines + 10,
      step: 'talk',
      text: `line ${maxLogLines + 10}`,
    })
    expect(told).toHaveLength(maxLogLines + 10)
  })

  it('is seen while it runs, and written within a second though the step goes on', async () => {
    const hold = gate()
    const db = openDb({ path: ':memory:' })
    const told = gate()
    const steps = [
      { name: 'a', run: async (ctx: { log(line: string): void }) => (ctx.log('hello'), hold.opened) },
    ]
    const engine = scriptEngine({ web: steps }, { db, onLog: () => told.open() })
    engine.start()
    const { id } = engine.submit(play('web'))
    while (engine.get(id)?.state === 'queued') await sleep(1)
    expect(engine.log(id).lines).toMatchObject([{ n: 1, text: 'hello' }])
    await told.opened
    expect(db.prepare('SELECT text FROM job_log').all()).toEqual([{ text: 'hello' }])
    hold.open()
    await engine.wait(id)
    expect(engine.log(id).lines).toHaveLength(1)
    expect(() => engine.log('nosuch')).toThrow(/There is no job nosuch/)
  })

  it('is memory that later steps, the undo and the result see', async () => {
    const seen: unknown[] = []
    const { job } = await run([
      { name: 'a', run: async (ctx) => ctx.remember('id', { uuid: 'x' }) },
      { name: 'b', run: async (ctx) => void seen.push(ctx.recall('id'), ctx.recall('other')) },
    ])
    expect(seen).toEqual([{ uuid: 'x' }, undefined])
    expect(job).toMatchObject({ state: 'done', result: { name: 'web', id: { uuid: 'x' } } })
  })
})
