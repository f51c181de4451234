import { existsSync } from 'node:fs'
import { mkdtemp, open, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { diskKinds, type DiskKind } from '../../../domain/disk.ts'
import type { Host } from '../../host.ts'
import type { StoreHost } from '../../store-host.ts'
import type { HostUnderTest } from '../../testing/host-under-test.ts'
import { lockedStoreContract } from '../../testing/locked-store-contract.ts'
import { snapshotContract } from '../../testing/snapshot-contract.ts'
import type { SnapshotsUnderTest } from '../../testing/snapshot-hands.ts'
import { storeContract } from '../../testing/store-contract.ts'
import { openModelStores } from './testing/model-stores.ts'

describe.each(diskKinds)('a store in a pool whose disks are of the kind %s, on a model of ZFS', (kind) => {
  let root = ''
  let under: HostUnderTest | undefined
  let store: StoreHost | undefined
  beforeAll(async () => {
    root = await mkdtemp(join(tmpdir(), 'kiste-zstore-'))
    const { stores, image, images } = await openModelStores(root)
    store = stores.get('tank')
    under = {
      image,
      diskKind: kind,
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
    return { store, kind, ...folderHands(store, kind) }
  })
})

describe('a store in a pool that is encrypted, on a model of ZFS', () => {
  let root = ''
  let opened: Awaited<ReturnType<typeof openModelStores>> | undefined
  const there = () => {
    if (!opened) throw new Error('not open')
    return opened
  }
  beforeAll(async () => {
    root = await mkdtemp(join(tmpdir(), 'kiste-zstore-'))
    opened = await openModelStores(root)
  })
  afterAll(async () => {
    expect(there().problems).toEqual([])
    await rm(root, { recursive: true, force: true })
  })
  lockedStoreContract(() => {
    const { stores, model } = there()
    const mountpoint = join(model.bases.mounts, 'tank')
    return {
      stores,
      store: stores.get('tank'),
      lock: () => model.lock(),
      unlock: async () => {
        // Nothing of the store was made on the disk below.
        expect(await readdir(mountpoint)).toEqual([])
        await model.unlock()
      },
    }
  })

  test('one that is found locked at the start of the daemon is swept and used once its key is there', async () => {
    const { model, stores } = there()
    await model.lock()
    const again = await openModelStores(root, { model })
    expect(await again.stores.list()).toMatchObject([{ name: 'tank', lockedBy: 'tank' }])
    const uuid = '99999999-9999-4999-8999-999999999999'
    expect((await stores.places()).length).toBeGreaterThan(0)
    await expect(again.stores.get('tank').createPlace('late', uuid)).rejects.toMatchObject({
      problems: [{ code: 'key_needed', object: { type: 'store', name: 'tank' } }],
    })
    // Who has the medium of an ISO in a drive cannot be told, so each may.
    expect(await again.stores.imageUsers('installer', '/library/installer.iso')).toContainEqual(
      expect.stringContaining('(perhaps: its key is not loaded)'),
    )
    await model.unlock()
    await again.stores.get('tank').createPlace('late', uuid)
    expect(again.problems).toEqual([])
  })

  test('a VM with a key of its own is locked alone', async () => {
    const { model, stores } = there()
    const store = stores.get('tank')
    const uuid = '88888888-8888-4888-8888-888888888888'
    await store.createPlace('own', uuid)
    model.change((tree) =>
      tree.map((one) =>
        one.name.startsWith('tank/kiste/own') ? { ...one, lockedBy: 'tank/kiste/own' } : one,
      ),
    )
    expect(await stores.list()).not.toMatchObject([{ lockedBy: 'tank' }])
    expect(await store.places()).toContainEqual(
      expect.objectContaining({ vm: 'own', lockedBy: 'tank/kiste/own' }),
    )
    await expect(store.ready('own', uuid)).rejects.toMatchObject({
      problems: [{ code: 'key_needed', hint: 'Load it: zfs load-key -- tank/kiste/own' }],
    })
    await store.createPlace('other', '77777777-7777-4777-8777-777777777777')
  })
})

/** Reaches into what stands for devices and file systems. */
function folderHands(store: StoreHost, kind: DiskKind): Omit<SnapshotsUnderTest, 'store'> {
  const path = (vm: string, disk: string) => store.place(vm).disk(disk, kind).source.path
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
