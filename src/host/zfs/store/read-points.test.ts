import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { MiB } from '../../../domain/size.ts'
import type { ImageReader } from '../../snapshot-host.ts'
import type { StoreHost } from '../../store-host.ts'
import { problem } from '../../testing/host-under-test.ts'
import { newSnapshot } from '../../testing/snapshot-hands.ts'
import { openModelStores, type ModelStore } from './testing/model-stores.ts'

const vm = 'web'
const uuid = '0b1c0de5-0000-4000-8000-000000000001'
const stays: ImageReader = { letGo: () => Promise.resolve(false) }

let root: string
let opened: ModelStore
let store: StoreHost

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'kiste-zread-'))
  opened = await openModelStores(root)
  store = opened.stores.get('tank')
  await store.createPlace(vm, uuid)
  for (const [name, kind] of [
    ['data', 'file'],
    ['root', 'volume'],
  ] as const) {
    await store.createDisk(vm, { name, sizeBytes: MiB, from: { type: 'blank', kind } })
    await writeFile(store.place(vm).disk(name, kind).source.path, `${name} 1`)
  }
  await store.snapshots.create([{ vm, uuid, consistency: 'off' }], newSnapshot('s1'))
  await writeFile(store.place(vm).disk('root', 'volume').source.path, 'root 2')
})
afterEach(() => rm(root, { recursive: true, force: true }))

const half = async () =>
  (await opened.model.look(['tank/kiste/.tmp']))
    .map(({ name }) => name)
    .filter((name) => name.includes('/read-'))

describe('the disks of a snapshot in a pool', () => {
  it('are as they were, the one it starts from first, and leave nothing when they are closed', async () => {
    const { disks, close } = await store.snapshots.images(vm, uuid, 's1', stays)
    expect(disks.map(({ name, format }) => [name, format])).toEqual([
      ['root', 'raw'],
      ['data', 'raw'],
    ])
    expect(await Promise.all(disks.map(({ path }) => readFile(path, 'utf8')))).toEqual(['root 1', 'data 1'])
    expect(await half()).toHaveLength(2)
    expect((await store.snapshots.history(vm, uuid)).snapshots).toMatchObject([{ id: 's1', dependents: [] }])
    await close()
    expect(await half()).toEqual([])
  })

  it('keep it, unless the reader lets go', async () => {
    let mayGo = false
    const reader: ImageReader = {
      letGo: async () => {
        if (mayGo) await images.close()
        return mayGo
      },
    }
    const images = await store.snapshots.images(vm, uuid, 's1', reader)
    await expect(store.snapshots.remove(vm, uuid, 's1')).rejects.toMatchObject(problem('in_use'))
    await expect(store.removePlace(vm, uuid)).rejects.toMatchObject(problem('in_use'))
    mayGo = true
    await store.snapshots.remove(vm, uuid, 's1')
    expect((await store.snapshots.history(vm, uuid)).snapshots).toEqual([])
    expect(await half()).toEqual([])
  })

  it('of what it is now are its own, and it does not start while they are read', async () => {
    const { disks, close } = await store.snapshots.images(vm, uuid, undefined, stays)
    expect(await readFile(disks[0]?.path ?? '', 'utf8')).toBe('root 2')
    await expect(store.ready(vm, uuid)).rejects.toMatchObject(problem('in_use'))
    await close()
    await store.ready(vm, uuid)
    await expect(store.snapshots.images(vm, uuid, 's9', stays)).rejects.toMatchObject(problem('not_found'))
  })

  it('that a killed daemon left are swept by the next one', async () => {
    await store.snapshots.images(vm, uuid, 's1', stays)
    expect(await half()).toHaveLength(2)
    const again = await openModelStores(root, { model: opened.model })
    await again.stores.get('tank').snapshots.remove(vm, uuid, 's1')
    expect(await half()).toEqual([])
    expect(again.problems).toEqual([])
  })

  it('which came and went is told, and not how much of them differs', async () => {
    await store.createDisk(vm, { name: 'late', sizeBytes: MiB, from: { type: 'blank' } })
    expect(await store.snapshots.written(vm, uuid, 's1', undefined)).toEqual([
      { disk: 'data', change: 'unknown' },
      { disk: 'late', change: 'added' },
      { disk: 'root', change: 'unknown' },
    ])
    expect(await store.snapshots.written(vm, uuid, 's1', 's1')).toMatchObject([{ change: 'same' }, {}])
  })
})
