import { execFile } from 'node:child_process'
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Client } from '../../src/cli/client.ts'
import { openConsole, type ConsoleSocket } from '../../src/cli/console-socket.ts'
import type { VmSet } from '../../src/contract/schemas/vm.ts'
import { readDisk } from '../../src/host/dir/disk-files.ts'
import { eventually } from './support/booted-vm.ts'
import type { TestDaemon } from './support/daemon.ts'
import { writeEchoDisk } from './support/echo-guest.ts'
import { mustBeDone, refusalOf } from './support/job-end.ts'
import { openHouse, type RealHouse } from './support/real-house.ts'
import { addImageDisk, holdsBytes, writeBytes } from './support/scratch-store.ts'
import { smallVm } from './support/small-vm.ts'

// What a person does with VMs, through the real API on real libvirt. The tests are one story.

let house: RealHouse
let daemon: TestDaemon
let client: Client

beforeAll(async () => {
  house = await openHouse()
  daemon = await house.start()
  client = daemon.client
  await addEchoImage()
  await mustBeDone(client, client.submit('createVm', smallVm('web', { image: 'echo', start: true })))
})
afterAll(() => house.stop())

/** A system of one disk sector as an image: it is up in no time. */
async function addEchoImage(): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'kiste-echo-'))
  const [raw, qcow2] = [join(folder, 'echo.raw'), join(folder, 'echo.qcow2')]
  writeEchoDisk(raw)
  await promisify(execFile)('qemu-img', ['convert', '-f', 'raw', '-O', 'qcow2', raw, qcow2])
  await addImageDisk(house.store, 'echo', qcow2)
  await rm(folder, { recursive: true })
}

const params = { vm: 'web' }
const vm = (name: string) => client.call('getVm', { params: { vm: name } })
const disk = (name: string) => join(house.store, name, 'root.qcow2')
const stop = () => mustBeDone(client, client.submit('stopVm', { params, body: { force: 'now' } }))
const start = () => mustBeDone(client, client.submit('startVm', { params, body: {} }))

describe('the console', () => {
  test('carries bytes both ways; who comes second has it, and the first is told', async () => {
    const first = await listen(await openConsole(daemon.socketPath, 'web'))
    first.socket.send(Buffer.from('hello'))
    await first.says('hello')
    const second = await listen(await openConsole(daemon.socketPath, 'web'))
    await first.ended
    second.socket.send(Buffer.from('again'))
    await second.says('again')

    // Every byte there is, so that none of them means anything on the way.
    const all = Buffer.from(Array.from({ length: 256 }, (_, byte) => byte))
    second.socket.send(all)
    await second.says(all.toString('latin1'))
    await stop()
    await second.ended
    expect(await refusalOf(openConsole(daemon.socketPath, 'web'))).toMatchObject([
      { code: 'wrong_state', object: { type: 'vm', name: 'web' } },
    ])
  })

  test('of a VM that is held waits until it goes on', async () => {
    await start()
    await mustBeDone(client, client.submit('pauseVm', { params, body: {} }))
    const console = await listen(await openConsole(daemon.socketPath, 'web'))
    console.socket.send(Buffer.from('?'))
    await mustBeDone(client, client.submit('resumeVm', { params, body: {} }))
    expect(await console.says('?')).toBe(true)
    console.socket.close()
  })
})

/** What a VM said on its console and Kiste kept. */
async function kept(name: string): Promise<string> {
  return (await client.call('getVmConsoleLog', { params: { vm: name }, query: { lines: 1000 } })).lines.join(
    '\n',
  )
}

test('what was said on the console is kept over runs', async () => {
  const said = await eventually('the last of it is written', async () => {
    const text = await kept('web')
    return text.endsWith('?') ? text : undefined
  })
  expect(said).toMatch(/hello[^]*again/)
})

async function listen(socket: ConsoleSocket) {
  let said = ''
  socket.onBytes((bytes) => (said += bytes.toString('latin1')))
  const ended = new Promise<Error | undefined>((resolve) => socket.onEnd(resolve))
  return {
    socket,
    ended,
    says: (text: string) => eventually(`it says ${text}`, async () => said.includes(text)),
  }
}

test('pausing holds it and resuming lets it go on, in the same process', async () => {
  const pid = await house.qemuPid('web')
  await mustBeDone(client, client.submit('pauseVm', { params, body: {} }))
  expect((await vm('web')).status).toEqual({ state: 'paused', because: 'user' })
  expect(await house.virsh('domstate', 'web')).toContain('paused')
  await mustBeDone(client, client.submit('resumeVm', { params, body: {} }))
  expect((await vm('web')).status.state).toBe('running')
  expect(await house.qemuPid('web')).toBe(pid)
})

