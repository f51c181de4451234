import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, test } from 'vitest'
import { problemError } from '../../../domain/problem.ts'
import { problem } from '../../testing/host-under-test.ts'
import { applyStep } from './apply-step.ts'
import { storeLayout } from './layout.ts'
import { makeStore, nextMakingStore } from './make-store.ts'
import { mounted } from './places.ts'
import { makingRoom } from './reserve.ts'
import { commandOf } from './step.ts'
import type { ZfsStore } from './store.ts'
import { applyAll, cutsOf, dataset, essence, toTheEnd } from './testing/example-tree.ts'
import { modelZfs } from './testing/model-zfs.ts'
import type { Tree, TreeDataset } from './tree.ts'
import { unfold } from './unfold.ts'

const next = (tree: Tree) => nextMakingStore(tree, storeLayout('tank'), { directIo: true })

const folders: string[] = []
afterEach(async () => {
  for (const folder of folders.splice(0)) await rm(folder, { recursive: true, force: true })
})
async function model() {
  const root = await mkdtemp(join(tmpdir(), 'kiste-make-'))
  folders.push(root)
  const zfs = modelZfs(root, 'tank')
  const layout = storeLayout('tank', zfs.bases)
  return { zfs, layout, make: () => makeStore(zfs, layout, { directIo: false }) }
}

describe('making a store', () => {
  test('takes a dataset and its parts', () => {
    expect(unfold([dataset('tank')], next).map(commandOf)).toEqual([
      'zfs create -o mountpoint=/var/lib/kiste/stores/tank -o canmount=on -o volmode=dev -o snapdev=hidden -o direct=disabled -o kiste:store=1 tank/kiste',
      'zfs create -o canmount=off -o readonly=on -o kiste:part=bin tank/kiste/.bin',
      'zfs create -o canmount=off -o readonly=on -o kiste:part=branches tank/kiste/.branches',
      'zfs create -o canmount=off -o readonly=on -o kiste:part=images tank/kiste/.images',
      'zfs create -o canmount=off -o kiste:part=scratch tank/kiste/.tmp',
      'zfs create -o canmount=off -o kiste:part=reserve tank/kiste/.reserve',
    ])
  })

  test('goes on where the power cut it off', () => {
    const whole = toTheEnd([dataset('tank')], next)
    for (const left of cutsOf(unfold([dataset('tank')], next)))
      expect(essence(toTheEnd(applyAll([dataset('tank')], left), next))).toEqual(essence(whole))
  })

  test('twice is once, and what was changed by hand stays', async () => {
    const { zfs, make } = await model()
    await make()
    await zfs.run({ do: 'set', dataset: 'tank/kiste', properties: { compression: 'off' } })
    const before = zfs.tree()
    await make()
    expect(zfs.tree().find(({ name }) => name === 'tank/kiste')?.settings).toMatchObject({
      compression: 'off',
    })
    expect(zfs.tree().map(({ name }) => name)).toEqual(before.map(({ name }) => name))
  })

  test.each([
    ['something below it', dataset('tank/kiste/photos')],
    ['something in it', dataset('tank/kiste', { ownBytes: 2 ** 30 })],
  ])('leaves a dataset of its name alone that has %s', async (_, there) => {
    const { zfs, make } = await model()
    zfs.change((tree) => [...(there.name === 'tank/kiste' ? [] : [dataset('tank/kiste')]), ...tree, there])
    await expect(make()).rejects.toMatchObject(problem('foreign_object'))
  })

  test('takes over an empty dataset of its name, as a power cut leaves one', async () => {
    const { zfs, make } = await model()
    zfs.change((tree) => applyStep(tree, { do: 'create', dataset: 'tank/kiste', properties: {} }))
    await mkdir(join(zfs.bases.mounts, 'tank'), { recursive: true })
    await make()
    expect(zfs.tree().find(({ name }) => name === 'tank/kiste')?.own).toEqual({ 'kiste:store': '1' })
  })

  test('does not hide what lies where it will be mounted', async () => {
    const { zfs, make } = await model()
    const folder = join(zfs.bases.mounts, 'tank')
    await mkdir(folder, { recursive: true })
    await writeFile(join(folder, 'mine'), '')
    await expect(make()).rejects.toMatchObject(problem('foreign_object'))
  })
})

describe('the space that is set aside', () => {
  const full = () => problemError({ code: 'no_space', message: 'full' })

  async function store() {
    const { zfs, layout, make } = await model()
    await make()
    const aside = () =>
      zfs.tree().find(({ name }) => name === layout.reserve)?.settings?.['refreservation'] ?? 'none'
    return { aside, store: { zfs, layout } as unknown as ZfsStore }
  }

  test('is used where there is no other, and set aside again', async () => {
    const { aside, store: made } = await store()
    const before = aside()
    expect(Number(before)).toBeGreaterThan(0)
    const seen: string[] = []
    await makingRoom(made, () => {
      seen.push(aside())
      return seen.length === 1 ? Promise.reject(full()) : Promise.resolve()
    })
    expect(seen).toEqual([before, 'none'])
    expect(aside()).toBe(before)
  })

  test('is set aside again once there is room, if it could not be at once', async () => {
    const { aside, store: made } = await store()
    const before = aside()
    let isFull = true
    const zfs = {
      ...made.zfs,
      run: (step: Parameters<typeof made.zfs.run>[0]) =>
        isFull &&
        JSON.stringify(step).includes('"refreservation":"') &&
        !JSON.stringify(step).includes('none')
          ? Promise.reject(full())
          : made.zfs.run(step),
    }
    const tight = { ...made, zfs }
    let tries = 0
    await makingRoom(tight, () => (++tries === 1 ? Promise.reject(full()) : Promise.resolve()))
    expect(aside()).toBe('none')
    await makingRoom(tight, () => Promise.resolve())
    expect(aside()).toBe('none')
    isFull = false
    await makingRoom(tight, () => Promise.resolve())
    expect(aside()).toBe(before)
  })

  test('is not touched for other reasons, and an error after all is told', async () => {
    const { aside, store: made } = await store()
    const before = aside()
    await expect(makingRoom(made, () => Promise.reject(new Error('other')))).rejects.toThrow('other')
    await expect(makingRoom(made, () => Promise.reject(full()))).rejects.toThrow('full')
    expect(aside()).toBe(before)
  })

  test('is used to mount what lies in a pool in which nothing is free', async () => {
    const { aside, store: made } = await store()
    const mounts: string[] = []
    const zfs = {
      ...made.zfs,
      // The folder that it would be mounted on takes a block.
      mount: (dataset: string) =>
        aside() === 'none' ? Promise.resolve(void mounts.push(dataset)) : Promise.reject(full()),
    }
    const files = { name: made.layout.binned('web-1'), lockedBy: undefined }
    await mounted({ ...made, zfs }, { files: files as unknown as TreeDataset })
    expect(mounts).toEqual([made.layout.root, made.layout.binned('web-1')])
    expect(aside()).not.toBe('none')
  })
})
