import { besideDisks } from '../beside-disks.ts'
import { folderCommands } from '../folder-commands.ts'
import { localStore } from '../../domain/store.ts'
import { chmod, mkdir, realpath } from 'node:fs/promises'
import { join } from 'node:path'
import type { Runner } from '../exec.ts'
import type { DefinitionText } from '../host.ts'
import { imageReaders } from '../image-readers.ts'
import type { PlacedVm } from '../snapshot-host.ts'
import type { PlacedPolicy, PlaceFiles, StoreHost } from '../store-host.ts'
import { placeOfAnother } from '../store-problems.ts'
import { sweepBases } from './bases.ts'
import { listBin, moveToBin, restoreFromBin } from './bin.ts'
import { createDisk, findDisk, growDisk } from './create-disk.ts'
import { assertDiskUnused } from './disk-lock.ts'
import { keptNvram } from './kept-files.ts'
import { createPlace, existingPlace, findPlace, listPlaces, removePlace, renamePlace } from './places.ts'
import { freeSpace } from './space.ts'
import { onStore } from '../store-faults.ts'
import { folderMode, look, namesIn, readText, realFiles, type StoreFiles } from '../store-files.ts'
import { definitionName, policyName, storeLayout } from './store-layout.ts'
import { listDisks } from './list-disks.ts'
import { dirSnapshots } from './snapshots.ts'
import { makeAside, oneAtATime, type DirStore, type DirTools, type RunningVms } from './store.ts'

export interface DirStoreOptions {
  /** The store's folder; made if it is missing. */
  readonly root: string
  readonly runner: Runner
  readonly tools: DirTools
  /** Without it, a snapshot of a running VM is refused as any change of its disks is. */
  readonly running?: RunningVms
  /** How files are changed; tests cut the power here. */
  readonly files?: StoreFiles
  readonly now?: () => Date
  /** How much room there is; by default what the file system says. */
  readonly space?: typeof freeSpace
}

/** Opens a store of folders and qcow2 disks, and sweeps what a power cut left half-made. One process at a time may have it open. */
export async function openDirStore(options: DirStoreOptions): Promise<StoreHost> {
  return storeHost(await openStore(options))
}

/** The store's parts, for the images that live in it too. */
export async function openStore(options: DirStoreOptions): Promise<DirStore> {
  const { root, runner, tools, running = noneRuns, files = realFiles, space = freeSpace } = options
  const { now = () => new Date() } = options
  return onStore('open the store', root, async () => {
    const made = await mkdir(root, { recursive: true })
    if (made !== undefined) await chmod(root, folderMode)
    const layout = storeLayout(await realpath(root))
    const { images, bin, bases, uploads, downloads, scratch } = layout
    for (const folder of [images, bin, bases, uploads, downloads, scratch]) {
      if (!(await look(folder))) await files.makeFolder(folder)
    }
    for (const name of await namesIn(scratch)) await files.remove(join(scratch, name))
    await sweepOld(files, downloads, now())
    const readers = imageReaders()
    const store = { layout, files, runner, tools, running, space, readers, withBases: oneAtATime() }
    await sweepBases(store)
    return store
  })
}

const noneRuns: RunningVms = {
  openDisks: () => Promise.resolve([]),
  pivotDisks: (uuid) => Promise.reject(new Error(`the VM ${uuid} does not run`)),
}

// Long enough for a job that waits for a person to come back; short enough not to fill the disk for ever.
const keepPartsDays = 7

/** Removes parts of downloads that nobody came back for. */
async function sweepOld(files: StoreFiles, folder: string, now: Date): Promise<void> {
  for (const name of await namesIn(folder)) {
    const path = join(folder, name)
    const changed = (await look(path))?.mtime ?? now
    if (now.getTime() - changed.getTime() > keepPartsDays * 86_400_000) await files.remove(path)
  }
}

