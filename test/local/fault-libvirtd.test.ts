import { readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import type { Client } from '../../src/cli/client.ts'
import type { JobAnswer } from '../../src/contract/schemas/job.ts'
import { eventually } from './support/booted-vm.ts'
import type { TestDaemon } from './support/daemon.ts'
import { endOf, mustBeDone, problemsOf, refusalOf } from './support/job-end.ts'
import { openHouse, type RealHouse, type Remains } from './support/real-house.ts'
import { smallVm } from './support/small-vm.ts'

// libvirtd killed with -9 in the middle of a job. The job ends, in words; what there is afterwards is what was or what was wished;
// VMs go on.

let house: RealHouse
let daemon: TestDaemon
let bystander: number | undefined

beforeAll(async () => {
  house = await openHouse()
  daemon = await house.start()
  await mustBeDone(daemon.client, daemon.client.submit('createVm', smallVm('bystander', { start: true })))
  bystander = await house.qemuPid('bystander')
})
afterAll(() => house.stop())

interface Case {
  readonly verb: string
  /** How the step begins in which libvirtd is killed. */
  readonly step: string
  readonly running?: boolean
  submit(client: Client): Promise<JobAnswer>
  /** Whether the wish has come true. */
  wished(client: Client): Promise<boolean>
}

const params = { vm: 'web' }
const web = async (client: Client) => (await client.call('listVms', {})).find(({ name }) => name === 'web')
const isThere = async (client: Client, name: string) =>
  (await client.call('listVms', {})).some((vm) => vm.name === name)
const state = async (client: Client) => (await web(client))?.status.state

const cases: readonly Case[] = [
  {
    verb: 'create',
    step: 'Define',
    submit: (client) => client.submit('createVm', smallVm('new', { start: true })),
    wished: (client) => isThere(client, 'new'),
  },
  {
    verb: 'create',
    step: 'Start',
    submit: (client) => client.submit('createVm', smallVm('new', { start: true })),
    wished: (client) => isThere(client, 'new'),
  },
  {
    verb: 'start',
    step: 'Start',
    submit: (client) => client.submit('startVm', { params, body: {} }),
    wished: async (client) => (await state(client)) === 'running',
  },
  {
    verb: 'stop',
    step: 'Pull',
    running: true,
    submit: (client) => client.submit('stopVm', { params, body: { force: 'now' } }),
    wished: async (client) => (await state(client)) === 'stopped',
  },
  {
    verb: 'pause',
    step: 'Hold',
    running: true,
    submit: (client) => client.submit('pauseVm', { params, body: {} }),
    wished: async (client) => (await state(client)) === 'paused',
  },
  {
    verb: 'rename',
    step: 'Forget',
    submit: (client) => client.submit('renameVm', { params, body: { name: 'new' } }),
    wished: (client) => isThere(client, 'new'),
  },
  {
    verb: 'rename',
    step: 'Define',
    submit: (client) => client.submit('renameVm', { params, body: { name: 'new' } }),
    wished: (client) => isThere(client, 'new'),
  },
  {
    verb: 'set',
    step: 'Write',
    submit: (client) => client.submit('setVm', { params, body: { cpus: 2, memoryMiB: 80 } }),
    wished: async (client) => (await web(client))?.memoryMiB === 80,
  },
  {
    verb: 'clone',
    step: 'Define',
    submit: (client) => client.submit('cloneVm', { params, body: { name: 'new' } }),
    wished: (client) => isThere(client, 'new'),
  },
  {
    verb: 'delete',
    step: 'Forget',
    submit: (client) => client.submit('deleteVm', { params }),
    wished: async (client) => !(await isThere(client, 'web')),
  },
]

beforeEach(async () => {
  await mustBeDone(daemon.client, daemon.client.submit('createVm', smallVm('web')))
})
afterEach(async () => {
  const { client } = daemon
  for (const { name, status } of await client.call('listVms', {})) {
    if (name === 'bystander') continue
    const vm = { vm: name }
    if (status.state !== 'stopped' && status.state !== 'crashed')
      await mustBeDone(client, client.submit('stopVm', { params: vm, body: { force: 'now' } }))
    await mustBeDone(client, client.submit('deleteVm', { params: vm, query: { now: true } }))
  }
  for (const { id } of await client.call('listBin', {}))
    await mustBeDone(client, client.submit('purgeFromBin', { params: { entry: id } }))
})

test.each(cases)('libvirtd killed in a step of $verb: $step …', async ({ step, running, submit, wished }) => {
  const { client } = daemon
  if (running === true) await mustBeDone(client, client.submit('startVm', { params, body: {} }))
  const before = await house.remains()
  const job = await submit(client)
  await reaches(job.id, step)
  await house.libvirt.kill()
  await sleep(200)
  await house.libvirt.restart()

  const ended = await endOf(client, job)
  expect(await house.qemuPid('bystander')).toBe(bystander)
  expect(await client.call('getVm', { params: { vm: 'bystander' } })).toMatchObject({
    status: { state: 'running' },
  })
  // Until libvirt is back and looked at, the list is as it was seen last.
  const seen = { timeout: 30_000, interval: 100 }
  if (ended.state === 'done') await expect.poll(() => wished(client), seen).toBe(true)
  else {
    expect(ended.state).toBe('undone')
    for (const { code, message } of problemsOf(ended)) {
      expect(['outcome_unknown', 'libvirt_unavailable']).toContain(code)
      expect(message).toMatch(/web|new/)
    }
    await expect.poll(() => wished(client), seen).toBe(false)
    expect(withoutBases(await house.remains())).toEqual(withoutBases(before))
  }
})

/** A clone that was undone leaves its source on the base that both would have shared: the same bytes, a layer deeper. */
function withoutBases(remains: Remains): Remains {
  return { ...remains, files: remains.files.filter((path) => !path.startsWith('.bases/')) }
}

test('while libvirtd is away, what was seen last is shown, and changes are refused instead of waiting for ever', async () => {
  const { client } = daemon
  await house.libvirt.kill()
  try {
    const told = async () => (await client.call('getInventory', {})).host.libvirt.state === 'disconnected'
    await eventually('the host says so', told, 5_000)
    const { vms } = await client.call('getInventory', {})
    expect(vms.map(({ name }) => name).toSorted()).toEqual(['bystander', 'web'])
    const { verdict, checks } = await client.call('getDoctor', {})
    expect(verdict).toBe('fail')
    expect(checks.find(({ state }) => state === 'fail')?.detail).toContain('libvirt')
    const [problem] = await refusalOf(client.submit('startVm', { params, body: {} }))
    expect(problem).toMatchObject({ code: 'libvirt_unavailable' })
    expect(problem?.message).toContain(house.libvirt.socketPath)
  } finally {
    await house.libvirt.restart()
  }
  await mustBeDone(client, client.submit('startVm', { params, body: {} }))
  expect((await client.call('getHost', {})).libvirt.state).toBe('connected')
})

test('a session libvirtd that is gone is started again by whoever needs it', async () => {
  await daemon.stop()
  daemon = await house.start({ uri: 'qemu:///session' })
  await house.libvirt.kill()
  try {
    await eventually('it is back', async () => {
      const vm = await daemon.client.call('getVm', { params: { vm: 'bystander' } })
      return vm.stale === undefined && vm.status.state === 'running'
    })
    expect(await house.qemuPid('bystander')).toBe(bystander)
  } finally {
    await daemon.stop()
    await endStartedLibvirtd()
    await house.libvirt.restart()
    daemon = await house.start()
  }
})

/** The one that was started on demand, which our private libvirt knows nothing of. */
async function endStartedLibvirtd(): Promise<void> {
  const pidPath = join(house.libvirt.env['XDG_RUNTIME_DIR'] ?? '', 'libvirt', 'libvirtd.pid')
  const pid = Number(await readFile(pidPath, 'utf8'))
  process.kill(pid, 'SIGTERM')
  await eventually('it has ended', async () => {
    try {
      return !process.kill(pid, 0)
    } catch {
      return true
    }
  })
  await rm(house.libvirt.socketPath, { force: true })
}

/** Waits until a step of the job has begun. */
async function reaches(id: string, step: string): Promise<void> {
  await eventually(`the job comes to "${step}"`, async () => {
    const job = await daemon.client.call('getJob', { params: { job: id } })
    return job.steps.some(({ name, state }) => name.startsWith(step) && state !== 'pending')
  })
}
