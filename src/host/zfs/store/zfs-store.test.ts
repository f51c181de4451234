import { existsSync } from 'node:fs'
import { mkdtemp, open, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe } from 'vitest'
import type { Host } from '../../host.ts'
import type { StoreHost } from '../../store-host.ts'
import type { HostUnderTest } from '../../testing/host-under-test.ts'
import { snapshotContract } from '../../testing/snapshot-contract.ts'
import type { SnapshotsUnderTest } from '../../testing/snapshot-hands.ts'
import { storeContract } from '../../testing/store-contract.ts'
import { openModelStores } from './testing/model-stores.ts'

describe('a store in a pool, on a model of ZFS', () => {
  let root = ''
  let under: HostUnderTest | undefined
  let store: StoreHost | undefined
  beforeAll(async () => {
    root = await mkdtemp(join(tmpdir(), 'kiste-zstore-'))
    const { stores, image, images } = await openModelStores(root)
    store = stores.get('tank')
    under = {
      image,
      host: { stores: { get: () => stores.get('tank') }, images } as unknown as Host,
    } as HostUnderTest
  })
  afterAll(async () => {
    await rm(root, { recursive: true, force: true })
  })
  storeContract(() => {
    if (!under) throw new Error('not open')
    return under
  })
  snapshotContract((): SnapshotsUnderTest => {
    if (!store) throw new Error('not open')
    return { store, ...folderHands(store) }
  })
})

/** Reaches into what stands for devices and file systems. */
function folderHands(store: StoreHost): Omit<SnapshotsUnderTest, 'store'> {
  const path = (vm: string, disk: string) => store.place(vm).disk(disk).source.path
  return {
    async writeDisk(vm, disk, text) {
      const file = await open(path(vm, disk), 'r+')
      await file.write(text.padEnd(64, '\0'), 0)
      await file.close()
    },
    readDisk: async (vm, disk) =>
      (await readFile(path(vm, disk))).subarray(0, 64).toString('utf8').replaceAll('\0', ''),
    writeFile: (file, text) => writeFile(file, text),
    readFile: async (file) => (existsSync(file) ? readFile(file, 'utf8') : undefined),
  }
}
