import { mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { dirImages } from '../../src/host/dir/dir-images.ts'
import { diskChain } from '../../src/host/dir/disk-files.ts'
import { openDirStore, openStore, storeHost } from '../../src/host/dir/open-dir-store.ts'
import { dirTools } from '../../src/host/dir-tools.ts'
import { here, type Runner } from '../../src/host/exec.ts'
import type { Consistency } from '../../src/domain/snapshot.ts'
import type { DefinitionText } from '../../src/host/host.ts'
import type { StoreHost } from '../../src/host/store-host.ts'
import { blankDisk, leaving, newSnapshot } from '../../src/host/testing/snapshot-hands.ts'
import { cutPowerEverywhere } from './support/cut-power.ts'
import {
  addImage,
  holdsBytes,
  openAsVm,
  powerFor,
  scratchFolder,
  scratchStore,
  writeBytes,
} from './support/scratch-store.ts'
import { openStandInVm } from './support/stand-in-vm.ts'
import { storeHands } from './support/store-hands.ts'

const uuid = '11111111-0000-4000-8000-000000000001'
const copyUuid = '22222222-0000-4000-8000-000000000002'
const code = (wanted: string) => ({ problems: [expect.objectContaining({ code: wanted })] })

describe('cut off anywhere, nothing is lost and a second run ends it', () => {
  it('taking a snapshot of two disks', async () => {
    const { root, store } = await webStore()
    await store.createDisk('web', blankDisk('data'))
    await write(store, 'two')
    const cuts = await cutPowerEverywhere({
      root,
      verb: (powered) => take(powered, 's2'),
      afterCut: async (powered) => {
        expect(await read(powered)).toBe('two')
        expect(await ids(powered)).toEqual(expect.arrayContaining(['s1']))
      },
      afterwards: async (powered) => {
        expect(await ids(powered)).toEqual(['s1', 's2'])
        await write(powered, 'three')
        await expectBack(powered, { s1: 'one', s2: 'two' })
      },
    })
    expect(cuts).toBeGreaterThan(20)
  })

  it('going back', async () => {
    const { root, store } = await webStore()
    await write(store, 'two')
    const cuts = await cutPowerEverywhere({
      root,
      verb: (powered) => goBack(powered, 's1', 'b'),
      afterCut: async (powered) => {
        const { branches } = await powered.snapshots.history('web', uuid)
        if (branches.length === 1) expect(await read(powered)).toBe('two')
        else expect(await ids(powered)).toEqual(['s1', 'left-for-b'])
      },
      afterwards: async (powered) => {
        expect(await read(powered)).toBe('one')
        expect(await powered.readDefinition('web')).toBe('definition 1')
        await write(powered, 'three')
        await expectBack(powered, { s1: 'one', 'left-for-b': 'two' })
      },
    })
    expect(cuts).toBeGreaterThan(25)
  })

  it('going back, and then somewhere else instead of on', async () => {
    const { root, store } = await webStore()
    await write(store, 'two')
    let halfway = 0
    await cutPowerEverywhere({
      root,
      verb: (powered) => goBack(powered, 's1', 'b'),
      afterCut: async (powered) => {
        const { branches } = await powered.snapshots.history('web', uuid)
        if (branches.length === 1) return
        halfway += 1
        await powered.snapshots.switchBranch('web', uuid, 'main', leaving('undo'))
        expect(await read(powered)).toBe('two')
        await powered.snapshots.switchBranch('web', uuid, 'b', leaving('redo'))
      },
      afterwards: async (powered) => expect(await read(powered)).toBe('one'),
    })
    expect(halfway).toBeGreaterThan(3)
  })

  it('switching to another branch', async () => {
    const { root, store } = await webStore()
    await write(store, 'two')
    await goBack(store, 's1', 'b')
    await write(store, 'three')
    const cuts = await cutPowerEverywhere({
      root,
      verb: (powered) => powered.snapshots.switchBranch('web', uuid, 'main', leaving('left-b')),
      afterCut: async (powered) => {
        if (!(await ids(powered)).includes('left-b')) expect(await read(powered)).toBe('three')
      },
      afterwards: async (powered) => {
        expect(await read(powered)).toBe('two')
        await expectBack(powered, { s1: 'one', 'left-b': 'three' })
      },
    })
    expect(cuts).toBeGreaterThan(20)
  })

  it.each(['the power is cut', 'libvirt refuses'])('taking a snapshot of a VM that runs: %s', async (how) => {
    for (let actions = 0; ; actions += 1) {
      const { root, store } = await webStore()
      const disk = join(root, 'web/root.qcow2')
      const power = powerFor(how === 'the power is cut' ? actions : Infinity)
      let isFirstTry = true
      const vm = await openStandInVm(disk, () => isFirstTry && (power.wasCut() || how === 'libvirt refuses'))
      const options = { root, runner: here, running: vm.running }
      await vm.write(0x22, 64)
      const isCut = await openDirStore({ ...options, files: power.files, tools: power.tools })
        .then((powered) => take(powered, 's2', 'crash'))
        .then(
          () => false,
          () => true,
        )
      isFirstTry = false
      // Nobody told the VM: it goes on writing to the file it has open, whatever that is called by now.
      await vm.write(0x33, 128)
      const opened = await openDirStore({ ...options, tools: dirTools(here) })
      await take(opened, 's2', 'crash')
      await vm.write(0x44, 192)
      await vm.stop()
      expect(await read(store)).toBe('one')
      for (const [byte, at] of [
        [0x22, 64],
        [0x33, 128],
        [0x44, 192],
      ] as const)
        expect(await holds(disk, byte, at), `${byte} after ${actions} actions`).toBe(true)
      await goBack(store, 's2', 'b')
      expect(await holds(disk, 0x22, 64)).toBe(true)
      // What came between the two tries is in the snapshot, unless the first got through; what came after it never is.
      expect(await holds(disk, 0x33, 128)).toBe(isCut)
      expect(await holds(disk, 0x44, 192)).toBe(false)
      if (!isCut || how === 'libvirt refuses') return
      expect(actions).toBeLessThan(100)
    }
  })

  it('removing a snapshot, and putting its layer together with the next', async () => {
    const { root, store } = await webStore()
    await write(store, 'two')
    await take(store, 's2')
    await write(store, 'three')
    await take(store, 's3')
    await write(store, 'four')
    const cuts = await cutPowerEverywhere({
      root,
      verb: (powered) => powered.snapshots.remove('web', uuid, 's2'),
      afterCut: async (powered) => expect(await read(powered)).toBe('four'),
      afterwards: async (powered) => {
        expect(await ids(powered)).toEqual(['s1', 's3'])
        expect(await layers(root)).toHaveLength(2)
        expect(await readdir(join(root, 'web/history'))).toEqual(['history.json', 's1', 's3'])
        await expectBack(powered, { s1: 'one', s3: 'three' })
      },
    })
    expect(cuts).toBeGreaterThan(8)
  })

  it('removing a branch', async () => {
    const { root, store } = await webStore()
    await write(store, 'two')
    await goBack(store, 's1', 'b')
    await write(store, 'three')
    const cuts = await cutPowerEverywhere({
      root,
      verb: (powered) => powered.snapshots.removeBranch('web', uuid, 'main'),
      afterCut: async (powered) => expect(await read(powered)).toBe('three'),
      afterwards: async (powered) => {
        expect(await ids(powered)).toEqual(['s1'])
        expect(await layers(root)).toHaveLength(1)
        expect(await read(powered)).toBe('three')
        await expectBack(powered, { s1: 'one' })
      },
    })
    expect(cuts).toBeGreaterThan(3)
  })
})

it('where layers cannot be put together, the snapshot goes all the same, and they are read as before', async () => {
  const { root, store } = await webStore()
  const disk = join(root, 'web/root.qcow2')
  for (const [byte, at] of [
    [0x22, '1M'],
    [0x23, '2M'],
    [0x24, '3M'],
  ] as const)
    await writeBytes(disk, byte, at)
  await take(store, 's2')
  const breaksOff: Runner = {
    place: 'here',
    run: (argv, options) =>
      argv[1] === 'commit'
        ? here.run(['prlimit', '--fsize=2000000', '--', ...argv], options)
        : here.run(argv, options),
  }
  const half = (await scratchStore({ root, runner: breaksOff })).store
  await half.snapshots.remove('web', uuid, 's1')
  expect(await layers(root)).toHaveLength(2)
  const isWhole = async () =>
    (await read(store)) === 'one' &&
    (await holdsBytes(disk, 0x22, '1M')) &&
    (await holdsBytes(disk, 0x23, '2M')) &&
    (await holdsBytes(disk, 0x24, '3M'))
  expect(await isWhole()).toBe(true)
  await store.snapshots.remove('web', uuid, 's1')
  expect(await layers(root)).toHaveLength(1)
  expect(await isWhole()).toBe(true)
})

describe('layers', () => {
  it('are added only when something was written', async () => {
    const { root, store } = await webStore()
    await take(store, 's2')
    await take(store, 's3')
    expect(await layers(root)).toHaveLength(1)
    await store.growDisk('web', 'root', 32 * 2 ** 20)
    await take(store, 's4')
    expect(await layers(root)).toHaveLength(2)
  })

  it('go with the snapshots that had them, and all of them with the VM', async () => {
    const { root, store } = await webStore()
    for (const id of ['s2', 's3', 's4']) {
      await write(store, id)
      await take(store, id)
    }
    await write(store, 'now')
    expect(await layers(root)).toHaveLength(4)
    for (const id of ['s2', 's3', 's1']) await store.snapshots.remove('web', uuid, id)
    expect(await layers(root)).toHaveLength(1)
    await store.snapshots.remove('web', uuid, 's4')
    expect(await layers(root)).toEqual([])
    expect(await read(store)).toBe('now')
    await take(store, 's5')
    await store.removePlace('web', uuid)
    expect(await layers(root)).toEqual([])
  })

  it('are measured: what only one snapshot needs', async () => {
    const { store } = await webStore()
    const bytes = async (id: string) =>
      (await store.snapshots.history('web', uuid)).snapshots.find((each) => each.id === id)?.uniqueBytes ?? -1
    // A definition and a mark lie beside the disks; the layer is shared with what came later.
    expect(await bytes('s1')).toBeLessThan(20_000)
    await write(store, 'two')
    await goBack(store, 's1', 'b')
    expect(await bytes('left-for-b')).toBeGreaterThan(200_000)
  })

  it('are no more than are good for a disk, and fewer again when snapshots go', async () => {
    const { root, store } = await webStore()
    for (let layer = 2; layer <= 49; layer += 1) {
      await write(store, `${layer}`)
      await take(store, `s${layer}`)
    }
    await write(store, 'now')
    await expect(take(store, 'too-many')).rejects.toMatchObject({
      problems: [{ code: 'not_supported', message: expect.stringContaining('50 layers') as string }],
    })
    expect(await read(store)).toBe('now')
    for (let layer = 2; layer <= 30; layer += 1) await store.snapshots.remove('web', uuid, `s${layer}`)
    const chain = await diskChain(join(root, 'web/root.qcow2'), 'qcow2')
    expect(chain).toHaveLength(21)
    await take(store, 'fits')
    await expectBack(store, { s1: 'one', s40: '40', fits: 'now' })
  })

  it('wait for the VM to be off before they are put together', async () => {
    const { root, store } = await webStore()
    await write(store, 'two')
    await take(store, 's2')
    await write(store, 'three')
    const closeVm = await openAsVm(join(root, 'web/root.qcow2'))
    await store.snapshots.remove('web', uuid, 's1')
    expect(await layers(root)).toHaveLength(2)
    await closeVm()
    await store.snapshots.remove('web', uuid, 's1')
    expect(await layers(root)).toHaveLength(1)
    await expectBack(store, { s2: 'two' })
  })

  it('that a clone stands on are left alone', async () => {
    const { root, store } = await webStore()
    await write(store, 'two')
    await store.createPlace('copy', copyUuid)
    const from = { type: 'vm', vm: 'web', disk: 'root', how: 'linked' } as const
    await store.createDisk('copy', { ...blankDisk('root'), from })
    await write(store, 'three')
    await take(store, 's3')
    await store.snapshots.remove('web', uuid, 's1')
    expect(await layers(root)).toHaveLength(3)
    expect(await storeHands(store).readDisk('copy', 'root')).toBe('two')
    await store.removePlace('copy', copyUuid)
    await store.snapshots.remove('web', uuid, 's1')
    expect(await layers(root)).toHaveLength(1)
    await expectBack(store, { s3: 'three' })
  })

  it('keep an image in use that only a snapshot stands on', async () => {
    const folder = await scratchFolder()
    const root = join(folder, 'store')
    const opened = await openStore({ root, runner: here, tools: dirTools(here) })
    const store = storeHost(opened)
    const images = dirImages(opened, noMakers)
    await addImage(root, 'debian-12', 16)
    await store.createPlace('web', uuid)
    await store.createDisk('web', {
      name: 'root',
      sizeBytes: 16 * 2 ** 20,
      from: { type: 'image', image: 'debian-12' },
    })
    await take(store, 's1')
    await store.removeDisk('web', 'root')
    expect(await images.usedBy('debian-12')).toEqual(['web'])
    await expect(images.remove('debian-12')).rejects.toMatchObject(code('in_use'))
    await store.snapshots.remove('web', uuid, 's1')
    expect(await images.usedBy('debian-12')).toEqual([])
  })
})

describe('refusals', () => {
  it('a VM that runs keeps its disks', async () => {
    const { root, store } = await webStore()
    await write(store, 'two')
    await openAsVm(join(root, 'web/root.qcow2'))
    await expect(take(store, 's2')).rejects.toMatchObject(code('in_use'))
    await expect(goBack(store, 's1', 'b')).rejects.toMatchObject(code('in_use'))
    expect(await ids(store)).toEqual(['s1'])
    expect(await layers(root)).toHaveLength(1)
  })

  it('a raw disk has no snapshots', async () => {
    const { root, store } = await webStore()
    await writeFile(join(root, 'web/data.raw'), Buffer.alloc(4096))
    await expect(take(store, 's2')).rejects.toMatchObject(code('not_supported'))
    expect(await ids(store)).toEqual(['s1'])
  })

  it('a history that cannot be read loses nothing', async () => {
    const { root, store } = await webStore()
    await write(store, 'two')
    const path = join(root, 'web/history/history.json')
    const text = await readFile(path, 'utf8')
    await store.createPlace('copy', copyUuid)
    const damaged = text.replace('"version": 1', '"version": 99')
    await writeFile(path, damaged)
    const refused = { problems: [{ code: 'host_failed', object: { type: 'file', name: path } }] }
    await expect(ids(store)).rejects.toMatchObject(refused)
    const all = await store.snapshots.histories()
    expect(all).toContainEqual({ vm: 'web', uuid, problems: [expect.objectContaining(refused.problems[0]!)] })
    expect(all.find(({ vm }) => vm === 'copy')).toHaveProperty('history')
    await expect(take(store, 's2')).rejects.toMatchObject(refused)
    await expect(goBack(store, 's1', 'b')).rejects.toMatchObject(refused)
    await scratchStore({ root })
    await store.removePlace('copy', copyUuid)
    expect(await layers(root)).toHaveLength(1)
    expect(await readFile(path, 'utf8')).toBe(damaged)
    await writeFile(path, text)
    await expectBack(store, { s1: 'one' })
  })

  it('what somebody else put beside the history stays', async () => {
    const { root, store } = await webStore()
    const folder = join(root, 'web/history/notes')
    await mkdir(folder)
    await writeFile(join(folder, 'mine.txt'), 'mine')
    await expect(take(store, 'notes')).rejects.toMatchObject(code('foreign_object'))
    await store.snapshots.remove('web', uuid, 's1')
    expect(await readFile(join(folder, 'mine.txt'), 'utf8')).toBe('mine')
  })

  it('a full disk leaves all as it was', async () => {
    const { root, store } = await webStore()
    await write(store, 'two')
    const full: Runner = {
      place: 'here',
      run: (argv, options) =>
        argv[1] === 'create'
          ? here.run(['sh', '-c', 'echo "qemu-img: No space left on device" >&2; exit 1'], options)
          : here.run(argv, options),
    }
    const cramped = (await scratchStore({ root, runner: full })).store
    await expect(take(cramped, 's2')).rejects.toMatchObject(code('no_space'))
    await expect(goBack(cramped, 's1', 'b')).rejects.toMatchObject(code('no_space'))
    expect(await readdir(join(root, '.tmp'))).toEqual([])
    expect(await ids(store)).toEqual(['s1'])
    expect(await read(store)).toBe('two')
    await take(store, 's2')
    await write(store, 'three')
    await expectBack(store, { s1: 'one', s2: 'two' })
  })
})

it('what QEMU may not change is read-only, what it may is not', async () => {
  const { root, store } = await webStore()
  await write(store, 'two')
  await goBack(store, 's1', 'b')
  const mode = async (path: string) => (await stat(path)).mode & 0o777
  expect(await mode(join(root, 'web/root.qcow2'))).toBe(0o600)
  for (const layer of await layers(root)) expect(await mode(join(root, '.bases', layer))).toBe(0o400)
})

/** A store with the VM `web`, which holds `one`, has a snapshot s1 of that, and a definition. */
async function webStore() {
  const opened = await scratchStore()
  const { store } = opened
  await store.createPlace('web', uuid)
  await store.createDisk('web', blankDisk('root'))
  await store.writeDefinition('web', uuid, 'definition 1' as DefinitionText)
  await write(store, 'one')
  await take(store, 's1')
  return opened
}

const write = (store: StoreHost, text: string) => storeHands(store).writeDisk('web', 'root', text)
const read = (store: StoreHost) => storeHands(store).readDisk('web', 'root')
const take = (store: StoreHost, id: string, consistency: Consistency = 'off') =>
  store.snapshots.create([{ vm: 'web', uuid, consistency }], newSnapshot(id))
/** Whether 64 KiB of a disk are full of this byte. */
const holds = (disk: string, byte: number, atKiB: number) => holdsBytes(disk, byte, `${atKiB}k`, '64k')
const goBack = (store: StoreHost, snapshot: string, branch: string) =>
  store.snapshots.goBack('web', uuid, { snapshot, branch, leaving: leaving(`left-for-${branch}`) })
const ids = async (store: StoreHost) =>
  (await store.snapshots.history('web', uuid)).snapshots.map(({ id }) => id)
const layers = (root: string) => readdir(join(root, '.bases'))

/** Goes back to each of these snapshots and looks what the disk holds. */
async function expectBack(store: StoreHost, expected: Readonly<Record<string, string>>): Promise<void> {
  for (const [id, text] of Object.entries(expected)) {
    await goBack(store, id, `check-${id}`)
    expect(await read(store)).toBe(text)
  }
}

const noMakers = {
  pull: () => Promise.reject(new Error('not here')),
  build: () => Promise.reject(new Error('not here')),
  import: () => Promise.reject(new Error('not here')),
} as unknown as Parameters<typeof dirImages>[1]
