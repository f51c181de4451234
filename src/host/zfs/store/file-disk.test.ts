import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { MiB } from '../../../domain/size.ts'
import type { StoreHost } from '../../store-host.ts'
import { problem } from '../../testing/host-under-test.ts'
import { newSnapshot } from '../../testing/snapshot-hands.ts'
import { openModelStores, type ModelStore } from './testing/model-stores.ts'
import { find } from './tree.ts'

const vm = 'web'
const uuid = '0b1c0de5-0000-4000-8000-000000000002'
const wish = { name: 'data', sizeBytes: 2 * MiB, from: { type: 'blank', kind: 'file' } } as const

let root: string
let model: ModelStore['model']
let store: StoreHost
let path: string

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'kiste-zfile-'))
  const opened = await openModelStores(root)
  model = opened.model
  store = opened.stores.get('tank')
  await store.createPlace(vm, uuid)
  path = store.place(vm).disk('data', 'file').source.path
})
afterEach(() => rm(root, { recursive: true, force: true }))

/** What its file system would be if it were not mounted: its folder, with nothing of it. */
const unmounted = async () => {
  await rm(dirname(path), { recursive: true })
  await mkdir(dirname(path))
}

describe('a disk that is a file', () => {
  test('is a file system of its own, with records as large as blocks of volumes and nothing past the cache', async () => {
    expect(await store.createDisk(vm, wish)).toEqual({ type: 'file', path })
    expect(find(model.tree(), 'tank/kiste/web/data')).toMatchObject({
      kind: 'filesystem',
      own: { 'kiste:disk': uuid },
      settings: { recordsize: '16384', direct: 'disabled' },
    })
    const { size, mode } = await stat(path)
    expect([size, mode & 0o777]).toEqual([2 * MiB, 0o600])
    expect((await stat(dirname(path))).mode & 0o777).toBe(0o711)
    expect(await readdir(dirname(path))).toEqual(['disk.raw'])
  })

  test('is told from a volume of the same name', async () => {
    await store.createDisk(vm, wish)
    const volume = { ...wish, from: { type: 'blank' } } as const
    await expect(store.createDisk(vm, volume)).rejects.toMatchObject(problem('already_exists'))
    await store.removeDisk(vm, 'data')
    await store.createDisk(vm, volume)
    expect(await store.diskSize(vm, 'data')).toMatchObject({ kind: 'volume' })
    await expect(store.createDisk(vm, wish)).rejects.toMatchObject(problem('already_exists'))
  })

  test('hides nothing: a folder of its name with something in it is refused', async () => {
    await mkdir(dirname(path))
    await writeFile(join(dirname(path), 'mine'), 'mine')
    await expect(store.createDisk(vm, wish)).rejects.toMatchObject(problem('foreign_object'))
    expect(await readdir(dirname(path))).toEqual(['mine'])
    expect(find(model.tree(), 'tank/kiste/web/data')).toBeUndefined()
    expect(model.tree().filter(({ name }) => name.startsWith('tank/kiste/.tmp/'))).toEqual([])
  })

  test('whose file is gone keeps its VM from starting, and no other file is made for it', async () => {
    await store.createDisk(vm, wish)
    await store.ready(vm, uuid)
    await unmounted()
    await expect(store.ready(vm, uuid)).rejects.toMatchObject(problem('not_found'))
    await expect(store.growDisk(vm, 'data', 4 * MiB)).rejects.toMatchObject(problem('not_found'))
    await expect(store.createDisk(vm, wish)).rejects.toMatchObject(problem('not_found'))
    expect(existsSync(path)).toBe(false)
    expect(await store.diskSize(vm, 'data')).toEqual({ kind: 'file', allocatedBytes: 0 })
  })

  test('has the size that its file has: no number is kept', async () => {
    await store.createDisk(vm, wish)
    await store.snapshots.create([{ vm, uuid, consistency: 'off' }], newSnapshot('s1'))
    await store.growDisk(vm, 'data', 4 * MiB)
    const size = async () => (await store.diskSize(vm, 'data'))?.virtualSizeBytes
    expect(await size()).toBe(4 * MiB)
    const leaving = { snapshot: 'left', at: '2026-01-02T03:04:05.000Z' }
    await store.snapshots.goBack(vm, uuid, { snapshot: 's1', branch: 'b', leaving })
    expect(await size()).toBe(2 * MiB)
    await store.snapshots.switchBranch(vm, uuid, 'main', { ...leaving, snapshot: 'left-b' })
    expect(await size()).toBe(4 * MiB)
  })

  test('says nothing of its size while its key is not loaded', async () => {
    await store.createDisk(vm, wish)
    const listed = async () => (await store.disks()).find((one) => one.vm === vm)?.disks
    expect(await listed()).toMatchObject([{ name: 'data', kind: 'file', path, sizeBytes: 2 * MiB }])
    await model.lock()
    expect(await store.diskSize(vm, 'data')).toEqual({ kind: 'file', allocatedBytes: 0 })
    expect(await listed()).toEqual([{ name: 'data', kind: 'file', path, format: 'raw' }])
    await model.unlock()
    expect(await store.diskSize(vm, 'data')).toMatchObject({ virtualSizeBytes: 2 * MiB })
  })

  test('that is open is neither removed nor moved', async () => {
    await store.createDisk(vm, wish)
    model.open.add('tank/kiste/web/data')
    for (const attempt of [
      () => store.removeDisk(vm, 'data'),
      () => store.renamePlace(vm, 'www', uuid),
      () => store.removePlace(vm, uuid),
      () => store.snapshots.images(vm, uuid, undefined, { letGo: () => Promise.resolve(false) }),
    ])
      await expect(attempt()).rejects.toThrow()
    expect(existsSync(path)).toBe(true)
  })

  test('is named in plans as people would make and grow it', () => {
    const { createDisk, growDisk } = store.commands
    expect(createDisk(vm, wish)).toBe(
      `zfs create -o recordsize=BLOCK tank/kiste/web/data; truncate -s ${2 * MiB} ${path}`,
    )
    expect(growDisk(vm, 'data', 4 * MiB, 'file')).toBe(`truncate -s ${4 * MiB} ${path}`)
    expect(growDisk(vm, 'data', 4 * MiB, 'volume')).toBe(`zfs set volsize=${4 * MiB} tank/kiste/web/data`)
  })
})
