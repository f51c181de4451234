import { stat } from 'node:fs/promises'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Client } from '../../src/cli/client.ts'
import type { JobEndpoint } from '../../src/contract/endpoints.ts'
import { eventually, freePort } from './support/booted-vm.ts'
import { diesAtEveryStep, diesIn } from './support/every-death.ts'
import { endOf, mustBeDone, problemsOf } from './support/job-end.ts'
import { openHouse, type RealHouse, type Remains } from './support/real-house.ts'
import { addImageDisk, holdsBytes, writeBytes } from './support/scratch-store.ts'
import { smallVm } from './support/small-vm.ts'
import { tinyDisk } from './support/tiny-guest.ts'

// The real daemon on real libvirt, killed with -9 before and after every step of one job, again and again until the job is through.
// The tests are one story: each goes on with what the one before left.

// A few seconds; much longer where many tests share a machine.
const bootLimitMs = 200_000

let house: RealHouse
let empty: Remains

beforeAll(async () => {
  house = await openHouse()
  const daemon = await house.start()
  await addImageDisk(house.store, 'tiny', await tinyDisk())
  empty = await house.remains()
  // Somebody else's VM in the same libvirt and one of ours: neither has anything to do with what follows.
  await mustBeDone(daemon.client, daemon.client.submit('createVm', smallVm('bystander', { start: true })))
  await daemon.stop()
})
afterAll(() => house.stop())

/** Also after every death: somebody else's VM runs on. */
async function throughEveryDeath<N extends JobEndpoint>(
  kind: string,
  name: N,
  input: Parameters<typeof diesAtEveryStep<N>>[3],
  check: (client: Client) => Promise<void>,
): Promise<void> {
  await diesAtEveryStep(house, kind, name, input, async (client) => {
    await check(client)
    expect((await client.call('getVm', { params: { vm: 'bystander' } })).status.state).toBe('running')
  })
}

const vmOf = (client: Client, vm: string) => client.call('getVm', { params: { vm } })
const state = async (client: Client, vm: string) => (await vmOf(client, vm)).status.state
const mine = async () => {
  const { domains, processes } = await house.remains()
  return { domains: domains.filter(other), processes: processes.filter(other) }
}
const other = (name: string) => name !== 'bystander'
const disk = (vm: string) => join(house.store, vm, 'root.qcow2')

test('vm.create', async () => {
  const wish = smallVm('web', {
    image: 'tiny',
    diskBytes: 2 ** 30,
    memoryMiB: 160,
    autostart: true,
    start: true,
  })
  await throughEveryDeath('vm.create', 'createVm', wish, async (client) => {
    expect(await vmOf(client, 'web')).toMatchObject({
      status: { state: 'running' },
      autostart: true,
      diskSizes: [{ target: 'vda', virtualSizeBytes: 2 ** 30 }],
    })
    expect(await mine()).toEqual({ domains: ['web'], processes: ['web'] })
  })
})

test('vm.stop, which the guest hears', async () => {
  const daemon = await house.start()
  await eventually(
    'the guest is up',
    async () => {
      const { status } = await vmOf(daemon.client, 'web')
      return status.state === 'running' && status.agent === 'connected'
    },
    bootLimitMs,
  )
  await daemon.stop()
  await throughEveryDeath('vm.stop', 'stopVm', { params: { vm: 'web' }, body: {} }, async (client) => {
    expect(await state(client, 'web')).toBe('stopped')
    expect((await mine()).processes).toEqual([])
  })
})

test('vm.clone, linked', async () => {
  await writeBytes(disk('web'), 0x57, '900M')
  const input = { params: { vm: 'web' }, body: { name: 'copy' } }
  await throughEveryDeath('vm.clone', 'cloneVm', input, async (client) => {
    const [web, copy] = [await vmOf(client, 'web'), await vmOf(client, 'copy')]
    expect(copy.uuid).not.toBe(web.uuid)
    expect(copy.nics[0]?.mac).not.toBe(web.nics[0]?.mac)
    expect(copy.autostart).toBe(false)
    for (const vm of ['web', 'copy']) expect(await holdsBytes(disk(vm), 0x57, '900M'), vm).toBe(true)
    expect((await house.remains()).files.filter((file) => file.startsWith('.bases/'))).toHaveLength(1)
    // Both are overlays that hold nothing of their own yet.
    for (const vm of ['web', 'copy']) expect((await stat(disk(vm))).size).toBeLessThan(2 ** 20)
  })
})

