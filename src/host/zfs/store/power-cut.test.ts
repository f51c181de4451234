import { createHash } from 'node:crypto'
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, test } from 'vitest'
import { MiB } from '../../../domain/size.ts'
import type { DefinitionText } from '../../host.ts'
import { realFiles, type StoreFiles } from '../../store-files.ts'
import type { StoreHost } from '../../store-host.ts'
import { essence } from './testing/example-tree.ts'
import { PowerCut } from './testing/model-zfs.ts'
import { openModelStores } from './testing/model-stores.ts'

// Every verb is cut off before each change it makes, in ZFS and in files, and where ZFS has made something and not yet said what it is.
// Then the store is opened afresh, as after a power cut, and the verb is run again: what is there is what would have been there.

const [web, db] = ['11111111-1111-4111-8111-111111111111', '22222222-2222-4222-8222-222222222222']
const at = '2026-01-02T03:04:05.000Z'
const bin = { id: 'web-1', deletedAt: at, keepUntil: '2026-02-02T03:04:05.000Z' }
const leaving = (snapshot: string) => ({ snapshot, at })
const take = (store: StoreHost, id: string) =>
  store.snapshots.create([{ vm: 'web', uuid: web, consistency: 'off' }], { id, createdAt: at, by: 'user' })
const goBack = (store: StoreHost, snapshot: string, branch: string) =>
  store.snapshots.goBack('web', web, { snapshot, branch, leaving: leaving(`left-for-${branch}`) })
type From = Parameters<StoreHost['createDisk']>[1]['from']
const disk = (name: string, from: From) => ({
  name,
  sizeBytes: 16 * MiB,
  from,
})
const blank = (name: string) => disk(name, { type: 'blank' })
/** Small, as all of it is read again and again. */
const file = (name: string, from: From = { type: 'blank', kind: 'file' }) => ({ name, sizeBytes: MiB, from })

type Act = (store: StoreHost) => Promise<unknown>

/** A VM with two disks, one of each kind. */
const withVm: Act = async (store) => {
  await store.createPlace('web', web)
  await store.createDisk('web', blank('root'))
  await store.createDisk('web', file('data'))
  await store.writeDefinition('web', web, 'the definition' as DefinitionText)
}
/** It lives on its second line, and disks of another VM stand on it. */
const withHistory: Act = async (store) => {
  await withVm(store)
  await take(store, 's1')
  await store.removeDisk('web', 'data')
  await take(store, 's2')
  await goBack(store, 's1', 'b')
  await store.createPlace('db', db)
  await store.createDisk('db', disk('root', { type: 'vm', vm: 'web', disk: 'root', how: 'linked' }))
  await store.createDisk('db', file('data', { type: 'vm', vm: 'web', disk: 'data', how: 'linked' }))
}
const withPlace: Act = async (store) => {
  await withVm(store)
  await store.createPlace('db', db)
}

