import { basename, dirname, join } from 'node:path'
import type { DefinitionText } from '../../host.ts'
import { besideDisks } from '../../beside-disks.ts'
import type { PlacedPolicy, PlaceFiles, SeedFiles, StoreHost } from '../../store-host.ts'
import { look, readText } from '../../store-files.ts'
import type { PlacedVm } from '../../snapshot-host.ts'
import { onStore } from '../../store-faults.ts'
import type { VmInStore } from './family.ts'
import { seeVm } from './known-vm.ts'
import { existingIn, existingPlace, findPlace, mounted, placeIn } from './places.ts'
import { pointNamed } from './read-points.ts'
import type { ZfsStore } from './store.ts'

export const definitionName = 'domain.xml'
const policyName = 'policy.json'
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
    writeDefinition: async (vm, uuid, text) => writeTexts(store, definitionName, [{ vm, uuid, text }]),
    writeDefinitions: async (of) => writeTexts(store, definitionName, of),
    readDefinition: async (vm) => definitionIn(store, layout.vm(vm)),
    readDefinitions: async (of) => readTexts<DefinitionText>(store, definitionName, of),
    writePolicies: async (of) => writeTexts(store, policyName, of),
    readPolicies: async (of) => readTexts(store, policyName, of),
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

async function writeTexts(store: ZfsStore, name: string, of: readonly PlacedPolicy[]): Promise<void> {
  const { layout, zfs, files } = store
  if (of.length === 0) return
  await store.ready()
  const tree = await zfs.look(of.map(({ vm }) => layout.vm(vm)))
  const found = of.map(({ vm, uuid, text }) => ({ text, ...existingIn(store, tree, vm, uuid) }))
  for (const one of found) {
    const { place, text } = await mounted(store, one)
    const path = join(place.path, name)
    if (text === undefined) await onStore('remove', path, () => files.remove(path))
    // One that is the same is on stable storage, or will be with what follows: it got its name whole.
    else if ((await readTextAt(path)) === text) await files.sync(place.path)
    else await writeAside(store, path, (aside) => files.writeNew(aside, text))
  }
}

async function readTexts<T extends string>(
  store: ZfsStore,
  name: string,
  of: readonly PlacedVm[],
): Promise<ReadonlyMap<string, T>> {
  const { layout, zfs } = store
  if (of.length === 0) return new Map()
  const tree = await zfs.look(of.map(({ vm }) => layout.vm(vm)))
  const texts = new Map<string, T>()
  for (const { vm, uuid } of of) {
    const found = placeIn(tree, layout.vm(vm))
    if (found.state !== 'ours' || found.uuid !== uuid) continue
    await mounted(store, found)
    const text = await readTextAt(join(layout.pathOf(found.files.name), name))
    if (text !== undefined) texts.set(uuid, text as T)
  }
  return texts
}

async function definitionIn(store: ZfsStore, dataset: string): Promise<DefinitionText | undefined> {
  const found = await findPlace(store, dataset)
  if (found.state !== 'ours') return undefined
  await mounted(store, found)
  return readDefinitionAt(store.layout.pathOf(found.files.name))
}

export async function readDefinitionAt(folder: string): Promise<DefinitionText | undefined> {
  return (await readTextAt(join(folder, definitionName))) as DefinitionText | undefined
}

async function readTextAt(path: string): Promise<string | undefined> {
  return onStore('read', path, () => readText(path))
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
