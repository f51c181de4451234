import { jobDeps } from './testing/fresh-keepers.ts'
import { randomUUID } from 'node:crypto'
import { Readable } from 'node:stream'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { afterEach, expect, test } from 'vitest'
import { openDb } from '../db/open-db.ts'
import type { Job } from '../domain/job.ts'
import { createFakeHost, type FakeHost } from '../host/fake/fake-host.ts'
import { createJobEngine } from '../jobs/engine.ts'
import type { JobEngine } from '../jobs/job-engine.ts'
import { importImage } from './images.ts'
import { jobKinds } from './job-kinds.ts'
import { reconcileUploads } from './reconcile-uploads.ts'
import { createUploads } from './uploads/create-uploads.ts'
import { steadyDeps } from './testing/record-plan.ts'

const days = 86_400_000
const today = new Date('2026-11-22T20:00:00.000Z')

const hosts: FakeHost[] = []
// What was sent lies in files until its host is closed.
afterEach(async () => {
  for (const host of hosts.splice(0)) await host.close()
})

function house() {
  const host = createFakeHost({ seedData: 'demo', clock: () => today })
  hosts.push(host)
  let db = openDb({ path: ':memory:' })
  const engineOn = (): JobEngine =>
    createJobEngine({
      db,
      kinds: jobKinds,
      deps: jobDeps(host),
      retryDelaysMs: [0, 0, 0],
    })
  let engine = engineOn()
  const pieces = createUploads({ host, randomUuid: randomUUID })
  const send = (text: string) =>
    host.images.upload(Readable.from([Buffer.from(text)]), {
      name: 'disk.raw',
      signal: new AbortController().signal,
    })
  return {
    host,
    send,
    pieces,
    get engine() {
      return engine
    },
    async submit(upload: string, id = 'mine'): Promise<Job> {
      return (await importImage(steadyDeps(host, engine), { id, upload })).submit('test')
    },
    /** Starts the engine, and stops watching in the middle of the import. */
    async begin(job: Job) {
      engine.start()
      while (engine.get(job.id)?.state === 'queued') await nextTurn()
      expect(engine.get(job.id)?.state).toBe('running')
    },
    /** As kill -9 and a new daemon. */
    restart() {
      engine.abandon()
      db = openDb({ path: ':memory:', content: db.serialize() })
      engine = engineOn()
    },
    reconcile: (laterMs = 0) =>
      reconcileUploads({ host, uploads: pieces, engine, now: () => new Date(today.getTime() + laterMs) }),
    uploads: async () => (await host.images.uploads()).map(({ id }) => id),
  }
}

test('an upload goes when its import was cancelled before it began', async () => {
  const { submit, send, engine, reconcile, uploads } = house()
  const job = await submit(await send('content'))
  expect(engine.cancel(job.id).state).toBe('undone')
  await reconcile()
  expect(await uploads()).toEqual([])
})

test('an upload goes when its import was cancelled under way', async () => {
  const { submit, send, begin, engine, reconcile, uploads } = house()
  const upload = await send('content')
  const job = await submit(upload)
  await begin(job)
  engine.cancel(job.id)
  await reconcile()
  expect(await uploads()).toEqual([upload])
  expect((await engine.wait(job.id)).state).toBe('undone')
  await reconcile()
  expect(await uploads()).toEqual([])
})

test.each([
  ['is no image', '<html>', undefined],
  ['cannot be taken now', 'content', { code: 'no_space', message: 'The disk is full.' } as const],
])('an upload that %s goes when its import was undone', async (_, content, problem) => {
  const { host, submit, send, engine, reconcile, uploads } = house()
  if (problem) host.failNext('images.import', problem)
  const job = await submit(await send(content))
  engine.start()
  expect((await engine.wait(job.id)).state).toBe('undone')
  await reconcile()
  expect(await uploads()).toEqual([])
})

test('an upload goes when its import failed and left something', async () => {
  const { host, submit, send, engine, reconcile, uploads } = house()
  const broken = { code: 'host_failed', message: 'The disk is broken.' } as const
  host.failNext('images.import', broken)
  for (let tries = 0; tries < 4; tries++) host.failNext('images.remove', broken)
  const job = await submit(await send('content'))
  engine.start()
  expect((await engine.wait(job.id)).state).toBe('failed')
  await reconcile()
  expect(await uploads()).toEqual([])
})

test('what a crash left between the image and the end of the job goes after the restart', async () => {
  const home = house()
  const upload = await home.send('content')
  const job = await home.submit(upload)
  home.engine.start()
  await home.engine.wait(job.id)
  home.restart()
  // The image was there when the job was taken up again, so nothing used the upload up.
  const dropped: string[] = []
  const images = {
    ...home.host.images,
    uploads: async () => [{ id: upload, sentAt: today.toISOString() }],
    dropUpload: async (id: string) => void dropped.push(id),
  }
  await reconcileUploads({ host: { images }, uploads: home.pieces, engine: home.engine, now: () => today })
  expect(dropped).toEqual([upload])
})

test('the upload of a job that was killed is there when the job is taken up again, however late', async () => {
  const home = house()
  const upload = await home.send('content')
  const job = await home.submit(upload)
  await home.begin(job)
  home.restart()
  await home.reconcile(30 * days)
  expect(await home.uploads()).toEqual([upload])
  home.engine.start()
  expect((await home.engine.wait(job.id)).state).toBe('done')
  expect(await home.uploads()).toEqual([])
  expect(await home.host.images.get('mine')).toBeDefined()
})

test('one that nobody imports waits for a week', async () => {
  const { send, reconcile, uploads } = house()
  const upload = await send('content')
  await reconcile(6 * days)
  expect(await uploads()).toEqual([upload])
  await reconcile(8 * days)
  expect(await uploads()).toEqual([])
})

test('one that came in part waits for a week from its last piece', async () => {
  const { pieces, reconcile } = house()
  const { id } = await pieces.begin({ name: 'disk.raw', sizeBytes: 10 })
  await reconcile(6 * days)
  expect(await pieces.list()).toHaveLength(1)
  await reconcile(8 * days)
  expect(await pieces.list()).toEqual([])
  await expect(pieces.get(id)).rejects.toThrow('There is no upload')
})
