import type { StoreHost } from '../../store-host.ts'
import type { SnapshotHost } from '../../snapshot-host.ts'
import { listBin, moveToBin, restoreFromBin } from './bin.ts'
import { createDisk } from './create-disk.ts'
import { diskSize, growDisk, removeDisk } from './disks.ts'
import { listDisks } from './list-disks.ts'
import { marks, parseBinMark } from './marks.ts'
import { placeFiles } from './place-files.ts'
import { createPlace, listPlaces, readyToStart, renamePlace } from './places.ts'
import { removeVm } from './remove-vm.ts'
import { makingRoom } from './reserve.ts'
import { storeCommands } from './store-commands.ts'
import type { ZfsStore } from './store.ts'
import { find } from './tree.ts'

/** A store in a pool, as the rest of the house sees it. Every verb is async, so that a bad name rejects as any other problem does. */
export function zfsStoreHost(store: ZfsStore, snapshots: SnapshotHost): StoreHost {
  const { layout, zfs } = store
  return {
    name: layout.pool,
    kind: 'zfs',
    commands: storeCommands(layout),
    snapshots,
    async space() {
      const { usedBytes, availableBytes } = await zfs.space(layout.root)
      return { totalBytes: usedBytes + availableBytes, freeBytes: availableBytes }
    },
    place: layout.place,
    places: () => listPlaces(store),
    disks: () => listDisks(store),
    ready: async (vm, uuid) => readyToStart(store, vm, uuid),
    createPlace: async (vm, uuid) => createPlace(store, vm, uuid),
    removePlace: async (vm, uuid) => {
      const place = layout.vm(vm)
      await makingRoom(store, () => removeVm(store, vm, uuid, place))
    },
    renamePlace: async (from, to, uuid) => renamePlace(store, from, to, uuid),
    createDisk: async (vm, disk, work) => createDisk(store, vm, disk, work),
    growDisk: async (vm, disk, sizeBytes) => growDisk(store, vm, disk, sizeBytes),
    diskSize: async (vm, name) => diskSize(store, vm, name),
    removeDisk: async (vm, name) => makingRoom(store, () => removeDisk(store, vm, name)),
    ...placeFiles(store),
    bin: () => listBin(store),
    moveToBin: async (vm, uuid, entry) => makingRoom(store, () => moveToBin(store, vm, uuid, entry)),
    restoreFromBin: async (id, vm) => makingRoom(store, () => restoreFromBin(store, id, vm)),
    binPlace: layout.binPlace,
    purge: async (id) => {
      const place = layout.binned(id)
      await store.ready()
      // One whose removal was cut off is found by its note.
      const tree = await zfs.look([place, layout.scratch], { depth: 1, kinds: ['filesystem'] })
      const entry = find(tree, place) ?? tree.find(({ own }) => parseBinMark(own[marks.bin])?.id === id)
      const uuid = entry?.own[marks.vm]
      if (uuid !== undefined) await makingRoom(store, () => removeVm(store, id, uuid, place))
    },
  }
}
