import { join } from 'node:path'
import { withNote, withoutBranch, withoutSnapshot, type Lines } from '../../domain/history.ts'
import { throwIfProblems, toProblems } from '../../domain/problem.ts'
import { goingTogether } from '../../domain/snapshot-rules.ts'
import { folderSnapshotCommands } from '../folder-commands.ts'
import type { DefinitionText } from '../host.ts'
import type { PlaceHistory, SnapshotHost } from '../snapshot-host.ts'
import { canRemoveBranch, existingSnapshot, mustGoBack, mustSwitch } from '../snapshot-problems.ts'
import { storeName } from '../store-names.ts'
import { placeOfAnother } from '../store-problems.ts'
import { sweepBases } from './bases.ts'
import { collapse, collapseIfDeep } from './collapse.ts'
import { measuredHistory, toDirHistory } from './dir-history.ts'
import { readDisk } from './disk-files.ts'
import { finishArriving, goBack, switchBranch } from './go-back.ts'
import { readHistory, snapshotFolder, writeHistory, type DirNote } from './history-file.ts'
import { deepestChain } from './layers.ts'
import { ramName, sweepKeptFiles } from './kept-files.ts'
import { existingPlace, listPlaces } from './places.ts'
import { onStore } from '../store-faults.ts'
import { forMany, readText } from '../store-files.ts'
import { openImages } from './snapshot-images.ts'
import { disksAt, writtenBetween } from './written-between.ts'
import { definitionName } from './store-layout.ts'
import type { DirStore } from './store.ts'
import { takeSnapshot, type TakenPlace } from './take-snapshot.ts'

