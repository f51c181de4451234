import { expect, test } from 'vitest'
import { MiB } from '../domain/size.ts'
import { createFakeHost, type FakeHost } from '../host/fake/fake-host.ts'
import { jobKinds } from './job-kinds.ts'
import { run } from './testing/pool-hands.ts'
import { changeDisks, reconcileLibvirtPools } from './reconcile-libvirt-pools.ts'

/** A host with the stores `local` and `tank`. */
async function house(): Promise<FakeHost> {
  const host = createFakeHost({ seedData: 'demo' })
  await host.stores.create('tank')
  return host
}

const never = new AbortController().signal
const said: string[] = []
const told = new Set<string>()
const look = async (host: FakeHost) => {
  await reconcileLibvirtPools(host, told, ({ message }) => said.push(message), never)
  return host.outside.storagePools.listed()
}

async function addDisk(host: FakeHost, store: string, vm: string, name: string): Promise<void> {
  const wish = { name, sizeBytes: 16 * MiB, from: { type: 'blank' } } as const
  await host.stores.get(store).createPlace(vm, `uuid-of-${vm}`)
  await host.stores.get(store).createDisk(vm, wish)
}

test('libvirt shows the disks of all stores, as they come, grow, move and go', async () => {
  const host = await house()
  expect(Object.keys(await look(host))).toContain('kiste-local')
  await addDisk(host, 'local', 'a', 'root')
  await addDisk(host, 'tank', 'b', 'root')
  await host.stores.get('tank').createPlace('empty', 'uuid-of-empty')
  let shown = await look(host)
  expect(shown['kiste-local']).toContain('a+root.qcow2')
  expect(shown['kiste-tank+b']).toEqual(['root'])
  expect(shown['kiste-tank+empty']).toEqual([])

  await addDisk(host, 'tank', 'b', 'data')
  await host.stores.get('tank').growDisk('b', 'root', 32 * MiB)
  await host.stores.get('local').removeDisk('a', 'root')
  shown = await look(host)
  expect(shown['kiste-tank+b']?.toSorted()).toEqual(['data', 'root'])
  expect(shown['kiste-local']).not.toContain('a+root.qcow2')

  await host.stores.get('tank').renamePlace('b', 'c', 'uuid-of-b')
  shown = await look(host)
  expect(Object.keys(shown)).not.toContain('kiste-tank+b')
  expect(shown['kiste-tank+c']?.toSorted()).toEqual(['data', 'root'])
  const all = await host.libvirtPools.look()
  const volumes = all.state === 'seen' ? all.pools.find(({ name }) => name === 'kiste-tank+c')?.volumes : []
  expect(volumes?.find(({ name }) => name === 'root')?.sizeBytes).toBe(32 * MiB)

  for (const [vm, uuid] of [['c', 'uuid-of-b'] as const, ['empty', 'uuid-of-empty'] as const])
    await host.stores.get('tank').removePlace(vm, uuid)
  await host.stores.remove('tank')
  expect(Object.keys(await look(host)).filter((name) => name.startsWith('kiste-tank'))).toEqual([])
  expect(said).toEqual([])
})

test('a pool that is exported takes its storage pools along, and brings them back', async () => {
  const host = await house()
  await addDisk(host, 'tank', 'b', 'root')
  const whole = await look(host)
  const [guid = ''] = (await host.pools.list()).flatMap((pool) =>
    pool.answers && pool.name === 'tank' ? [pool.guid] : [],
  )
  await run('zpool', 'export', '--', 'tank')(host)
  expect(Object.keys(await look(host))).toEqual(['kiste-local'])
  await run('zpool', 'import', '--', guid)(host)
  expect(await look(host)).toEqual(whole)
})

test('what others undo comes back, and nothing is done where nothing is to be done', async () => {
  const host = await house()
  await addDisk(host, 'tank', 'b', 'root')
  const whole = await look(host)
  const { storagePools } = host.outside
  storagePools.undefine('kiste-tank+b')
  storagePools.stop('kiste-local')
  expect(await look(host)).toEqual(whole)
  storagePools.deleteVolume('kiste-tank+b', 'root')
  expect(await look(host)).toEqual(whole)
  // Any change would fail now.
  for (const verb of ['libvirtPools.show', 'libvirtPools.hide'] as const)
    host.failNext(verb, { code: 'host_failed', message: `${verb} was called.` })
  expect(await look(host)).toEqual(whole)
  expect(said).toEqual([])
})

test("others' pools are left alone, also where they have a name of Kiste's, which is told once", async () => {
  const host = await house()
  await addDisk(host, 'tank', 'b', 'root')
  const { storagePools } = host.outside
  storagePools.define('default')
  storagePools.define('kiste-mine')
  storagePools.define('kiste-tank+b')
  for (const _ of [1, 2])
    expect(await look(host)).toMatchObject({ default: [], 'kiste-mine': [], 'kiste-tank+b': [] })
  expect(said.splice(0)).toEqual([
    "libvirt has a storage pool kiste-tank+b that is not Kiste's, so it does not show what is in the store tank.",
  ])
  expect(Object.keys(storagePools.listed())).toContain('kiste-local')
  storagePools.undefine('kiste-tank+b')
  expect((await look(host))['kiste-tank+b']).toEqual(['root'])
  storagePools.undefine('kiste-tank+b')
  storagePools.define('kiste-tank+b')
  await look(host)
  expect(said.splice(0)).toHaveLength(1)
  told.clear()
})

test('one pool that cannot be shown keeps no other from it', async () => {
  const host = await house()
  await addDisk(host, 'tank', 'b', 'root')
  host.failNext('libvirtPools.show', { code: 'host_failed', message: 'No room for kiste-local.' })
  const shown = await look(host)
  expect(shown['kiste-tank+b']).toEqual(['root'])
  expect(Object.keys(shown)).not.toContain('kiste-local')
  expect(said.splice(0)).toEqual(['No room for kiste-local.'])
  expect(Object.keys(await look(host))).toContain('kiste-local')
  expect(said).toEqual([])
})

test('without libvirt nothing is done or told; a libvirt that cannot is told once', async () => {
  const host = await house()
  host.outside.killLibvirt()
  expect(await look(host)).toEqual({})
  expect(said).toEqual([])
  host.outside.startLibvirt()

  host.outside.storagePools.removeZfsBackend()
  await addDisk(host, 'tank', 'b', 'root')
  await addDisk(host, 'tank', 'c', 'root')
  for (const _ of [1, 2]) expect(Object.keys(await look(host))).toEqual(['kiste-local'])
  expect(said.splice(0)).toEqual([
    expect.stringMatching(/the store tank as storage: this libvirt has no storage pools for ZFS/),
  ])
  host.outside.storagePools.removeDriver()
  for (const _ of [1, 2]) await look(host)
  expect(said.splice(0)).toEqual([expect.stringMatching(/has no storage driver/)])
  told.clear()
})

test('what wakes it are kinds of jobs', () => {
  const kinds = jobKinds.map(({ kind }) => kind)
  expect([...changeDisks].filter((kind) => !kinds.includes(kind))).toEqual([])
})