const verbs: readonly (readonly [string, Act, Act])[] = [
  ['making a place', () => Promise.resolve(), (store) => store.createPlace('web', web)],
  [
    'making a blank disk',
    (store) => store.createPlace('web', web),
    (store) => store.createDisk('web', blank('root')),
  ],
  [
    'making a disk that is a file',
    (store) => store.createPlace('web', web),
    (store) => store.createDisk('web', file('data')),
  ],
  [
    'making a file of a disk elsewhere',
    (store) => store.createPlace('web', web),
    (store) =>
      store.createDisk(
        'web',
        file('data', { type: 'elsewhere', path: '/elsewhere/data.qcow2', format: 'qcow2', kind: 'file' }),
      ),
  ],
  [
    'making a disk of an image',
    (store) => store.createPlace('web', web),
    (store) => store.createDisk('web', disk('root', { type: 'image', image: 'debian' })),
  ],
  [
    'making a disk of an image with all of its room',
    (store) => store.createPlace('web', web),
    (store) => store.createDisk('web', disk('root', { type: 'image', image: 'debian', thick: true })),
  ],
  [
    'sharing a disk',
    withPlace,
    (store) => store.createDisk('db', disk('root', { type: 'vm', vm: 'web', disk: 'root', how: 'linked' })),
  ],
  [
    'copying a disk',
    withPlace,
    (store) => store.createDisk('db', disk('root', { type: 'vm', vm: 'web', disk: 'root', how: 'full' })),
  ],
  [
    'sharing a disk that is a file, and growing it',
    withPlace,
    (store) =>
      store.createDisk('db', {
        ...file('data', { type: 'vm', vm: 'web', disk: 'data', how: 'linked' }),
        sizeBytes: 2 * MiB,
      }),
  ],
  [
    'copying a disk that is a file, and growing it',
    withPlace,
    (store) =>
      store.createDisk('db', {
        ...file('data', { type: 'vm', vm: 'web', disk: 'data', how: 'full' }),
        sizeBytes: 2 * MiB,
      }),
  ],
  ['growing a disk that is a file', withVm, (store) => store.growDisk('web', 'data', 2 * MiB)],
  [
    'removing a disk that a snapshot needs',
    async (store) => {
      await withVm(store)
      await take(store, 's1')
    },
    (store) => store.removeDisk('web', 'data'),
  ],
  ['growing a disk', withVm, (store) => store.growDisk('web', 'root', 32 * MiB)],
  ['removing a disk', withVm, (store) => store.removeDisk('web', 'data')],
  ['writing a definition', withVm, (store) => store.writeDefinition('web', web, 'another' as DefinitionText)],
  ['renaming', withHistory, (store) => store.renamePlace('web', 'www', web)],
  ['moving to the bin', withHistory, (store) => store.moveToBin('web', web, bin)],
  [
    'bringing back from the bin',
    async (store) => {
      await withHistory(store)
      await store.moveToBin('web', web, bin)
    },
    (store) => store.restoreFromBin(bin.id, 'web'),
  ],
  [
    'removing from the bin for good',
    async (store) => {
      await withHistory(store)
      await store.moveToBin('web', web, bin)
    },
    (store) => store.purge(bin.id),
  ],
  ['removing a VM', withHistory, (store) => store.removePlace('web', web)],
  ['removing a VM that stands on another', withHistory, (store) => store.removePlace('db', db)],
  ['taking a snapshot', withVm, (store) => take(store, 's1')],
  ['going back', withHistory, (store) => goBack(store, 's2', 'c')],
  ['switching', withHistory, (store) => store.snapshots.switchBranch('web', web, 'main', leaving('left-b'))],
  ['removing a branch', withHistory, (store) => store.snapshots.removeBranch('web', web, 'main')],
  [
    'removing a snapshot',
    async (store) => {
      await withVm(store)
      await take(store, 's1')
      await take(store, 's2')
    },
    (store) => store.snapshots.remove('web', web, 's1'),
  ],
  [
    'removing several snapshots',
    async (store) => {
      await withHistory(store)
      for (const id of ['b1', 'b2', 'b3']) await take(store, id)
    },
    (store) => store.snapshots.removeMany('web', web, ['s2', 'b1', 'b2', 's1']),
  ],
]

const folders: string[] = []
afterEach(async () => {
  for (const folder of folders.splice(0)) await rm(folder, { recursive: true, force: true })
})