test('vm.rename', async () => {
  const input = { params: { vm: 'copy' }, body: { name: 'second' } }
  await throughEveryDeath('vm.rename', 'renameVm', input, async (client) => {
    expect((await vmOf(client, 'second')).disks[0]?.source).toEqual({ type: 'file', path: disk('second') })
    expect((await mine()).domains.toSorted()).toEqual(['second', 'web'])
    expect(await filesOf('copy')).toEqual([])
    expect(await holdsBytes(disk('second'), 0x57, '900M')).toBe(true)
  })
})

test('vm.delete, into the bin', async () => {
  await throughEveryDeath('vm.delete', 'deleteVm', { params: { vm: 'second' } }, async (client) => {
    expect((await client.call('listBin', {})).map(({ vm }) => vm)).toEqual(['second'])
    expect((await mine()).domains).toEqual(['web'])
    expect(await filesOf('second')).toEqual([])
  })
})

test('bin.restore', async () => {
  const input = { params: { entry: 'second' }, body: { name: 'third' } }
  await throughEveryDeath('bin.restore', 'restoreFromBin', input, async (client) => {
    expect(await client.call('listBin', {})).toEqual([])
    expect((await vmOf(client, 'third')).disks[0]?.source).toEqual({ type: 'file', path: disk('third') })
    expect(await holdsBytes(disk('third'), 0x57, '900M')).toBe(true)
  })
})

test('vm.start, of what was cloned, renamed, deleted and restored', async () => {
  await throughEveryDeath('vm.start', 'startVm', { params: { vm: 'third' }, body: {} }, async (client) => {
    expect(await state(client, 'third')).toBe('running')
    expect((await mine()).processes).toEqual(['third'])
    await eventually(
      'its system is up',
      async () => {
        const { status } = await vmOf(client, 'third')
        return status.state === 'running' && status.agent === 'connected'
      },
      bootLimitMs,
    )
    await mustBeDone(client, client.submit('stopVm', { params: { vm: 'third' }, body: { force: 'now' } }))
  })
})

test('vm.delete --now leaves nothing, and the image as it was', async () => {
  const input = { params: { vm: 'third' }, query: { now: true } }
  await throughEveryDeath('vm.delete', 'deleteVm', input, async (client) => {
    expect(await client.call('listBin', {})).toEqual([])
    await mustBeDone(client, client.submit('deleteVm', { params: { vm: 'web' }, query: { now: true } }))
  })
  await nothingIsLeft()
})

test('a vm.create that fails at its last step is undone through every death, too', async () => {
  const port = await freePort()
  const publish = [{ protocol: 'tcp', hostAddress: '127.0.0.1', hostPort: port, guestPort: 80 } as const]
  let daemon = await house.start({ fault: 'vm.create:4:before-step' })
  const job = await daemon.client.submit('createVm', smallVm('web', { publish, start: true }))
  await diesIn(daemon, job.id, 'the start')
  const squatter = createServer()
  await new Promise<void>((resolve) => squatter.listen(port, '127.0.0.1', resolve))
  try {
    // Those of its steps that have something to undo.
    const points = [4, 2, 0].flatMap((index) => [`${index}:before-undo`, `${index}:after-undo`])
    for (const point of points) {
      daemon = await house.start({ fault: `vm.create:${point}` })
      await diesIn(daemon, job.id, point)
    }
    daemon = await house.start()
    const ended = await endOf(daemon.client, job)
    expect(ended.state).toBe('undone')
    expect(problemsOf(ended)).toMatchObject([{ code: 'in_use', object: { type: 'vm', name: 'web' } }])
    expect(problemsOf(ended)[0]?.message).toContain(`port ${port}/tcp`)
    await nothingIsLeft()
    await daemon.stop()
  } finally {
    await new Promise((resolve) => squatter.close(resolve))
  }
})

async function nothingIsLeft(): Promise<void> {
  expect(await mine()).toEqual({ domains: [], processes: [] })
  const files = (await house.remains()).files.filter((file) => !file.startsWith('bystander/'))
  expect(files).toEqual(empty.files)
}

async function filesOf(vm: string): Promise<readonly string[]> {
  return (await house.remains()).files.filter((file) => file.startsWith(`${vm}/`))
}
