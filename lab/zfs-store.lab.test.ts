import { afterAll, beforeAll } from 'vitest'
import type { Host } from '../src/host/host.ts'
import type { HostUnderTest } from '../src/host/testing/host-under-test.ts'
import { snapshotContract } from '../src/host/testing/snapshot-contract.ts'
import { storeContract } from '../src/host/testing/store-contract.ts'
import { diskPath } from './disks.ts'
import { labHands } from './store-inside/lab-hands.ts'
import { openRemoteStores, type RemoteStores } from './store-inside/remote-stores.ts'
import { onEachLab } from './testing/on-each-lab.ts'

// The store runs inside, where its files and devices are; the contract asks it from here.
onEachLab('a store in a pool', (lab) => {
  let stores: RemoteStores | undefined
  let virtualSizeBytes = 0
  const there = () => {
    if (!stores) throw new Error('the stores are not open')
    return stores
  }
  beforeAll(async () => {
    const { runner } = lab()
    await runner.run([
      'zpool',
      'create',
      '-f',
      'tank',
      'mirror',
      diskPath('lab-disk-1'),
      diskPath('lab-disk-2'),
    ])
    stores = await openRemoteStores(lab())
    await stores.create('tank')
    await stores.create('tank')
    const info = await runner.run(['qemu-img', 'info', '--output=json', '/opt/kiste/tiny/disk.qcow2'])
    virtualSizeBytes = (JSON.parse(info.stdout) as { 'virtual-size': number })['virtual-size']
  })
  afterAll(async () => {
    await stores?.close()
  })
  storeContract((): HostUnderTest => {
    const images = {
      get: (id: string) => Promise.resolve(id === 'tiny' ? { virtualSizeBytes } : undefined),
      usedBy: (id: string) => there().imageUsers(id, '/none.iso'),
    }
    const host = { stores: { get: () => there().get('tank') }, images } as unknown as Host
    return { host, image: 'tiny' } as HostUnderTest
  })
  snapshotContract(() => ({ store: there().get('tank'), ...labHands(lab(), there().get('tank')) }))
})
