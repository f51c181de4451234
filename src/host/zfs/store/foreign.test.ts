import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as fc from 'fast-check'
import { afterEach, describe, expect, test } from 'vitest'
import { ProblemError } from '../../../domain/problem.ts'
import { MiB } from '../../../domain/size.ts'
import { problem } from '../../testing/host-under-test.ts'
import { applyStep } from './apply-step.ts'
import type { Step } from './step.ts'
import { openModelStores } from './testing/model-stores.ts'
import { find, fullName, within, type Tree, type TreeDataset } from './tree.ts'

// What Kiste did not make is never renamed, promoted or destroyed, wherever in the store it is; where it is in the way, it is named.

const uuids = { web: '11111111-1111-4111-8111-111111111111', db: '22222222-2222-4222-8222-222222222222' }
const at = '2026-01-02T03:04:05.000Z'
const bin = { id: 'web-1', deletedAt: at, keepUntil: at }

const folders: string[] = []
afterEach(async () => {
  for (const folder of folders.splice(0)) await rm(folder, { recursive: true, force: true })
})

/** Two VMs with a disk of each kind, one of which has a history and lives on its second line. */
async function lived() {
  const root = await mkdtemp(join(tmpdir(), 'kiste-foreign-'))
  folders.push(root)
  const { stores, model } = await openModelStores(root)
  const store = stores.get('tank')
  for (const vm of ['web', 'db'] as const) {
    await store.createPlace(vm, uuids[vm])
    await store.createDisk(vm, { name: 'root', sizeBytes: MiB, from: { type: 'blank' } })
    await store.createDisk(vm, { name: 'data', sizeBytes: MiB, from: { type: 'blank', kind: 'file' } })
  }
  const take = (id: string) =>
    store.snapshots.create([{ vm: 'web', uuid: uuids.web, consistency: 'off' }], {
      id,
      createdAt: at,
      by: 'user',
    })
  await take('s1')
  const leaving = { snapshot: 'left', at }
  await store.snapshots.goBack('web', uuids.web, { snapshot: 's1', branch: 'b', leaving })
  await take('s2')
  return { store, model }
}

/** Something that other hands put into a store. */
const strangers: Readonly<Record<string, (on: TreeDataset) => readonly Step[]>> = {
  // Nothing lies below a volume.
  'a dataset': ({ name, kind }) =>
    kind === 'volume' ? [] : [{ do: 'create', dataset: `${name}/theirs`, properties: {} }],
  'a volume': ({ name, kind }) =>
    kind === 'volume'
      ? []
      : [{ do: 'create-volume', dataset: `${name}/theirs`, sizeBytes: MiB, blockBytes: 1, properties: {} }],
  'a snapshot': ({ name }) => [{ do: 'snapshot', snapshots: [`${name}@theirs`], properties: {} }],
  'a clone': ({ name }) => [
    { do: 'snapshot', snapshots: [`${name}@theirs`], properties: {} },
    { do: 'clone', snapshot: `${name}@theirs`, dataset: 'tank/their-clone', properties: {} },
  ],
  'a clone of a snapshot of ours': ({ name, snapshots }) =>
    snapshots.length === 0
      ? []
      : [
          {
            do: 'clone',
            snapshot: `${name}@${snapshots[0]?.label ?? ''}`,
            dataset: 'tank/their-clone',
            properties: {},
          },
        ],
  // ZFS takes a tag once.
  'a hold': (on) =>
    on.snapshots[0]?.holds.includes('theirs') !== false
      ? []
      : [{ do: 'hold', snapshots: [fullName(on, on.snapshots[0])], tag: 'theirs' }],
}

type Verb = (store: Awaited<ReturnType<typeof lived>>['store']) => Promise<unknown>
const verbs: Readonly<Record<string, Verb>> = {
  remove: (store) => store.removePlace('web', uuids.web),
  'remove the other': (store) => store.removePlace('db', uuids.db),
  rename: (store) => store.renamePlace('web', 'www', uuids.web),
  bin: (store) => store.moveToBin('web', uuids.web, bin),
  purge: async (store) => {
    await store.moveToBin('web', uuids.web, bin)
    await store.purge(bin.id)
  },
  'go back': (store) =>
    store.snapshots.goBack('web', uuids.web, {
      snapshot: 's1',
      branch: 'c',
      leaving: { snapshot: 'l2', at },
    }),
  switch: (store) => store.snapshots.switchBranch('web', uuids.web, 'main', { snapshot: 'l2', at }),
  'remove a branch': (store) => store.snapshots.removeBranch('web', uuids.web, 'main'),
  'remove a snapshot': (store) => store.snapshots.remove('web', uuids.web, 's2'),
  'remove a disk': (store) => store.removeDisk('web', 'root'),
  'remove a disk that is a file': (store) => store.removeDisk('web', 'data'),
}

/** What is not Kiste's in a store: each thing, and whether it is as it was. */
function foreignOf(tree: Tree): string[] {
  return within(tree, 'tank').flatMap(({ name, guid, origin, own, snapshots }) => [
    ...(name.endsWith('theirs') || name.endsWith('their-clone')
      ? [`dataset ${guid} ${JSON.stringify(own)} ${origin?.split('@')[1] ?? ''}`]
      : []),
    ...snapshots.flatMap((snapshot) => [
      ...(snapshot.label === 'theirs' ? [`snapshot ${snapshot.guid}`] : []),
      ...(snapshot.holds.includes('theirs') ? [`hold on ${snapshot.guid}`] : []),
    ]),
  ])
}

