import { execFile, spawn, type ChildProcess } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { JobAnswer } from '../../src/contract/schemas/job.ts'
import type { TestDaemon } from './support/daemon.ts'
import { whereIs } from './support/enter-namespace.ts'
import { endOf, mustBeDone, problemsOf, refusalOf } from './support/job-end.ts'
import { filesIn, openHouse, type RealHouse } from './support/real-house.ts'
import { fillUp, withSmallDisk } from './support/small-disk.ts'
import { smallVm } from './support/small-vm.ts'
import { watchEvents } from './support/watch-events.ts'

// A disk that is full. It is a small one of the daemon's own, which libvirt, being outside, does not see: so no VM is started here.

const MiB = 2 ** 20
const sizeMiB = 24
const page = 4096
const vm = (name: string) => smallVm(name, { diskBytes: 16 * MiB })

let house: RealHouse
let daemon: TestDaemon
/** The folder that is a small disk, as it is seen from here. */
let small: string

beforeAll(async () => {
  house = await openHouse()
})
afterAll(() => house.stop())

async function startWithSmallDisk(folder: string, name: string): Promise<void> {
  const path = join(house.home, folder)
  await mkdir(path, { recursive: true })
  daemon = await house.start({ within: withSmallDisk(path, sizeMiB) })
  small = `/proc/${daemon.pid}/root${path}`
  await mustBeDone(daemon.client, daemon.client.submit('createVm', vm(name)))
}

/** Runs qemu-io on a VM's disk where the daemon is, since a disk names the one it stands on by its path there. */
async function qemuIo(name: string, ...commands: readonly string[]): Promise<string> {
  const path = join(house.store, name, 'root.qcow2')
  const there = ['-t', String(daemon.pid), '-U', '-m', '--preserve-credentials', '--']
  const words = commands.flatMap((command) => ['-c', command])
  const { stdout } = await promisify(execFile)('nsenter', [
    ...there,
    'qemu-io',
    '-f',
    'qcow2',
    ...words,
    path,
  ])
  return stdout
}

async function withRoomFor<T>(leaveBytes: number, act: () => Promise<T>): Promise<T> {
  const free = await fillUp(small, leaveBytes)
  try {
    return await act()
  } finally {
    await free()
  }
}

const isWhole = async (name: string) =>
  !(await qemuIo(name, 'read -P 0x77 0 1M', 'read -P 0x77 14M 1M')).includes('verification failed')

describe('of the store', () => {
  // What a VM and a clone of it that never came to be would have shared stays one of the VM's two layers; the next clone uses it.
  const remains = async () => ({
    domains: (await house.remains()).domains,
    files: (await filesIn(small)).filter((file) => !file.startsWith('.bases/')),
  })

  beforeAll(async () => {
    await startWithSmallDisk('state/store', 'web')
    await qemuIo('web', ...[0, 2, 4, 6, 8, 10, 12, 14].map((at) => `write -P 0x77 ${at}M 1M`))
  })
  afterAll(() => daemon.stop())

  // An empty qcow2 disk takes 48, so around that it is the definition that finds no room.
  const roomInPages = [0, 1, 2, 24, 48, 49, 50, 51, 52, 56, 64, 80, 96, 112, 128]

  /** Does it with ever more room until there is enough; returns the steps it failed at. */
  async function pageByPage(submit: () => Promise<JobAnswer>): Promise<readonly string[]> {
    const failedAt: string[] = []
    for (const pages of roomInPages) {
      const before = await remains()
      const ended = await withRoomFor(pages * page, async () => endOf(daemon.client, await submit()))
      expect(await isWhole('web')).toBe(true)
      if (ended.state === 'done') return failedAt
      expect(ended).toMatchObject({ state: 'undone', because: { why: 'failed' } })
      expect(problemsOf(ended)).toMatchObject([{ code: 'no_space', object: { type: 'file' } }])
      expect(problemsOf(ended)[0]?.message).toMatch(/store\/(?:new|web).*no space is left there/)
      expect(await remains()).toEqual(before)
      failedAt.push(
        ended.state === 'undone' && ended.because.why === 'failed' ? (ended.because.step ?? '') : '',
      )
    }
    throw new Error('there was never enough room')
  }

  test('create is undone wherever it gets full', async () => {
    const failedAt = await pageByPage(() => daemon.client.submit('createVm', vm('new')))
    expect(failedAt).toContain('Make its place in the store local')
    expect(failedAt).toContain('Make an empty disk of 16 MiB')
    const params = { vm: 'new' }
    await mustBeDone(daemon.client, daemon.client.submit('deleteVm', { params, query: { now: true } }))
  })

  test('a linked clone is undone wherever it gets full, and its source is whole', async () => {
    const wish = { params: { vm: 'web' }, body: { name: 'new' } }
    const failedAt = await pageByPage(() => daemon.client.submit('cloneVm', wish))
    expect(failedAt).toContain('Share the disk root')
    expect(await isWhole('new')).toBe(true)
    expect((await filesIn(small)).filter((file) => file.startsWith('.bases/'))).toHaveLength(1)
    const params = { vm: 'new' }
    await mustBeDone(daemon.client, daemon.client.submit('deleteVm', { params, query: { now: true } }))
  })

  test('a full clone is not even begun', async () => {
    const before = await remains()
    const wish = { params: { vm: 'web' }, body: { name: 'new', how: 'full' } } as const
    const ended = await withRoomFor(4 * MiB, async () =>
      endOf(daemon.client, await daemon.client.submit('cloneVm', wish)),
    )
    expect(ended.state).toBe('undone')
    expect(problemsOf(ended)).toMatchObject([{ code: 'no_space', object: { type: 'store' } }])
    expect(problemsOf(ended)[0]?.message).toMatch(/A copy of .*web\/root\.qcow2 needs .* free/)
    expect(await remains()).toEqual(before)
  })

  test.each([true, false])('an upload leaves nothing (its size announced: %s)', async (announced) => {
    const before = await remains()
    const sizeBytes = 4 * MiB
    const stream = Readable.from([randomBytes(sizeBytes)])
    const content = { stream, ...(announced ? { sizeBytes } : {}) }
    const send = () => daemon.client.call('uploadImage', { query: { name: 'big.qcow2' } }, { content })
    expect(await withRoomFor(2 * MiB, () => refusalOf(send()))).toMatchObject([{ code: 'no_space' }])
    expect(await remains()).toEqual(before)
  })
})