/** Points in time and lines of the VMs in a store of folders: overlays and notes on layers that nobody writes to. */
export function dirSnapshots(store: DirStore): SnapshotHost {
  const { layout } = store

  const find = async (vm: string, uuid: string): Promise<TakenPlace> => {
    const { place, uuid: owner } = await existingPlace(store, vm)
    if (owner !== uuid) throw placeOfAnother(vm, place.path)
    return { vm, uuid, path: place.path }
  }
  /** One change of a history at a time in the whole store, each beginning with what a power cut left of the one before. */
  const change = <T>(
    doing: string,
    vm: string,
    uuid: string,
    work: (place: TakenPlace) => Promise<T>,
  ): Promise<T> =>
    onStore(doing, layout.place(vm).path, () =>
      store.withBases(async () => {
        const place = await find(vm, uuid)
        await finishArriving(store, place.path)
        return work(place)
      }),
    )
  /** Before what puts one more layer under the disks. */
  const makeRoom = (vm: string, uuid: string) =>
    onStore('put layers together of', layout.place(vm).path, () =>
      store.readers.unlessRead(uuid, async () =>
        collapseIfDeep(store, (await find(vm, uuid)).path, deepestChain),
      ),
    )
  /** After what may have made layers superfluous. */
  const putTogether = (vm: string, uuid: string) =>
    onStore('put layers together of', layout.place(vm).path, () =>
      store.readers.unlessRead(uuid, async () => collapse(store, (await find(vm, uuid)).path)),
    )
  const note = (vm: string, uuid: string, id: string, set: (was: DirNote) => DirNote) =>
    change('write the history of', vm, uuid, async ({ path }) => {
      const history = await readHistory(path)
      existingSnapshot(vm, toDirHistory(history), id)
      await writeHistory(store, path, withNote(history, id, set))
    })

  const history = (vm: string, uuid: string) =>
    onStore('read the history of', layout.place(vm).path, async () => {
      const { path } = await find(vm, uuid)
      return measuredHistory(store, path, await readHistory(path))
    })

  const removeMany: SnapshotHost['removeMany'] = async (vm, uuid, ids) => {
    const unread = await store.readers.dismissMany(vm, uuid, ids)
    const staying = await change('remove snapshots of', vm, uuid, async ({ path }) => {
      const history = await readHistory(path)
      const together = goingTogether(vm, toDirHistory(history), unread.going)
      if (together.going.length > 0)
        await writeHistory(store, path, together.going.reduce<Lines<DirNote>>(withoutSnapshot, history))
      await sweep(store, path)
      return together.staying
    })
    await putTogether(vm, uuid)
    return [...unread.staying, ...staying]
  }

  return {
    history,
    histories: async (of) => {
      const places = of ?? (await onStore('look at', layout.root, () => listPlaces(store)))
      return forMany(places, async ({ vm, uuid }): Promise<PlaceHistory> => {
        try {
          return { vm, uuid, history: await history(vm, uuid) }
        } catch (error) {
          return { vm, uuid, problems: toProblems(error) }
        }
      })
    },
    create: async (vms, { id: name, ...rest }) => {
      const id = storeName('snapshot', name)
      for (const { vm, uuid } of vms) await find(vm, uuid)
      for (const { vm, uuid } of vms) await makeRoom(vm, uuid)
      for (const { vm, uuid, consistency } of vms)
        await change('take a snapshot of', vm, uuid, async (place) => {
          const { snapshots } = await readHistory(place.path)
          if (snapshots.some((snapshot) => snapshot.id === id)) return
          await takeSnapshot(store, place, { ...rest, id, consistency })
        })
    },
    remove: async (vm, uuid, id) => throwIfProblems(await removeMany(vm, uuid, [id])),
    removeMany,
    hold: async (vm, uuid, id, hold) => {
      const name = storeName('snapshot', hold)
      await note(vm, uuid, id, (was) => ({ ...was, holds: [...new Set([...was.holds, name])] }))
    },
    release: async (vm, uuid, id, hold) =>
      note(vm, uuid, id, (was) => ({ ...was, holds: was.holds.filter((other) => other !== hold) })),
    definition: async (vm, uuid, id) => {
      const { path } = await find(vm, uuid)
      existingSnapshot(vm, toDirHistory(await readHistory(path)), id)
      const text = await readText(join(snapshotFolder(path, id), definitionName))
      return text as DefinitionText | undefined
    },
    diskSizes: async (vm, uuid, id) =>
      onStore('open the disks of', layout.place(vm).path, async () => {
        const sizes: Record<string, number> = {}
        for (const [disk, path] of await disksAt(store, await find(vm, uuid), id))
          sizes[disk] = (await readDisk(path, 'qcow2'))?.virtualSizeBytes ?? 0
        return sizes
      }),
    images: async (vm, uuid, id, reader) =>
      onStore('open the disks of', layout.place(vm).path, () => openImages(store, vm, uuid, id, reader)),
    written: async (vm, uuid, from, to) =>
      onStore('read the history of', layout.place(vm).path, async () =>
        writtenBetween(store, await find(vm, uuid), from, to),
      ),
    ramPath: (vm) => join(layout.place(vm).path, ramName),
    dropRam: async (vm, uuid) =>
      change('remove the RAM of', vm, uuid, ({ path }) => store.files.remove(join(path, ramName))),
    goBack: async (vm, uuid, to) => {
      storeName('branch', to.branch)
      storeName('snapshot', to.leaving.snapshot)
      await makeRoom(vm, uuid)
      await change('take back', vm, uuid, async (place) => {
        const history = toDirHistory(await readHistory(place.path))
        if (mustGoBack(vm, history, to)) await goBack(store, place, to)
      })
    },
    switchBranch: async (vm, uuid, to, leaving) => {
      storeName('snapshot', leaving.snapshot)
      await makeRoom(vm, uuid)
      await change('switch the branch of', vm, uuid, async (place) => {
        const history = toDirHistory(await readHistory(place.path))
        if (mustSwitch(vm, history, to)) await switchBranch(store, place, to, leaving)
      })
    },
    removeBranch: async (vm, uuid, branch) => {
      await store.readers.dismiss(vm, uuid, 'all')
      await change('remove a branch of', vm, uuid, async ({ path }) => {
        const history = await readHistory(path)
        if (canRemoveBranch(vm, toDirHistory(history), branch)) {
          const lines: Lines<DirNote> = withoutBranch(history, branch)
          await writeHistory(store, path, lines)
        }
        await sweep(store, path)
      })
      await putTogether(vm, uuid)
    },
    commands: folderSnapshotCommands(layout),
  }
}

/** Removes what no history names any more. */
async function sweep(store: DirStore, placePath: string): Promise<void> {
  await sweepKeptFiles(store, placePath)
  await sweepBases(store)
}