describe("others' things in a store", () => {
  test('are never touched, whatever is done to what is around them', async () => {
    const what = fc.record({
      verb: fc.constantFrom(...Object.keys(verbs)),
      put: fc.array(fc.record({ what: fc.constantFrom(...Object.keys(strangers)), on: fc.nat(30) }), {
        minLength: 1,
        maxLength: 3,
      }),
    })
    await fc.assert(
      fc.asyncProperty(what, async ({ verb, put }) => {
        const { store, model } = await lived()
        for (const { what, on } of put) {
          const places = within(model.tree(), 'tank/kiste')
          const place = places[on % places.length]
          for (const step of (place && strangers[what]?.(place)) ?? []) {
            const name = 'dataset' in step ? step.dataset : ''
            if (
              find(model.tree(), name) ||
              (step.do === 'snapshot' && place?.snapshots.some((one) => one.label === 'theirs'))
            )
              break
            model.change((tree) => applyStep(tree, step))
          }
        }
        const before = foreignOf(model.tree())
        const names = within(model.tree(), 'tank').filter(({ name }) => name.endsWith('theirs'))
        await verbs[verb]?.(store).catch((error: unknown) => {
          if (!(error instanceof ProblemError)) throw error
        })
        expect(foreignOf(model.tree())).toEqual(expect.arrayContaining(before))
        for (const { name, guid } of names) expect(find(model.tree(), name)).toMatchObject({ guid })
      }),
      { numRuns: 120 },
    )
  })

  test.each([
    ['a dataset', 'foreign_object'],
    ['a volume', 'foreign_object'],
    ['a snapshot', 'foreign_object'],
    ['a hold', 'in_use'],
    ['a clone of a snapshot of ours', 'in_use'],
  ])('%s keeps a VM from being removed, and is named', async (what, code) => {
    const { store, model } = await lived()
    const place = find(model.tree(), 'tank/kiste/web')
    for (const step of (place && strangers[what]?.(place)) ?? [])
      model.change((tree) => applyStep(tree, step))
    await expect(store.removePlace('web', uuids.web)).rejects.toMatchObject(problem(code))
    await expect(store.removePlace('web', uuids.web)).rejects.toThrow(/theirs|their-clone/)
    expect(await store.diskSize('web', 'root')).toBeDefined()
  })

  test('what others have below a disk that is a file keeps it from going out of use', async () => {
    const { store, model } = await lived()
    const dataset = 'tank/kiste/web/data/theirs'
    await model.run({ do: 'create', dataset, properties: {} })
    const removing = store.removeDisk('web', 'data')
    await expect(removing).rejects.toMatchObject(problem('foreign_object'))
    await expect(removing).rejects.toThrow(dataset)
    expect(find(model.tree(), dataset)).toBeDefined()
    expect(await store.diskSize('web', 'data')).toBeDefined()
  })

  test('what others have below a branch keeps it from being switched to, and stays where it is', async () => {
    const { store, model } = await lived()
    const dataset = `tank/kiste/.branches/${uuids.web}/main/theirs`
    await model.run({ do: 'create', dataset, properties: {} })
    const switching = store.snapshots.switchBranch('web', uuids.web, 'main', { snapshot: 'l2', at })
    await expect(switching).rejects.toMatchObject(problem('foreign_object'))
    await expect(switching).rejects.toThrow(dataset)
    expect(find(model.tree(), dataset)).toBeDefined()
  })

  test('a snapshot of another tool is shown, gone back to, and removed by its own name only', async () => {
    const { store, model } = await lived()
    const names = ['tank/kiste/web', 'tank/kiste/web/root', 'tank/kiste/web/data'].map(
      (name) => `${name}@auto`,
    )
    await model.run({ do: 'snapshot', snapshots: names, properties: {} })
    const auto = async () =>
      (await store.snapshots.history('web', uuids.web)).snapshots.find(({ id }) => id === 'auto')
    expect(await auto()).toMatchObject({ by: 'user', consistency: 'crash', branch: 'b', parent: 's2' })
    await store.snapshots.goBack('web', uuids.web, {
      snapshot: 'auto',
      branch: 'c',
      leaving: { snapshot: 'l2', at },
    })
    await store.snapshots.removeBranch('web', uuids.web, 'main')
    await store.snapshots.switchBranch('web', uuids.web, 'b', { snapshot: 'l3', at })
    await store.snapshots.removeBranch('web', uuids.web, 'c')
    expect(await auto()).toBeDefined()
    await store.snapshots.remove('web', uuids.web, 'auto')
    expect(await auto()).toBeUndefined()
  })

  test('one that covers only a part of the VM is not gone back to', async () => {
    const { store, model } = await lived()
    await model.run({ do: 'snapshot', snapshots: ['tank/kiste/web@part'], properties: {} })
    const going = store.snapshots.goBack('web', uuids.web, {
      snapshot: 'part',
      branch: 'c',
      leaving: { snapshot: 'l2', at },
    })
    await expect(going).rejects.toMatchObject(problem('not_supported'))
    await expect(going).rejects.toThrow('root')
  })

  test('snapshots of one name on several branches are told apart', async () => {
    const { store, model } = await lived()
    const all = within(model.tree(), 'tank/kiste').filter(
      ({ kind, name }) => kind === 'volume' || name.match(/web$|main$|data$/),
    )
    await model.run({ do: 'snapshot', snapshots: all.map(({ name }) => `${name}@auto`), properties: {} })
    const { snapshots } = await store.snapshots.history('web', uuids.web)
    expect(snapshots.map(({ id }) => id)).toEqual(expect.arrayContaining(['main@auto', 'b@auto']))
    await store.snapshots.remove('web', uuids.web, 'b@auto')
    expect((await store.snapshots.history('web', uuids.web)).snapshots.map(({ id }) => id)).toContain('auto')
  })
})
