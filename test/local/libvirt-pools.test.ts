import { execFile } from 'node:child_process'
import { lstat, mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { MiB } from '../../src/domain/size.ts'
import type { TestDaemon } from './support/daemon.ts'
import { mustBeDone } from './support/job-end.ts'
import { openHouse, type RealHouse } from './support/real-house.ts'
import { smallVm } from './support/small-vm.ts'

// libvirt's own storage pools show what the store holds, asked of by virsh as people do. The tests are one story.

let house: RealHouse
let daemon: TestDaemon
beforeAll(async () => {
  house = await openHouse()
  // Somebody's own pools, one of them with a name as Kiste's have.
  for (const name of ['default', 'kiste-photos']) {
    const folder = join(house.home, name)
    await mkdir(folder)
    await writeFile(join(folder, 'one.raw'), 'mine')
    await house.virsh('pool-define-as', name, 'dir', '--target', folder)
    await house.virsh('pool-start', name)
  }
  daemon = await house.start()
})
afterAll(() => house.stop())

const limitMs = 90_000

/** What `virsh vol-list` says, by volume: its path and its size. */
async function volumes(pool = 'kiste-local'): Promise<Readonly<Record<string, string>>> {
  const text = await house.virsh('vol-list', '--details', pool).catch(() => '')
  const rows = text.split('\n').filter((line) => line.trim() !== '')
  return Object.fromEntries(
    rows.map((line) => {
      const [name = '', , , ...size] = line.trim().split(/\s{2,}/)
      return [name, size[0] ?? '']
    }),
  )
}

async function lists(expected: Readonly<Record<string, string>>): Promise<void> {
  let last: unknown
  for (const giveUpAt = Date.now() + limitMs; Date.now() < giveUpAt; await sleep(200)) {
    last = await volumes()
    if (JSON.stringify(last) === JSON.stringify(expected)) return
  }
  expect(last).toEqual(expected)
}

/** Names of storage pools; virsh fills them up with blanks. */
async function poolNames(...which: readonly string[]): Promise<readonly string[]> {
  const text = await house.virsh('pool-list', '--name', ...which)
  return text.split('\n').flatMap((line) => line.trim() || [])
}

async function isActive(): Promise<void> {
  for (const giveUpAt = Date.now() + limitMs; Date.now() < giveUpAt; await sleep(200))
    if ((await poolNames()).includes('kiste-local')) return
  throw new Error('kiste-local is not active')
}

const done = (job: ReturnType<TestDaemon['client']['submit']>) => mustBeDone(daemon.client, job)
const web = { params: { vm: 'web' } }
const data = { params: { vm: 'web', disk: 'data' } }

test('the store is a pool from the start on, and disks come, grow and go in it', async () => {
  await isActive()
  expect(await volumes()).toEqual({})
  await done(daemon.client.submit('createVm', smallVm('web')))
  await lists({ 'web+root.qcow2': '64.00 MiB' })
  await done(daemon.client.submit('addDisk', { ...web, body: { name: 'data', sizeBytes: 32 * MiB } }))
  await lists({ 'web+data.qcow2': '32.00 MiB', 'web+root.qcow2': '64.00 MiB' })
  await done(daemon.client.submit('growDisk', { ...data, body: { sizeBytes: 96 * MiB } }))
  await lists({ 'web+data.qcow2': '96.00 MiB', 'web+root.qcow2': '64.00 MiB' })
  await done(daemon.client.submit('removeDisk', { ...data, query: {} }))
  await lists({ 'web+root.qcow2': '64.00 MiB' })
  await done(daemon.client.submit('renameVm', { ...web, body: { name: 'www' } }))
  await lists({ 'www+root.qcow2': '64.00 MiB' })
  expect(await house.virsh('vol-info', 'www+root.qcow2', 'kiste-local')).toMatch(/Capacity: *64\.00 MiB/)
  const [check] = (await daemon.client.call('getDoctor', {})).checks.filter(
    ({ id }) => id === 'libvirt-pools',
  )
  expect(check).toMatchObject({ state: 'ok' })
})

test('what virsh undoes comes back, and no disk was touched', async () => {
  const disk = join(house.store, 'www/root.qcow2')
  const before = [await lstat(disk), await readFile(disk)] as const
  await house.virsh('vol-delete', 'www+root.qcow2', 'kiste-local')
  expect(await volumes()).toEqual({})
  await lists({ 'www+root.qcow2': '64.00 MiB' })
  await house.virsh('pool-destroy', 'kiste-local')
  await house.virsh('pool-undefine', 'kiste-local')
  // Seen when libvirt is there again, and else within a minute.
  await house.libvirt.kill()
  await house.libvirt.restart()
  await lists({ 'www+root.qcow2': '64.00 MiB' })
  const after = [await lstat(disk), await readFile(disk)] as const
  expect(after[0]).toMatchObject({ ino: before[0].ino, mtimeMs: before[0].mtimeMs, mode: before[0].mode })
  expect(after[1].equals(before[1])).toBe(true)
})

test("others' pools are as they were", async () => {
  expect((await poolNames('--all')).toSorted()).toEqual(['default', 'kiste-local', 'kiste-photos'])
  for (const name of ['default', 'kiste-photos']) {
    expect(Object.keys(await volumes(name))).toEqual(['one.raw'])
    expect(await readdir(join(house.home, name))).toEqual(['one.raw'])
  }
})

test('a guest that writes the header of an image into its raw disk is never believed by libvirt', async () => {
  const secret = join(house.home, 'secret')
  await writeFile(secret, 'the secret of the host')
  const raw = join(house.store, 'www/data.raw')
  const make = ['create', '-q', '-f', 'qcow2', '-b', secret, '-F', 'raw', raw, '64M']
  await promisify(execFile)('qemu-img', make)
  await done(
    daemon.client.submit('addDisk', { params: { vm: 'www' }, body: { name: 'more', sizeBytes: 32 * MiB } }),
  )
  await lists({ 'www+more.qcow2': '32.00 MiB', 'www+root.qcow2': '64.00 MiB' })
  await house.virsh('pool-refresh', 'kiste-local')
  for (const volume of Object.keys(await volumes()))
    expect(await house.virsh('vol-dumpxml', volume, 'kiste-local')).not.toContain(secret)
  // What it would say, were the disk in a folder that it looks into: the premise of all this.
  const folder = join(house.home, 'default')
  await promisify(execFile)('cp', [raw, join(folder, 'two.raw')])
  await house.virsh('pool-refresh', 'default')
  expect(await house.virsh('vol-dumpxml', 'two.raw', 'default')).toContain(secret)
})

test('a pool of others in the place of ours is left alone, and told', async () => {
  await daemon.stop()
  await house.virsh('pool-destroy', 'kiste-local')
  await house.virsh('pool-undefine', 'kiste-local')
  const folder = join(house.home, 'default')
  await house.virsh('pool-destroy', 'default')
  await house.virsh('pool-undefine', 'default')
  await house.virsh('pool-define-as', 'kiste-local', 'dir', '--target', folder)
  const xml = await house.virsh('pool-dumpxml', 'kiste-local')
  daemon = await house.start()
  for (const giveUpAt = Date.now() + limitMs; Date.now() < giveUpAt; await sleep(200))
    if (daemon.log().includes("kiste-local that is not Kiste's")) break
  expect(daemon.log()).toContain("kiste-local that is not Kiste's")
  expect(await house.virsh('pool-dumpxml', 'kiste-local')).toBe(xml)
  const doctor = await daemon.client.call('getDoctor', {})
  expect(doctor.checks.find(({ id }) => id === 'libvirt-pools')).toMatchObject({
    state: 'warn',
    remedy: expect.stringContaining("virsh pool-undefine 'kiste-local'") as string,
  })
})
