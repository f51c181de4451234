import { afterAll, beforeAll } from 'vitest'
import type { Host } from '../../src/host/host.ts'
import type { HostUnderTest } from '../../src/host/testing/host-under-test.ts'
import type { StoreHost } from '../../src/host/store-host.ts'
import { tinyInside } from '../app-disk.ts'
import { diskPath } from '../disks.ts'
import type { Lab } from '../machine.ts'
import { openRemoteStores, type RemoteStores } from './remote-stores.ts'

/** A mirror `tank` with a store in it, opened before the tests of a file and closed after them. */
export interface TankUnderTest {
  stores(): RemoteStores
  store(): StoreHost
  /** As the store contract wants it, with the image `tiny`. */
  host(): HostUnderTest
}

export const tankWords: readonly string[] = [
  'zpool',
  'create',
  '-f',
  'tank',
  'mirror',
  diskPath('lab-disk-1'),
  diskPath('lab-disk-2'),
]

/** The store runs inside, where its files and devices are; the contract asks it from here. */
export function tankUnderTest(lab: () => Lab, limitMs?: number): TankUnderTest {
  let opened: RemoteStores | undefined
  let virtualSizeBytes = 0
  const stores = () => {
    if (!opened) throw new Error('the stores are not open')
    return opened
  }
  const store = () => stores().get('tank')
  beforeAll(async () => {
    const { runner } = lab()
    await runner.run(tankWords)
    opened = await openRemoteStores(lab())
    await opened.create('tank')
    const info = await runner.run(['qemu-img', 'info', '--output=json', `${tinyInside}/disk.qcow2`])
    virtualSizeBytes = (JSON.parse(info.stdout) as { 'virtual-size': number })['virtual-size']
  }, limitMs)
  afterAll(async () => {
    await opened?.close()
  })
  return {
    stores,
    store,
    host() {
      const images = {
        get: (id: string) => Promise.resolve(id === 'tiny' ? { virtualSizeBytes } : undefined),
        usedBy: (id: string) => stores().imageUsers(id, '/none.iso'),
      }
      const host = { stores: { get: store }, images } as unknown as Host
      return { host, image: 'tiny' } as HostUnderTest
    },
  }
}
