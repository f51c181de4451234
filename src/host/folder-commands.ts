import type { NewDisk, StoreCommands, StoreHost } from './store-host.ts'

type Places = Pick<StoreHost, 'place' | 'binPlace'>

/** What a person would type for what a store of folders does. Words in capitals stand for what only the store knows. */
export function folderCommands(layout: Places): StoreCommands {
  const at = (vm: string) => layout.place(vm).path
  return {
    createPlace: (vm) => `mkdir ${at(vm)}`,
    createDisk: (vm, disk) => createDiskCommand(layout, vm, disk),
    renamePlace: (from, to) => `mv ${at(from)} ${at(to)}`,
    moveToBin: (vm, id) => `mv ${at(vm)} ${layout.binPlace(id).path}`,
    restoreFromBin: (id, vm) => `mv ${layout.binPlace(id).path} ${at(vm)}`,
    purge: (id) => `rm -r ${layout.binPlace(id).path}`,
  }
}

function createDiskCommand(layout: Places, vm: string, { name, sizeBytes, from }: NewDisk): string {
  const path = layout.place(vm).disk(name).source.path
  switch (from.type) {
    case 'blank':
      return `qemu-img create -f qcow2 ${path} ${sizeBytes}`
    case 'image':
      return `qemu-img create -f qcow2 -b IMAGE -F qcow2 ${path} ${sizeBytes}`
    case 'vm':
      return from.how === 'linked'
        ? `qemu-img create -f qcow2 -b BASE -F qcow2 ${path}`
        : `qemu-img convert -O qcow2 ${layout.place(from.vm).disk(from.disk).source.path} ${path}`
  }
}