/** A store on a model, in which the power goes before the change of a number that is set later. */
async function fresh(prepare: Act) {
  const root = await mkdtemp(join(tmpdir(), 'kiste-cut-'))
  folders.push(root)
  let left = Number.POSITIVE_INFINITY
  let isOff = false
  const count = async (bare?: () => Promise<void>) => {
    if (isOff) throw new PowerCut()
    if (left === 0) {
      isOff = true
      throw new PowerCut()
    }
    left -= 1
    // One more moment: made, and not yet marked.
    if (bare && left === 0) {
      isOff = true
      await bare()
      throw new PowerCut()
    }
    if (bare) left -= 1
  }
  const files: StoreFiles = cutting(() => count())
  const first = await openModelStores(root, { files })
  first.model.before = (what, bare) => count(what === 'create' || what === 'clone' ? bare : undefined)
  await prepare(first.stores.get('tank'))
  return {
    store: first.stores.get('tank'),
    cutAfter: (changes: number) => void (left = changes),
    wasCut: () => isOff,
    async reopen() {
      isOff = false
      left = Number.POSITIVE_INFINITY
      const again = await openModelStores(root, { model: first.model, files })
      return { store: again.stores.get('tank'), problems: again.problems }
    },
    async state() {
      const state = {
        tree: essence(first.model.tree()),
        files: await filesBelow(first.model.bases.mounts),
      }
      return JSON.parse(JSON.stringify(state).replaceAll(root, '')) as typeof state
    },
  }
}

function cutting(count: () => Promise<void>): StoreFiles {
  const entries = Object.entries(realFiles).map(([name, act]) => [
    name,
    async (...args: readonly unknown[]) => {
      await count()
      return (act as (...given: readonly unknown[]) => Promise<unknown>)(...args)
    },
  ])
  return Object.fromEntries(entries) as StoreFiles
}

const sha256 = (content: Buffer) => createHash('sha256').update(content).digest('hex')

/** What lies in the file systems, past what ZFS shows of snapshots there. */
async function filesBelow(folder: string): Promise<string[]> {
  const found: string[] = []
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name)
    if (!entry.isFile() || path.includes('/.zfs/')) continue
    const content = await readFile(path)
    const text = content.length > 4096 ? `${content.length} bytes, ${sha256(content)}` : content.toString()
    found.push(`${path.slice(folder.length)}: ${text}`)
  }
  return found.toSorted()
}

describe('cut off anywhere and run again', () => {
  test.each(verbs)('%s', async (_, prepare, act) => {
    const whole = await fresh(prepare)
    await act(whole.store)
    const wanted = await whole.state()
    for (let changes = 0; ; changes += 1) {
      const cut = await fresh(prepare)
      cut.cutAfter(changes)
      await act(cut.store).catch((error: unknown) => {
        if (!cut.wasCut()) throw error
      })
      if (!cut.wasCut()) {
        expect(changes).toBeGreaterThan(0)
        return
      }
      const { store, problems } = await cut.reopen()
      await act(store)
      expect(problems).toEqual([])
      expect({ changes, ...(await cut.state()) }).toEqual({ changes, ...wanted })
    }
  })
})

describe('cut off anywhere and undone', () => {
  test.each(verbs.filter(([name]) => /^making|^sharing|^copying/.test(name)))(
    '%s',
    async (_, prepare, act) => {
      const before = await fresh(prepare)
      const vms = (await before.store.places()).map(({ vm }) => vm)
      const [vm, uuid] = vms.includes('db') ? ['db', db] : ['web', web]
      await before.store.removePlace(vm, uuid)
      const wanted = await before.state()
      for (let changes = 0; ; changes += 1) {
        const cut = await fresh(prepare)
        cut.cutAfter(changes)
        await act(cut.store).catch((error: unknown) => {
          if (!cut.wasCut()) throw error
        })
        if (!cut.wasCut()) return
        const { store, problems } = await cut.reopen()
        await store.removePlace(vm, uuid)
        expect(problems).toEqual([])
        expect({ changes, ...withoutImages(await cut.state()) }).toEqual({
          changes,
          ...withoutImages(wanted),
        })
      }
    },
  )
})

/** An image that was filled stays for the next VM. */
function withoutImages(state: { readonly tree: unknown; readonly files: readonly string[] }) {
  const tree = state.tree as readonly { readonly name: string }[]
  return { ...state, tree: tree.filter(({ name }) => !name.startsWith('tank/kiste/.images/')) }
}
