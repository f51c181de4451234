import { describe, expect, it } from 'vitest'
import { MiB } from '../../domain/size.ts'
import type { DefinitionText } from '../host.ts'
import type { PoolStores } from '../join-stores.ts'
import type { StoreHost } from '../store-host.ts'
import { fresh, problem } from './host-under-test.ts'

export interface LockedStoreUnderTest {
  readonly stores: Pick<PoolStores, 'list' | 'places' | 'bin' | 'obstacles' | 'create'>
  /** The store of an encrypted pool whose key is loaded. */
  readonly store: StoreHost
  /** The key goes, as after a start of the host or by other hands; and comes back. */
  lock(): Promise<void>
  unlock(): Promise<void>
}

const locked = problem('key_needed')

/** What a store is while the key of its pool is not loaded: told as locked, asked in vain, and back as soon as the key is. */
export function lockedStoreContract(on: () => LockedStoreUnderTest): void {
  const blank = { name: 'root', sizeBytes: 16 * MiB, from: { type: 'blank' } } as const
  const text = 'its definition' as DefinitionText
  const made = async (prefix: string) => {
    const { store } = on()
    const vm = fresh(prefix)
    await store.createPlace(vm.name, vm.uuid)
    await store.createDisk(vm.name, blank)
    await store.writeDefinition(vm.name, vm.uuid, text)
    return vm
  }
  const entry = (id: string) => ({
    id,
    deletedAt: '2026-01-01T00:00:00.000Z',
    keepUntil: '2026-02-01T00:00:00.000Z',
  })
  const mine = async () => {
    const { stores, store } = on()
    return (await stores.list()).find(({ name }) => name === store.name)
  }

  describe('without its key', () => {
    it('a store says that it is locked, and what ZFS tells of it', async () => {
      const { stores, store, lock, unlock } = on()
      const vm = await made('told')
      await store.createDisk(vm.name, { ...blank, name: 'log', from: { type: 'blank', kind: 'file' } })
      const listed = async () => (await store.disks()).find((one) => one.vm === vm.name)
      const gone = await made('gone')
      await store.moveToBin(gone.name, gone.uuid, entry(`${gone.name}-1`))
      await store.snapshots.create([{ vm: vm.name, uuid: vm.uuid, consistency: 'off' }], {
        id: 's1',
        createdAt: '2026-01-01T00:00:00.000Z',
        by: 'user',
      })
      expect(await mine()).not.toHaveProperty('lockedBy')
      expect((await stores.places()).every((place) => place.lockedBy === undefined)).toBe(true)
      await lock()
      const root = store.name
      expect(await mine()).toMatchObject({ kind: 'zfs', lockedBy: root })
      expect(await stores.places()).toContainEqual(expect.objectContaining({ vm: vm.name, lockedBy: root }))
      expect(await stores.bin()).toContainEqual(expect.objectContaining({ vm: gone.name, lockedBy: root }))
      expect(await store.diskSize(vm.name, 'root')).toMatchObject({ virtualSizeBytes: 16 * MiB })
      // How large a raw file is, is not known before it can be looked at.
      expect(await store.diskSize(vm.name, 'log')).toEqual({
        kind: 'file',
        allocatedBytes: expect.any(Number) as number,
      })
      const inPlace = await listed()
      expect(inPlace?.lockedBy).toBe(root)
      expect(inPlace?.disks.toSorted((a, b) => (a.name < b.name ? -1 : 1))).toEqual([
        expect.not.objectContaining({ sizeBytes: expect.anything() as unknown }),
        expect.objectContaining({ name: 'root', sizeBytes: 16 * MiB }),
      ])
      expect((await store.snapshots.history(vm.name, vm.uuid)).snapshots.map(({ id }) => id)).toEqual(['s1'])
      expect(await store.snapshots.histories()).toContainEqual(expect.objectContaining({ vm: vm.name }))
      expect((await store.space()).totalBytes).toBeGreaterThan(0)
      await unlock()
      expect(await store.diskSize(vm.name, 'log')).toMatchObject({ virtualSizeBytes: 16 * MiB })
    })

    it('nothing in it is read, made, moved or removed, and all is as it was once the key is back', async () => {
      const { stores, store, lock, unlock } = on()
      const vm = await made('kept')
      const gone = await made('gone')
      await store.moveToBin(gone.name, gone.uuid, entry(`${gone.name}-1`))
      await lock()
      const other = fresh('other')
      const attempts: readonly (() => Promise<unknown>)[] = [
        () => store.ready(vm.name, vm.uuid),
        () => store.createPlace(other.name, other.uuid),
        () => store.createDisk(vm.name, { ...blank, name: 'data' }),
        () => store.growDisk(vm.name, 'root', 32 * MiB),
        () => store.readDefinition(vm.name),
        () => store.readBinDefinition(`${gone.name}-1`),
        () => store.writeDefinition(vm.name, vm.uuid, 'another' as DefinitionText),
        () => store.writeSeed(vm.name, { metaData: '', userData: '' }),
        () => store.moveToBin(vm.name, vm.uuid, entry(`${vm.name}-1`)),
        () => store.restoreFromBin(`${gone.name}-1`, other.name),
        () => store.renamePlace(vm.name, other.name, vm.uuid),
        () => store.purge(`${gone.name}-1`),
        () => store.snapshots.create([{ vm: vm.name, uuid: vm.uuid, consistency: 'off' }], snapshot),
        () => stores.create(store.name),
      ]
      for (const attempt of attempts) await expect(attempt()).rejects.toMatchObject(locked)
      expect(await stores.obstacles(store.name)).toMatchObject([{ code: 'key_needed' }])
      await unlock()
      expect(await mine()).not.toHaveProperty('lockedBy')
      expect(await store.readDefinition(vm.name)).toBe(text)
      expect(await store.readBinDefinition(`${gone.name}-1`)).toBe(text)
      expect(await store.diskSize(vm.name, 'root')).toMatchObject({ virtualSizeBytes: 16 * MiB })
      await store.ready(vm.name, vm.uuid)
      await store.restoreFromBin(`${gone.name}-1`, gone.name)
      await store.removePlace(vm.name, vm.uuid)
      await store.removePlace(gone.name, gone.uuid)
    })
  })
}

const snapshot = { id: 's2', createdAt: '2026-01-01T00:00:00.000Z', by: 'user' } as const
