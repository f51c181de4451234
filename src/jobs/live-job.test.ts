import { setTimeout as sleep } from 'node:timers/promises'
import { expect, it } from 'vitest'
import { openDb } from '../db/open-db.ts'
import type { Db } from '../db/open-db.ts'
import { gate, play, recorder, scriptEngine } from './testing/scripted.ts'

/** SQLite's own "disk full", without filling a disk. */
function fillDisk(db: Db): () => void {
  db.exec('CREATE TABLE IF NOT EXISTS filler (bytes BLOB); INSERT INTO filler VALUES (zeroblob(100000))')
  db.pragma(`max_page_count = ${db.pragma('page_count', { simple: true }) as number}`)
  db.exec(
    'CREATE TRIGGER IF NOT EXISTS full BEFORE UPDATE ON jobs BEGIN INSERT INTO filler VALUES (zeroblob(200000)); END',
  )
  return () => {
    db.exec('DROP TRIGGER full; DELETE FROM filler')
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
