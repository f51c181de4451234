import { basename, dirname, join } from 'node:path'
import type { DefinitionText } from '../../host.ts'
import { besideDisks } from '../../beside-disks.ts'
import type { PlacedDefinition, PlaceFiles, SeedFiles, StoreHost } from '../../store-host.ts'
import { look, readText } from '../../store-files.ts'
import type { PlacedVm } from '../../snapshot-host.ts'
import { onStore } from '../../store-faults.ts'
import type { VmInStore } from './family.ts'
import { seeVm } from './known-vm.ts'
import { existingIn, existingPlace, findPlace, mounted, placeIn } from './places.ts'
import { pointNamed } from './read-points.ts'
import type { ZfsStore } from './store.ts'
import type { TreeDataset } from './tree.ts'

export const definitionName = 'domain.xml'
export const ramName = 'ram.save'

/** What lies beside the disks in a VM's file system. */
export function placeFiles(store: ZfsStore): PlaceFiles & Pick<StoreHost, 'readBinDefinition'> {
  const { layout, files } = store
  const inPlace = async (vm: string, uuid?: string) => {
    await store.ready()
    return mounted(store, await existingPlace(store, vm, uuid))
  }
  return {
    copyNvram: async (from, to, snapshot) => {
      const found = await inPlace(from)
      const source =
        snapshot === undefined
          ? found.place.nvramPath
          : await nvramAt(store, { vm: from, uuid: found.uuid }, snapshot)
      const target = (await inPlace(to)).place.nvramPath
      if (!(await look(source))?.isFile()) return
      await writeAside(store, target, (aside) => files.copy(source, aside))
    },
    takeFiles: async (vm, uuid, from) => {
      const { place } = await inPlace(vm, uuid)
      for (const [source, target] of besideDisks(from, place)) {
        if ((await look(source))?.isFile() !== true) continue
        await writeAside(store, target, (aside) => files.copy(source, aside))
      }
    },
    writeSeed: async (vm, seed: SeedFiles) => {
      const { place } = await inPlace(vm)
      await writeAside(store, place.seedPath, (aside) => store.tools.makeSeed(aside, seed))
    },
    writeDefinition: async (vm, uuid, text) => writeDefinitions(store, [{ vm, uuid, text }]),
    writeDefinitions: async (of) => writeDefinitions(store, of),
    readDefinition: async (vm) => definitionIn(store, layout.vm(vm)),
    readDefinitions: async (of) => readDefinitions(store, of),
    readBinDefinition: async (id) => definitionIn(store, layout.binned(id)),
  }
}

/** Where the firmware variables are as they were at a snapshot. */
async function nvramAt(store: ZfsStore, vm: VmInStore, snapshot: string): Promise<string> {
  const { line, label } = pointNamed(store, await seeVm(store, vm), snapshot)
  await mounted(store, line)
  const name = basename(store.layout.place(vm.vm).nvramPath)
  return join(store.layout.pathOf(line.files.name), '.zfs/snapshot', label, name)
}

async function writeDefinitions(store: ZfsStore, of: readonly PlacedDefinition[]): Promise<void> {
  const { layout, zfs, files } = store
  if (of.length === 0) return
  await store.ready()
  const tree = await zfs.look(of.map(({ vm }) => layout.vm(vm)))
  const found = of.map(({ vm, uuid, text }) => ({ text, ...existingIn(store, tree, vm, uuid) }))
  for (const one of found) {
    const { place, text } = await mounted(store, one)
    // One that is the same is on stable storage, or will be with what follows: it got its name whole.
    if ((await readDefinitionAt(place.path)) === text) await files.sync(place.path)
    else await writeAside(store, join(place.path, definitionName), (aside) => files.writeNew(aside, text))
  }
}

async function readDefinitions(
  store: ZfsStore,
  of: readonly PlacedVm[],
): Promise<ReadonlyMap<string, DefinitionText>> {
  const { layout, zfs } = store
  if (of.length === 0) return new Map()
  const tree = await zfs.look(of.map(({ vm }) => layout.vm(vm)))
  const texts = new Map<string, DefinitionText>()
  for (const { vm, uuid } of of) {
    const found = placeIn(tree, layout.vm(vm))
    if (found.state !== 'ours' || found.uuid !== uuid) continue
    const text = await definitionOf(store, found)
    if (text !== undefined) texts.set(uuid, text)
  }
  return texts
}

async function definitionIn(store: ZfsStore, dataset: string): Promise<DefinitionText | undefined> {
  const found = await findPlace(store, dataset)
  return found.state === 'ours' ? definitionOf(store, found) : undefined
}

async function definitionOf(
  store: ZfsStore,
  found: { readonly files: TreeDataset },
): Promise<DefinitionText | undefined> {
  await mounted(store, found)
  return readDefinitionAt(store.layout.pathOf(found.files.name))
}

export async function readDefinitionAt(folder: string): Promise<DefinitionText | undefined> {
  const path = join(folder, definitionName)
  return onStore('read', path, async () => (await readText(path)) as DefinitionText | undefined)
}

/** Writes a file aside and moves it to its name when it is whole and on stable storage; what a power cut leaves is replaced next time. */
async function writeAside(
  { files }: ZfsStore,
  path: string,
  make: (aside: string) => Promise<void>,
): Promise<void> {
  // The ending is kept: tools look at it.
  const aside = join(dirname(path), `.new-${path.slice(path.lastIndexOf('/') + 1)}`)
  await onStore('write', path, async () => {
    await files.remove(aside)
    try {
      await make(aside)
      await files.finish(aside)
      await files.move(aside, path)
    } catch (error) {
      await files.remove(aside).catch(() => undefined)
      throw error
    }
  })
}
