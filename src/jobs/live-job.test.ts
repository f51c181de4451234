import { setTimeout as sleep } from 'node:timers/promises'
import { expect, it } from 'vitest'
import { openDb } from '../db/open-db.ts'
import type { Db } from '../db/open-db.ts'
import type { Job } from '../domain/job.ts'
import { gate, play, recorder, scriptEngine } from './testing/scripted.ts'

/** SQLite's own "disk full", without filling a disk. */
function fillDisk(db: Db, ...on: readonly ('UPDATE' | 'DELETE')[]): () => void {
  const events = on.length > 0 ? on : (['UPDATE'] as const)
  db.exec('CREATE TABLE IF NOT EXISTS filler (bytes BLOB); INSERT INTO filler VALUES (zeroblob(100000))')
  db.pragma(`max_page_count = ${db.pragma('page_count', { simple: true }) as number}`)
  for (const event of events)
    db.exec(
      `CREATE TRIGGER full_${event} BEFORE ${event} ON jobs BEGIN INSERT INTO filler VALUES (zeroblob(200000)); END`,
    )
  return () => {
    for (const event of events) db.exec(`DROP TRIGGER full_${event}`)
    db.exec('DELETE FROM filler')
    db.pragma('max_page_count = 1000000')
  }
}

it(
  'holds a job still while the journal cannot be written, and goes on when it can',
  { timeout: 15_000 },
  async () => {
    const db = openDb({ path: ':memory:' })
    const { said, step } = recorder()
    const trouble = gate()
    const reached = gate()
    const hold = gate()
    const troubles: string[] = []
    const first = step('a', { run: async () => (reached.open(), hold.opened) })
    const engine = scriptEngine(
      { web: [first, step('b')] },
      {
        db,
        onTrouble(message, error) {
          troubles.push(`${message} ${String(error)}`)
          trouble.open()
        },
      },
    )
    engine.start()
    const { id } = engine.submit(play('web'))
    await reached.opened
    const makeRoom = fillDisk(db)
    hold.open()
    await trouble.opened
    expect(troubles[0]).toContain(`Job ${id} waits, because its journal cannot be written.`)
    expect(troubles[0]).toContain('the disk it lies on is full')
    expect(engine.get(id)).toMatchObject({ state: 'running', step: 'a' })
    expect(said).toEqual(['run a'])
    expect(() => engine.cancel(id)).toThrow(/the disk it lies on is full/)
    makeRoom()
    expect(await engine.wait(id)).toMatchObject({ state: 'done' })
    expect(said).toEqual(['run a', 'run b'])
  },
)

it('tells that it holds still, since when and why, once, and when it goes on', async () => {
  const db = openDb({ path: ':memory:' })
  const { step } = recorder()
  const seen: Job[] = []
  const troubles: string[] = []
  let makeRoom: () => void = () => undefined
  const first = step('a', { run: async () => void (makeRoom = fillDisk(db)) })
  let tries = 0
  const clock = { now: () => new Date(Date.UTC(2026, 0, 1) + tries++) }
  const engine = scriptEngine(
    { web: [first, step('b')] },
    {
      db,
      clock,
      journalRetryMs: 1,
      onChange: (job) => void seen.push(job),
      onTrouble: (message) => void troubles.push(message),
    },
  )
  engine.start()
  const { id } = engine.submit(play('web'))
  const heldNow = () => {
    const job = engine.get(id)
    return job && 'held' in job ? job.held : undefined
  }
  await expect.poll(heldNow).toBeDefined()
  const held = heldNow()
  expect(held).toMatchObject({
    since: expect.stringMatching(/^2026-01-01T/) as string,
    problems: [{ code: 'no_space', hint: expect.stringContaining('Free some space') as string }],
  })
  expect(held?.problems[0].message).toContain('SQLITE_FULL')
  expect(engine.list({ state: 'running' })).toMatchObject([{ id, state: 'running', step: 'a', held }])
  const texts = () => engine.log(id).lines.map(({ text }) => text)
  expect(texts()).toEqual([expect.stringMatching(/^This job holds still .*the disk it lies on is full/)])
  // So long that it has tried many times.
  await sleep(100)
  expect(heldNow()).toEqual(held)
  expect(seen.filter((job) => 'held' in job && job.held)).toEqual([{ ...engine.get(id), held }])
  expect(troubles).toEqual([
    `Job ${id} waits, because its journal cannot be written.`,
    // Once, too, although the log is tried with each of its lines.
    ...troubles.slice(1, 2),
  ])

  makeRoom()
  expect(await engine.wait(id)).toMatchObject({ state: 'done' })
  expect(seen.at(-1)).not.toHaveProperty('held')
  expect(texts().slice(1)).toEqual(['The journal can be written again, so this job goes on.'])
})