describe('of the journal', () => {
  beforeAll(() => startWithSmallDisk('state', 'other'))
  afterAll(() => daemon.stop())

  test('refuses what is new; what is under way waits, and goes on by itself when there is room', async () => {
    const { client } = daemon
    const wish = { params: { vm: 'other' }, body: { name: 'copy' } }
    expect(await withRoomFor(0, () => refusalOf(client.submit('cloneVm', wish)))).toMatchObject([
      { code: 'no_space', object: { type: 'file', name: join(house.home, 'state/kiste.db') } },
    ])
    expect(await client.call('listJobs', { query: { open: true } })).toEqual([])

    // Room for the first entries in the journal, and not for the last.
    const events = await watchEvents(client)
    const since = performance.now()
    const full = { code: 'no_space', object: { type: 'file', name: join(house.home, 'state/kiste.db') } }
    const submitted = await withRoomFor(8 * page, async () => {
      const job = await client.submit('cloneVm', wish)
      const now = () => client.call('getJob', { params: { job: job.id } })
      await expect.poll(now, { timeout: 10_000 }).toMatchObject({ held: { problems: [full] } })
      expect(['queued', 'running']).toContain((await now()).state)
      // Everywhere that a job is shown: by itself, in lists, as an event, in its log.
      const list = await client.call('listJobs', { query: { open: true } })
      expect(list).toMatchObject([{ id: job.id, held: { problems: [full] } }])
      const { jobs } = await client.call('getInventory', {})
      expect(jobs.find(({ id }) => id === job.id)).toMatchObject({ held: { problems: [full] } })
      await events.next(since, (event) => event.type === 'job' && 'held' in event.job, 10_000)
      const { lines } = await client.call('getJobLog', { params: { job: job.id } })
      expect(lines.at(-1)?.text).toMatch(/holds still until .*kiste\.db .*the disk it lies on is full/)
      expect(await refusalOf(client.call('cancelJob', { params: { job: job.id } }))).toMatchObject([full])
      return job
    })
    const ended = await endOf(client, submitted)
    expect(ended).toMatchObject({ state: 'done' })
    expect(ended).not.toHaveProperty('held')
    events.stop()
    const { lines } = await client.call('getJobLog', { params: { job: submitted.id } })
    expect(lines.map(({ text }) => text)).toContain('The journal can be written again, so this job goes on.')
  })
})

describe('of the journal, with a daemon that is killed', () => {
  let holder: ChildProcess | undefined
  afterAll(async () => {
    await daemon.stop()
    holder?.kill()
  })

  test('it starts all the same, says what it waits for, and takes the job up when there is room', async () => {
    const path = join(house.home, 'state')
    await rm(path, { recursive: true })
    await mkdir(path)
    // Somebody else keeps the small disk, so that it outlives the daemon.
    const [unshare, ...words] = [...withSmallDisk(path, sizeMiB), 'sh', '-c', 'echo there; exec sleep 3600']
    holder = spawn(unshare, words, { stdio: ['ignore', 'pipe', 'inherit'] })
    await once(holder.stdout ?? holder, 'data')
    small = `/proc/${holder.pid}/root${path}`
    const within = whereIs(holder.pid ?? -1)
    daemon = await house.start({ within, fault: 'vm.create:2:before-step' })
    const { id } = await daemon.client.submit('createVm', vm('third'))
    expect(await daemon.ended).toMatchObject({ signal: 'SIGKILL' })

    await withRoomFor(0, async () => {
      daemon = await house.start({ within })
      const job = await daemon.client.call('getJob', { params: { job: id } })
      expect(job).toMatchObject({ state: 'running', held: { problems: [{ code: 'no_space' }] } })
      expect(await refusalOf(daemon.client.submit('createVm', vm('more')))).toMatchObject([
        { code: 'no_space', object: { type: 'file' } },
      ])
    })
    expect(await endOf(daemon.client, { id })).toMatchObject({ state: 'done' })
  })
})