/** The store as the rest of the house sees it. Every verb is async, so that a bad name rejects as any other problem does. */
export function storeHost(store: DirStore): StoreHost {
  const { layout, files } = store
  const sweep = () => store.withBases(() => sweepBases(store))
  const discard = (path: string, uuid?: string) =>
    onStore('remove', path, async () => {
      await removePlace(store, path, uuid)
      await sweep()
    })
  return {
    name: localStore,
    kind: 'dir',
    commands: folderCommands(layout),
    space: () => onStore('look at', layout.root, () => store.space(layout.root)),
    place: layout.place,
    places: () => onStore('look at', layout.root, () => listPlaces(store)),
    disks: () => onStore('look at', layout.root, () => listDisks(store)),
    createPlace: async (vm, uuid) => createPlace(store, vm, uuid),
    // QEMU locks the files it has open, and a path leads to one file: there is nothing to wait for.
    ready: async (vm, uuid) => {
      await store.readers.dismiss(vm, uuid, 'now')
      await existingPlace(store, vm)
    },
    removePlace: async (vm, uuid) => discard(layout.place(vm).path, uuid),
    renamePlace: async (from, to, uuid) =>
      onStore('move', layout.place(from).path, () => renamePlace(store, from, to, uuid)),
    createDisk: async (vm, disk, work) =>
      onStore('make the disk', layout.place(vm).disk(disk.name, 'file').source.path, () =>
        createDisk(store, vm, disk, work),
      ),
    growDisk: async (vm, disk, sizeBytes) => growDisk(store, vm, disk, sizeBytes),
    diskSize: async (vm, name) => {
      const disk = await findDisk(layout.place(vm).path, name)
      if (!disk) return undefined
      const { virtualSizeBytes, allocatedBytes } = disk
      return { kind: 'file', virtualSizeBytes, allocatedBytes }
    },
    removeDisk: async (vm, name) => {
      const disk = await findDisk(layout.place(vm).path, name)
      if (!disk) return
      await assertDiskUnused(store, disk.path, disk.format, name)
      await onStore('remove', disk.path, async () => {
        await files.remove(disk.path)
        await sweep()
      })
    },
    ...placeFiles(store),
    bin: () => onStore('look at', layout.bin, () => listBin(store)),
    moveToBin: async (vm, uuid, entry) =>
      onStore('move to the bin', layout.place(vm).path, () => moveToBin(store, vm, uuid, entry)),
    restoreFromBin: async (id, vm) =>
      onStore('move from the bin', layout.binPlace(id).path, () => restoreFromBin(store, id, vm)),
    binPlace: layout.binPlace,
    purge: async (id) => discard(layout.binPlace(id).path),
    snapshots: dirSnapshots(store),
  }
}

/** What lies beside the disks in a place. */
function placeFiles(store: DirStore): PlaceFiles & Pick<StoreHost, 'readBinDefinition'> {
  const { layout, files } = store
  const definitionIn = async (folder: string) =>
    (await readText(join(folder, definitionName))) as DefinitionText | undefined
  const write = async (name: string, { vm, uuid, text }: PlacedPolicy) => {
    const found = await existingPlace(store, vm)
    if (found.uuid !== uuid) throw placeOfAnother(vm, found.place.path)
    const path = join(found.place.path, name)
    if (text === undefined) await files.remove(path)
    else if ((await readText(path)) === text) await files.sync(found.place.path)
    else await makeAside(store, 'write', path, (aside) => files.writeNew(aside, text))
  }
  const readMany = async <T extends string>(name: string, of: readonly PlacedVm[]) => {
    const texts = new Map<string, T>()
    for (const { vm, uuid } of of) {
      const { path } = layout.place(vm)
      const found = await findPlace(path)
      const text =
        found.state === 'ours' && found.uuid === uuid ? await readText(join(path, name)) : undefined
      if (text !== undefined) texts.set(uuid, text as T)
    }
    return texts
  }
  return {
    copyNvram: async (from, to, snapshot) => {
      const { place } = await existingPlace(store, from)
      const source = snapshot === undefined ? place.nvramPath : await keptNvram(place, snapshot)
      const target = (await existingPlace(store, to)).place.nvramPath
      if (!(await look(source))?.isFile()) return
      await makeAside(store, 'write', target, (aside) => files.copy(source, aside))
    },
    takeFiles: async (vm, uuid, from) => {
      const { place, uuid: owner } = await existingPlace(store, vm)
      if (owner !== uuid) throw placeOfAnother(vm, place.path)
      for (const [source, target] of besideDisks(from, place)) {
        if ((await look(source))?.isFile() !== true) continue
        await makeAside(store, 'write', target, (aside) => files.copy(source, aside))
      }
    },
    writeSeed: async (vm, seed) => {
      const { place } = await existingPlace(store, vm)
      await makeAside(store, 'write', place.seedPath, (aside) => store.tools.makeSeed(aside, seed))
    },
    writeDefinition: async (vm, uuid, text) => write(definitionName, { vm, uuid, text }),
    writeDefinitions: async (of) => {
      for (const each of of) await write(definitionName, each)
    },
    readDefinition: async (vm) => definitionIn(layout.place(vm).path),
    readDefinitions: async (of) => readMany<DefinitionText>(definitionName, of),
    writePolicies: async (of) => {
      for (const each of of) await write(policyName, each)
    },
    readPolicies: async (of) => readMany(policyName, of),
    readBinDefinition: async (id) => definitionIn(layout.binPlace(id).path),
  }
}
