import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Client } from '../../src/cli/client.ts'
import { eventually } from './support/booted-vm.ts'
import { diesAtEveryStep } from './support/every-death.ts'
import { mustBeDone } from './support/job-end.ts'
import { openHouse, type RealHouse } from './support/real-house.ts'
import { addImageDisk } from './support/scratch-store.ts'
import { smallVm } from './support/small-vm.ts'
import { tinyDisk } from './support/tiny-guest.ts'

// Snapshots of a guest that runs, with file systems frozen and with RAM, and the ways back: the real daemon on real libvirt, killed
// with -9 before and after every step. The tests are one story: each goes on with what the one before left.

// A few seconds; much longer where many tests share a machine.
const bootLimitMs = 280_000

let house: RealHouse

beforeAll(async () => {
  house = await openHouse()
  const daemon = await house.start()
  await addImageDisk(house.store, 'tiny', await tinyDisk())
  const wish = smallVm('web', { image: 'tiny', diskBytes: 2 ** 28, memoryMiB: 160, start: true })
  await mustBeDone(daemon.client, daemon.client.submit('createVm', wish))
  await isUp(daemon.client)
  await write(daemon.client, 'one')
  await daemon.stop()
}, 2 * bootLimitMs)
afterAll(() => house.stop())

const params = { vm: 'web' }
const vmOf = (client: Client) => client.call('getVm', { params })
const historyOf = (client: Client) => client.call('getVmHistory', { params })

const isUp = (client: Client) =>
  eventually(
    'the guest is up',
    async () => {
      const { status } = await vmOf(client)
      return status.state === 'running' && status.agent === 'connected'
    },
    bootLimitMs,
  )

async function inGuest(client: Client, script: string): Promise<string> {
  const body = { argv: ['/bin/sh', '-c', script], timeoutSeconds: 20 }
  const { stdout } = await client.call('execVm', { params, body })
  return Buffer.from(stdout, 'base64').toString().trim()
}
const write = (client: Client, text: string) => inGuest(client, `echo ${text} > /data/text; sync`)
const read = (client: Client) => inGuest(client, 'cat /data/text')
const bootOf = (client: Client) => inGuest(client, 'cat /proc/sys/kernel/random/boot_id')

let boot = ''

test('snapshot.create of a guest that runs: clean file systems, and it goes on', async () => {
  const input = { body: { vms: ['web'], name: 'clean', note: 'with "quotes" & <signs>' } }
  await diesAtEveryStep(house, 'snapshot.create', 'createSnapshot', input, async (client) => {
    const { snapshots } = await historyOf(client)
    expect(snapshots).toMatchObject([
      { id: 'clean', consistency: 'filesystem', by: 'user', note: 'with "quotes" & <signs>', branch: 'main' },
    ])
    // Nothing is held: the guest writes, and says so.
    await write(client, 'two')
    expect(await read(client)).toBe('two')
    boot = await bootOf(client)
  })
})

test('snapshot.create with RAM', async () => {
  const input = { body: { vms: ['web'], name: 'with-ram', ram: true } }
  await diesAtEveryStep(house, 'snapshot.create', 'createSnapshot', input, async (client) => {
    expect((await historyOf(client)).snapshots).toMatchObject([{}, { id: 'with-ram', consistency: 'ram' }])
    await isUp(client)
    expect(await bootOf(client)).toBe(boot)
    expect((await house.remains()).files).not.toContain('web/ram.save')
    await write(client, 'three')
  })
})

test('vm.go-back to the first, through a stop and a start', async () => {
  const input = {
    params: { ...params, snapshot: 'clean' },
    body: { stop: { force: 'now' as const }, branch: 'second' },
  }
  await diesAtEveryStep(house, 'vm.go-back', 'goBack', input, async (client) => {
    await isUp(client)
    expect(await read(client)).toBe('one')
    expect(await bootOf(client)).not.toBe(boot)
    expect((await historyOf(client)).branches).toMatchObject([
      { id: 'main', current: false },
      { id: 'second', current: true, forkedAt: 'clean' },
    ])
    await write(client, 'four')
  })
})

test('vm.go-back to RAM: the guest goes on in the middle', async () => {
  const input = {
    params: { ...params, snapshot: 'with-ram' },
    body: { stop: { force: 'now' as const }, branch: 'third' },
  }
  await diesAtEveryStep(house, 'vm.go-back', 'goBack', input, async (client) => {
    await isUp(client)
    expect([await bootOf(client), await read(client)]).toEqual([boot, 'two'])
  })
})

test('branch.switch to what was newest, and nothing was lost', async () => {
  const input = { params: { ...params, branch: 'main' }, body: { stop: { force: 'now' as const } } }
  await diesAtEveryStep(house, 'branch.switch', 'switchBranch', input, async (client) => {
    await isUp(client)
    expect(await read(client)).toBe('three')
  })
})

test('branch.remove, twice, and the VM starts from what is left', async () => {
  for (const branch of ['second', 'third'])
    await diesAtEveryStep(
      house,
      'branch.remove',
      'removeBranch',
      { params: { ...params, branch } },
      (client) =>
        expect(historyOf(client).then(({ branches }) => branches.map(({ id }) => id))).resolves.not.toContain(
          branch,
        ),
    )
  const daemon = await house.start()
  const { client } = daemon
  const { branches, snapshots } = await historyOf(client)
  expect(branches).toEqual([{ id: 'main', current: true }])
  expect(snapshots.map(({ id }) => id)).toEqual(['clean', 'with-ram', expect.stringMatching(/^left-/)])
  await mustBeDone(client, client.submit('stopVm', { params, body: { force: 'now' } }))
  await mustBeDone(client, client.submit('startVm', { params, body: {} }))
  await isUp(client)
  expect(await read(client)).toBe('three')
  await mustBeDone(client, client.submit('stopVm', { params, body: { force: 'now' } }))
  await mustBeDone(client, client.submit('deleteVm', { params, query: { now: true } }))
  expect((await house.remains()).files.filter((file) => /^(?:web|\.bases)\//.test(file))).toEqual([])
  await daemon.stop()
})
