import { expect, test } from 'vitest'
import { GiB } from '../domain/size.ts'
import { createFakeHost } from '../host/fake/fake-host.ts'
import type { Host } from '../host/host.ts'
import { problem } from '../host/testing/host-under-test.ts'
import { uuidOf } from './testing/past.ts'
import { startVm } from './start-vm.ts'

async function demo() {
  const host = createFakeHost({ seedData: 'demo' })
  await host.settle()
  return { host, uuid: await uuidOf(host, 'build') }
}

test('the store says first whether the VM gets its own disks', async () => {
  const { host, uuid } = await demo()
  const local = host.stores.get('local')
  const asked: string[] = []
  const stores: Host['stores'] = {
    ...host.stores,
    get: () => ({
      ...local,
      ready: async (vm) => {
        asked.push(`${vm} while ${(await host.vms.get(uuid))?.status.state}`)
      },
    }),
  }
  await startVm({ vms: host.vms, stores }, uuid)
  expect(asked).toEqual(['build while stopped'])
  expect((await host.vms.get(uuid))?.status.state).toBe('running')
})

test('a VM on volumes of a store that does not answer is not started', async () => {
  const { host, uuid } = await demo()
  const stores: Host['stores'] = { ...host.stores, places: () => Promise.resolve([]) }
  const onVolume: Host['vms'] = {
    ...host.vms,
    get: async (wanted) => {
      const vm = await host.vms.get(wanted)
      const path = '/dev/zvol/tank/kiste/build/root'
      return vm && { ...vm, disks: vm.disks.map((disk) => ({ ...disk, source: { type: 'block', path } })) }
    },
  }
  await expect(startVm({ vms: onVolume, stores }, uuid)).rejects.toMatchObject(problem('pool_unavailable'))
  expect((await host.vms.get(uuid))?.status.state).toBe('stopped')
  // What lies elsewhere, libvirt finds or misses.
  await startVm({ vms: host.vms, stores }, uuid)
  expect((await host.vms.get(uuid))?.status.state).toBe('running')
})

test('a VM whose disk is a raw file gets the one that its store knows, and no other file of that name', async () => {
  const { host, uuid } = await demo()
  await host.stores.create('tank')
  const tank = host.stores.get('tank')
  await tank.createPlace('build', uuid)
  await tank.createDisk('build', { name: 'data', sizeBytes: GiB, from: { type: 'blank', kind: 'file' } })
  await tank.createDisk('build', { name: 'root', sizeBytes: GiB, from: { type: 'blank' } })
  const at = tank.place('build')
  const startOn = (path: string) => {
    const vms: Host['vms'] = {
      ...host.vms,
      get: async (wanted) => {
        const vm = await host.vms.get(wanted)
        return vm && { ...vm, disks: vm.disks.map((disk) => ({ ...disk, source: { type: 'file', path } })) }
      },
    }
    const stores = { ...host.stores, places: () => tank.places() }
    return startVm({ vms, stores }, uuid)
  }
  // One is a volume, as whose folder anything may be there; the other is no disk of this place.
  for (const path of [at.disk('root', 'file').source.path, `${at.path}/data/deep/disk.raw`]) {
    await expect(startOn(path)).rejects.toMatchObject(problem('not_found'))
    expect((await host.vms.get(uuid))?.status.state).toBe('stopped')
  }
  await startOn(at.disk('data', 'file').source.path)
  expect((await host.vms.get(uuid))?.status.state).toBe('running')
})

test('a VM whose volume is not in its place is not started, whatever its link leads to', async () => {
  const { host, uuid } = await demo()
  const startOn = (path: string) => {
    const vms: Host['vms'] = {
      ...host.vms,
      get: async (wanted) => {
        const vm = await host.vms.get(wanted)
        return vm && { ...vm, disks: vm.disks.map((disk) => ({ ...disk, source: { type: 'block', path } })) }
      },
    }
    return startVm({ vms, stores: host.stores }, uuid)
  }
  await expect(startOn('/dev/zvol/tank/kiste/other/root')).rejects.toMatchObject(problem('not_found'))
  expect((await host.vms.get(uuid))?.status.state).toBe('stopped')
  // What a person gave it from elsewhere in a pool is that person's.
  await startOn('/dev/zvol/tank/vols/big')
  expect((await host.vms.get(uuid))?.status.state).toBe('running')
})
