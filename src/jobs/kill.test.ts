import { execFile, spawn } from 'node:child_process'
import { mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openDb } from '../db/open-db.ts'
import type { FinishedJob } from '../domain/job.ts'
import { createJobEngine } from './engine.ts'
import type { FaultMoment } from './job-engine.ts'
import type { CrashOrder } from './testing/crash-child.ts'
import { filesIn, makeBox, purgeBox, readWorld } from './testing/file-world.ts'

// Compiled once: the small daemon starts some thirty times, and a TypeScript loader would take most of that time.
// The checkout may not be written, so it lies elsewhere, with a link to the packages it depends on.
const root = join(import.meta.dirname, '../..')
let place = ''
let compiled = ''

beforeAll(async () => {
  place = await mkdtemp(join(tmpdir(), 'kiste-kill-test-'))
  compiled = join(place, 'dist')
  await symlink(join(root, 'node_modules'), join(place, 'node_modules'))
  await writeFile(join(place, 'package.json'), JSON.stringify({ type: 'module' }))
  const source = join(import.meta.dirname, 'testing/crash-child.ts')
  const options = [
    '--module',
    'nodenext',
    '--target',
    'es2023',
    '--rewriteRelativeImportExtensions',
    '--noCheck',
  ]
  const folders = ['--rootDir', join(root, 'src'), '--outDir', compiled]
  const tsc = [
    join(root, 'node_modules/typescript/bin/tsc'),
    '--ignoreConfig',
    ...options,
    ...folders,
    source,
  ]
  await promisify(execFile)(process.execPath, tsc, { cwd: root })
}, 60_000)

afterAll(() => rm(place, { recursive: true, force: true }))

interface House {
  readonly db: string
  readonly world: string
}

async function withHouse<T>(use: (house: House) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'kiste-kill-'))
  const house = { db: join(folder, 'state/kiste.db'), world: join(folder, 'world') }
  const files = filesIn(house.world)
  await files.makeFolder('list')
  try {
    return await use(house)
  } finally {
    await rm(folder, { recursive: true })
  }
}

/** Runs the small daemon until it is killed, by itself or after a while. */
async function runUntilKilled({ db, world }: House, order: CrashOrder, killAfterMs?: number): Promise<void> {
  const child = join(compiled, 'jobs/testing/crash-child.js')
  const daemon = spawn(process.execPath, [child, db, world, JSON.stringify(order)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  if (killAfterMs !== undefined)
    daemon.stdout.once('data', () => void sleep(killAfterMs).then(() => daemon.kill('SIGKILL')))
  const signal = await new Promise((resolve) => daemon.once('close', (_code, signal) => resolve(signal)))
  if (killAfterMs === undefined) expect(signal).toBe('SIGKILL')
}

/** What the next daemon makes of it. */
async function restart({ db: path, world }: House): Promise<FinishedJob[]> {
  const db = openDb({ path })
  const engine = createJobEngine({
    db,
    kinds: [makeBox, purgeBox],
    deps: { files: filesIn(world) },
    retryDelaysMs: [0],
  })
  engine.start()
  const jobs = await Promise.all(engine.list({ limit: 1_000 }).map((job) => engine.wait(job.id)))
  await engine.stop()
  db.close()
  return jobs
}

const moments = (stepIndices: readonly number[], names: readonly FaultMoment[]) =>
  stepIndices.flatMap((stepIndex) => names.map((moment) => ({ stepIndex, moment })))

const forward: readonly FaultMoment[] = ['before-step', 'after-run', 'after-journal']
const backward: readonly FaultMoment[] = ['before-undo', 'after-undo']
const made = { list: '<folder>', 'list/web': '<id>', web: '<folder>', 'web/id': '<id>' }
const nothing = { list: '<folder>' }

describe('a daemon killed with SIGKILL', { timeout: 60_000 }, () => {
  it.concurrent.each(moments([0, 1, 2, 3], forward))(
    '$moment of step $stepIndex: the job is done',
    (killAt) =>
      withHouse(async (house) => {
        await runUntilKilled(house, { kind: 'box.make', names: ['web'], killAt })
        expect(await restart(house)).toMatchObject([{ state: 'done', result: { name: 'web' } }])
        expect(await readWorld(house.world)).toEqual(made)
      }),
  )

  it.concurrent.each(moments([0, 1, 2], backward))(
    '$moment of step $stepIndex: the job is undone',
    (killAt) =>
      withHouse(async (house) => {
        await runUntilKilled(house, { kind: 'box.make', names: ['web'], failAt: 2, killAt })
        expect(await restart(house)).toMatchObject([
          { state: 'undone', because: { why: 'failed', step: 'List it' } },
        ])
        expect(await readWorld(house.world)).toEqual(nothing)
      }),
  )

  it.concurrent.each(moments([0, 1, 2], forward))(
    '$moment of step $stepIndex of a purge: it is done',
    (killAt) =>
      withHouse(async (house) => {
        const files = filesIn(house.world)
        await files.makeFolder('web')
        await runUntilKilled(house, { kind: 'box.purge', names: ['web'], killAt })
        expect(await restart(house)).toMatchObject([{ state: 'done' }])
        expect(await readWorld(house.world)).toEqual(nothing)
      }),
  )

  it.concurrent('at any time, three times over: every job is done', () =>
    withHouse(async (house) => {
      const names = Array.from({ length: 40 }, (_, n) => `box-${n}`)
      for (let round = 0; round < 3; round += 1) {
        const mine = names.filter((_, n) => n % 3 === round)
        await runUntilKilled(house, { kind: 'box.make', names: mine }, Math.random() * 40)
      }
      const jobs = await restart(house)
      expect(jobs).toHaveLength(40)
      expect(jobs.filter((job) => job.state !== 'done')).toEqual([])
      const world = await readWorld(house.world)
      expect(names.filter((name) => world[`${name}/id`] !== '<id>')).toEqual([])
    }))
})
