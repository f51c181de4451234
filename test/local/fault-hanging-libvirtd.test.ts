import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { openConsole } from '../../src/cli/console-socket.ts'
import type { Client } from '../../src/cli/client.ts'
import { eventually } from './support/booted-vm.ts'
import type { TestDaemon } from './support/daemon.ts'
import { endOf, mustBeDone, problemsOf, refusalOf } from './support/job-end.ts'
import { openHouse, type RealHouse } from './support/real-house.ts'
import { smallVm } from './support/small-vm.ts'

// libvirtd that hangs instead of dying: its socket takes connections, and nothing is ever answered. Whoever asks gets an answer all the
// same, what changes something ends in words, and when libvirtd goes on, so does Kiste, without a restart of anything.

let house: RealHouse
let daemon: TestDaemon
let client: Client
let bystander: number | undefined

beforeAll(async () => {
  house = await openHouse()
  daemon = await house.start()
  client = daemon.client
  await mustBeDone(client, client.submit('createVm', smallVm('bystander', { start: true })))
  await mustBeDone(client, client.submit('createVm', smallVm('web')))
  bystander = await house.qemuPid('bystander')
})
afterEach(() => goOn())
afterAll(async () => {
  goOn()
  await house.stop()
})

const hang = () => process.kill(house.libvirt.pid(), 'SIGSTOP')
const goOn = () => process.kill(house.libvirt.pid(), 'SIGCONT')

/** Far more than anything here takes, and far less than for ever, which is what a hang takes. */
const limitMs = 60_000
async function answered<T>(what: string, work: Promise<T>): Promise<T> {
  const silence = new AbortController()
  const tooLate = sleep(limitMs, undefined, { signal: silence.signal }).then(() => {
    throw new Error(`${what} is not answered within ${limitMs / 1000} s`)
  })
  tooLate.catch(() => undefined)
  try {
    return await Promise.race([work, tooLate])
  } finally {
    silence.abort()
  }
}

const web = { params: { vm: 'web' } }
const libvirtState = async () => (await client.call('getInventory', {})).host.libvirt.state
const noticed = () =>
  eventually('the hang is noticed', async () => (await libvirtState()) === 'disconnected', limitMs)

/** Everything that only looks, and that can be told without libvirt. */
async function looks(): Promise<Record<string, unknown>> {
  const started: Record<string, Promise<unknown>> = {
    inventory: client.call('getInventory', {}),
    vms: client.call('listVms', {}),
    vm: client.call('getVm', web),
    log: client.call('getVmLog', { ...web, query: {} }),
    host: client.call('getHost', {}),
    doctor: client.call('getDoctor', {}),
    images: client.call('listImages', {}),
    catalogue: client.call('listCatalogue', {}),
    bin: client.call('listBin', {}),
    jobs: client.call('listJobs', { query: {} }),
    health: client.call('health', {}),
  }
  const entries = Object.entries(started).map(
    async ([name, work]) => [name, await answered(name, work)] as const,
  )
  return Object.fromEntries(await Promise.all(entries))
}

/** All is as if nothing had been, and what is wished is done. */
async function recovers(): Promise<void> {
  goOn()
  await eventually('it is connected again', async () => (await libvirtState()) === 'connected', limitMs)
  expect(await house.qemuPid('bystander')).toBe(bystander)
  const vms = await client.call('listVms', {})
  expect(vms.map(({ name }) => name).toSorted()).toEqual(['bystander', 'web'])
  for (const vm of vms) expect(vm).not.toHaveProperty('stale')
  expect((await client.call('getDoctor', {})).checks.find(({ id }) => id === 'libvirt')).toMatchObject({
    state: 'ok',
  })
  await mustBeDone(client, client.submit('startVm', { ...web, body: {} }))
  await mustBeDone(client, client.submit('stopVm', { ...web, body: { force: 'now' } }))
}