describe('setting what a running VM has', () => {
  const set = async (body: VmSet) =>
    (await mustBeDone(client, client.submit('setVm', { params, body }))).result
  const pending = async () => {
    const { status } = await vm('web')
    return status.state === 'running' ? status.pending : status
  }

  test('takes effect at once where it can, and waits for the next start where not', async () => {
    expect(await set({ cpus: 2 })).toEqual({ waiting: [] })
    expect(await vm('web')).toMatchObject({ cpus: 2 })
    expect(await pending()).toBeUndefined()
    // No driver of a balloon is in there.
    expect(await set({ memoryMiB: 80 })).toEqual({ waiting: ['memoryMiB'] })
    expect(await vm('web')).toMatchObject({ memoryMiB: 64 })
    expect(await pending()).toEqual({ memoryMiB: 80 })
  })

  test('what waits can be taken back', async () => {
    expect(await set({ memoryMiB: 64 })).toEqual({ waiting: [] })
    expect(await pending()).toBeUndefined()
  })

  test('what waits is there after the next start', async () => {
    await set({ memoryMiB: 96, autostart: true })
    await mustBeDone(client, client.submit('restartVm', { params, body: { force: 'now' } }))
    expect(await vm('web')).toMatchObject({ cpus: 2, memoryMiB: 96, autostart: true })
    expect(await pending()).toBeUndefined()
  })
})

test('a new name moves its folder and keeps its disks', async () => {
  expect(await refusalOf(client.submit('renameVm', { params, body: { name: 'www' } }))).toMatchObject([
    { code: 'wrong_state', object: { type: 'vm', name: 'web' } },
  ])
  await stop()
  await writeBytes(disk('web'), 0x51, '48M')
  const before = await vm('web')
  await mustBeDone(client, client.submit('renameVm', { params, body: { name: 'www' } }))
  expect(await vm('www')).toEqual({
    ...before,
    name: 'www',
    disks: [{ ...before.disks[0], source: { type: 'file', path: disk('www') } }],
  })
  expect(await holdsBytes(disk('www'), 0x51, '48M')).toBe(true)
  expect(await kept('www')).toContain('hello')
  expect((await house.remains()).files.filter((file) => file.startsWith('web/'))).toEqual([])
  await mustBeDone(client, client.submit('renameVm', { params: { vm: 'www' }, body: { name: 'web' } }))
})

test('a clone is somebody else on the same base, and both run at once', async () => {
  await mustBeDone(client, client.submit('cloneVm', { params, body: { name: 'copy', start: true } }))
  await start()
  const [web, copy] = [await vm('web'), await vm('copy')]
  expect(copy.uuid).not.toBe(web.uuid)
  expect(copy.nics.map(({ mac }) => mac)).not.toEqual(web.nics.map(({ mac }) => mac))
  expect(copy.made).toMatchObject({ clonedFrom: 'web', image: 'echo' })
  expect([web.status.state, copy.status.state]).toEqual(['running', 'running'])
  expect(await kept('copy')).not.toContain('hello')
  await stop()
  await mustBeDone(client, client.submit('stopVm', { params: { vm: 'copy' }, body: { force: 'now' } }))
  const backing = await Promise.all(
    ['web', 'copy'].map(async (name) => (await readDisk(disk(name), 'qcow2'))?.backing),
  )
  expect(backing[0]).toMatch(/\/\.bases\//)
  expect(backing[1]).toBe(backing[0])

  await mustBeDone(client, client.submit('cloneVm', { params, body: { name: 'alone', how: 'full' } }))
  expect((await readDisk(disk('alone'), 'qcow2'))?.backing).toBeUndefined()
  for (const name of ['copy', 'alone']) expect(await holdsBytes(disk(name), 0x51, '48M'), name).toBe(true)
})

test('what comes back from the bin never takes the place of another', async () => {
  await mustBeDone(client, client.submit('deleteVm', { params: { vm: 'copy' } }))
  await mustBeDone(client, client.submit('createVm', smallVm('copy')))
  const taken = await refusalOf(client.submit('restoreFromBin', { params: { entry: 'copy' }, body: {} }))
  expect(taken).toMatchObject([{ code: 'already_exists', field: 'name' }])
  expect(taken[0]?.hint).toContain('--as')
  const restore = { params: { entry: 'copy' }, body: { name: 'first-copy' } }
  await mustBeDone(client, client.submit('restoreFromBin', restore))
  expect(await holdsBytes(disk('first-copy'), 0x51, '48M')).toBe(true)
  expect(await holdsBytes(disk('copy'), 0x51, '48M')).toBe(false)
  expect(await client.call('listBin', {})).toEqual([])
})

test('the log of a VM follows it to another name, and goes with the last of its name', async () => {
  const logs = async () => {
    const names = await readdir(join(house.libvirt.env['XDG_CACHE_HOME'] ?? '', 'libvirt/qemu/log'))
    return names.filter((name) => /^(?:web|www|copy|first-copy)\.log/.test(name)).toSorted()
  }
  const remove = async (name: string) =>
    mustBeDone(client, client.submit('deleteVm', { params: { vm: name }, query: { now: true } }))
  const before = await client.call('getVmLog', { params, query: {} })
  expect(before.lines.length).toBeGreaterThan(0)
  expect(await logs()).toEqual(['copy.log', 'web.log'])
  await mustBeDone(client, client.submit('renameVm', { params, body: { name: 'www' } }))
  expect(await client.call('getVmLog', { params: { vm: 'www' }, query: {} })).toEqual(before)
  expect(await logs()).toEqual(['copy.log', 'www.log'])
  // Restored beside another VM that has its old name, it left its log there.
  await remove('first-copy')
  expect(await logs()).toEqual(['copy.log', 'www.log'])
  await remove('copy')
  await mustBeDone(client, client.submit('deleteVm', { params: { vm: 'www' } }))
  expect(await logs()).toEqual(['www.log'])
  await mustBeDone(client, client.submit('purgeFromBin', { params: { entry: 'www' } }))
  expect(await logs()).toEqual([])
})
