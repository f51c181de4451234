import { dirname, join } from 'node:path'
import type { DefinitionText } from '../../host.ts'
import { besideDisks } from '../../beside-disks.ts'
import type { SeedFiles, StoreHost } from '../../store-host.ts'
import { look, readText } from '../../store-files.ts'
import { onStore } from '../../store-faults.ts'
import { existingPlace, findPlace, mounted } from './places.ts'
import type { ZfsStore } from './store.ts'

export const definitionName = 'domain.xml'
export const ramName = 'ram.save'

type PlaceFiles =
  | 'copyNvram'
  | 'takeFiles'
  | 'writeSeed'
  | 'writeDefinition'
  | 'readDefinition'
  | 'readBinDefinition'

/** What lies beside the disks in a VM's file system. */
export function placeFiles(store: ZfsStore): Pick<StoreHost, PlaceFiles> {
  const { layout, files } = store
  const inPlace = async (vm: string, uuid?: string) => {
    await store.ready()
    return mounted(store, await existingPlace(store, vm, uuid))
  }
  return {
    copyNvram: async (from, to) => {
      const source = (await inPlace(from)).place.nvramPath
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
    writeDefinition: async (vm, uuid, text) => {
      const { place } = await inPlace(vm, uuid)
      await writeAside(store, join(place.path, definitionName), (aside) => files.writeNew(aside, text))
    },
    readDefinition: async (vm) => definitionIn(store, layout.vm(vm)),
    readBinDefinition: async (id) => definitionIn(store, layout.binned(id)),
  }
}

async function definitionIn(store: ZfsStore, dataset: string): Promise<DefinitionText | undefined> {
  const found = await findPlace(store, dataset)
  if (found.state !== 'ours') return undefined
  await mounted(store, found)
  return readDefinitionAt(store.layout.pathOf(dataset))
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