test('everything that looks is answered, at first and when it is known; then it goes on', async () => {
  hang()
  // Nobody knows yet; a sign of life is asked for by who examines the host, and by who asks libvirt.
  const first = await looks()
  expect(first['doctor']).toMatchObject({
    verdict: 'fail',
    checks: expect.arrayContaining([
      expect.objectContaining({
        id: 'libvirt',
        state: 'fail',
        detail: expect.stringContaining('libvirt does not answer') as string,
      }),
    ]) as unknown,
  })
  expect(first['vm']).toMatchObject({
    name: 'web',
    stale: { because: expect.stringContaining('does not answer') as string },
  })
  await noticed()
  const then = await looks()
  expect(then['inventory']).toMatchObject({ host: { libvirt: { state: 'disconnected' } } })
  expect(then['vms']).toMatchObject(
    ['bystander', 'web'].map((name) => ({ name, stale: { because: expect.any(String) as string } })),
  )
  expect(then['vm']).toMatchObject({
    status: { state: 'stopped' },
    stale: {},
    diskSizes: [{ target: 'vda' }],
  })
  expect(then['doctor']).toMatchObject({ verdict: 'fail' })
  await recovers()
})

test('changes are refused, before it is noticed and after', async () => {
  hang()
  for (const time of ['before', 'after']) {
    const [problem] = await answered(time, refusalOf(client.submit('startVm', { ...web, body: {} })))
    expect(problem, time).toMatchObject({ code: 'libvirt_unavailable' })
    expect(problem?.message, time).toMatch(/does not answer/)
    await noticed()
  }
  expect(await client.call('listJobs', { query: { open: true } })).toEqual([])
  await recovers()
})

test('a job under way ends, undone or with what is left, and says why', async () => {
  await mustBeDone(client, client.submit('startVm', { ...web, body: {} }))
  // Asks every quarter of a second whether it is off, which this guest, without a system, never is.
  const job = await client.submit('stopVm', { ...web, body: { timeoutSeconds: 300 } })
  await eventually('it asks', async () => {
    const now = await client.call('getJob', { params: { job: job.id } })
    return now.state === 'running' && 'progress' in now
  })
  hang()
  const ended = await endOf(client, job, 180_000)
  expect(['undone', 'failed']).toContain(ended.state)
  for (const problem of problemsOf(ended)) {
    expect(['libvirt_unavailable', 'outcome_unknown']).toContain(problem.code)
    expect(problem.message).toMatch(/libvirt/)
  }
  goOn()
  await eventually('it is connected again', async () => (await libvirtState()) === 'connected', limitMs)
  await mustBeDone(client, client.submit('stopVm', { ...web, body: { force: 'now' } }))
  await recovers()
})

test('a call without a limit of its own ends: a start, and a console that is open', async () => {
  const console = await openConsole(daemon.socketPath, 'bystander')
  const consoleEnds = new Promise((resolve) => console.onEnd(resolve))
  const job = await client.submit('startVm', { ...web, body: {} })
  hang()
  await answered('the console', consoleEnds)
  const ended = await endOf(client, job, 180_000)
  goOn()
  await eventually('it is connected again', async () => (await libvirtState()) === 'connected', limitMs)
  // However far the start had come when libvirtd stopped, it ended in words.
  const messages = ended.state === 'done' ? [] : problemsOf(ended).map(({ message }) => message)
  for (const message of messages) expect(message).toMatch(/libvirt/)
  const state = async () => (await client.call('getVm', web)).status.state
  await expect.poll(state, { timeout: limitMs }).toMatch(/running|stopped/)
  if ((await state()) === 'running')
    await mustBeDone(client, client.submit('stopVm', { ...web, body: { force: 'now' } }))
  await recovers()
})

test('a daemon starts beside a libvirtd that hangs, and is told to stop, too', async () => {
  hang()
  await answered('the stop', daemon.stop())
  expect(await daemon.ended).toEqual({ code: 0, signal: null })
  daemon = await answered('the start', house.start())
  client = daemon.client
  expect(await libvirtState()).toBe('disconnected')
  expect(await refusalOf(answered('the list', client.call('listVms', {})))).toMatchObject([
    { code: 'libvirt_unavailable' },
  ])
  await recovers()
})