it('holds still before its first step, too, and when it is to turn back', async () => {
  const db = openDb({ path: ':memory:' })
  const { said, step } = recorder()
  let makeRoom: () => void = () => undefined
  const first = step('a', {
    async run() {
      makeRoom = fillDisk(db)
      throw new Error('no')
    },
  })
  const engine = scriptEngine(
    { web: [first], db: [step('b')] },
    { db, journalRetryMs: 1, onTrouble: () => undefined },
  )
  const waiting = engine.submit(play('db', ['vm:web']))
  const { id } = engine.submit(play('web'))
  const makeRoomForFirst = fillDisk(db)
  engine.start()
  await expect.poll(() => engine.get(waiting.id)).toMatchObject({ state: 'queued', held: {} })
  makeRoomForFirst()
  await expect.poll(() => engine.get(id)).toMatchObject({ state: 'running', held: {} })
  expect(engine.get(waiting.id)).toMatchObject({ state: 'done' })
  makeRoom()
  expect(await engine.wait(id)).toMatchObject({ state: 'undone', because: { why: 'failed', step: 'a' } })
  expect(said).toEqual(['run b', 'run a', 'undo a'])
})

it('is left as the journal has it when the daemon stops meanwhile', async () => {
  const db = openDb({ path: ':memory:' })
  const { said, step } = recorder()
  let makeRoom: () => void = () => undefined
  const first = step('a', { run: async () => void (makeRoom = fillDisk(db)) })
  const scripts = { web: [first, step('b')] }
  const engine = scriptEngine(scripts, { db, onTrouble: () => undefined })
  engine.start()
  const { id } = engine.submit(play('web'))
  await expect.poll(() => engine.get(id)).toMatchObject({ held: {} })
  await engine.stop()

  // The next daemon starts on a full disk, holds still, and goes on when there is room.
  const again = scriptEngine(
    { web: [step('a'), step('b')] },
    { db, journalRetryMs: 1, onTrouble: () => undefined },
  )
  again.start()
  expect(again.get(id)).toMatchObject({ state: 'running', step: 'a', held: {} })
  await sleep(20)
  expect(said).toEqual(['run a'])
  makeRoom()
  expect(await again.wait(id)).toMatchObject({ state: 'done' })
  expect(said).toEqual(['run a', 'run a', 'run b'])
})

it('starts although neither the history can be pruned nor an unreadable job be ended', async () => {
  const db = openDb({ path: ':memory:' })
  const { step } = recorder()
  const reached = gate()
  const hang = step('a', { run: () => (reached.open(), new Promise<void>(() => undefined)) })
  const engine = scriptEngine({ web: [step('0'), hang] }, { db })
  engine.start()
  await engine.wait(engine.submit({ kind: 'test.script', plan: { name: 'none' } }).id)
  const { id } = engine.submit(play('web'))
  await reached.opened
  engine.abandon()
  const makeRoom = fillDisk(db, 'UPDATE', 'DELETE')
  const troubles: string[] = []
  const later = { now: () => new Date(Date.now() + 100 * 86_400_000) }
  const onTrouble = (message: string) => void troubles.push(message)
  const again = scriptEngine({ web: [step('other')] }, { db, clock: later, onTrouble })
  again.start()
  expect(troubles).toEqual(['The history of jobs cannot be pruned.', `Job ${id} is left for the next start.`])
  await again.stop()
  makeRoom()
  const third = scriptEngine({ web: [step('other')] }, { db })
  third.start()
  expect(third.get(id)).toMatchObject({ state: 'failed' })
})

it('fails the step whose memory cannot be written', { timeout: 15_000 }, async () => {
  const db = openDb({ path: ':memory:' })
  const { said, step } = recorder()
  let makeRoom: () => void = () => undefined
  const engine = scriptEngine(
    {
      web: [
        step('a', {
          async run(ctx) {
            makeRoom = fillDisk(db)
            void sleep(50).then(() => makeRoom())
            ctx.remember('id', 1)
          },
        }),
      ],
    },
    { db, onTrouble: () => undefined },
  )
  engine.start()
  const job = await engine.wait(engine.submit(play('web')).id)
  expect(job).toMatchObject({ state: 'undone', because: { step: 'a', problems: [{ code: 'no_space' }] } })
  expect(said).toEqual(['run a', 'undo a'])
})

it(
  'cancels although the journal of the step before could not be written yet',
  { timeout: 15_000 },
  async () => {
    const db = openDb({ path: ':memory:' })
    const { said, step } = recorder()
    const trouble = gate()
    let makeRoom: () => void = () => undefined
    const first = step('a', {
      async run() {
        makeRoom = fillDisk(db)
      },
    })
    const engine = scriptEngine({ web: [first, step('b')] }, { db, onTrouble: () => trouble.open() })
    engine.start()
    const { id } = engine.submit(play('web'))
    await trouble.opened
    makeRoom()
    expect(engine.cancel(id).state).toBe('cancelling')
    expect(await engine.wait(id)).toMatchObject({ state: 'undone', because: { why: 'cancelled' } })
    expect(said).toEqual(['run a', 'undo a'])
  },
)
