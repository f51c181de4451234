import type { DiskKind } from '../domain/disk.ts'
import type { SnapshotCommands } from './snapshot-host.ts'
import type { NewDisk, StoreCommands, StoreHost } from './store-host.ts'

type Places = Pick<StoreHost, 'place' | 'binPlace'>

/** What a person would type for what a store of folders does. Words in capitals stand for what only the store knows. */
export function folderCommands(layout: Places, usual: DiskKind = 'file'): StoreCommands {
  const at = (vm: string) => layout.place(vm).path
  return {
    createPlace: (vm) => `mkdir ${at(vm)}`,
    createDisk: (vm, disk) => createDiskCommand(layout, usual, vm, disk),
    growDisk: (vm, disk, sizeBytes, kind) =>
      `qemu-img resize ${layout.place(vm).disk(disk, kind).source.path} ${sizeBytes}`,
    removeDisk: (vm, disk) => `rm ${layout.place(vm).disk(disk, usual).source.path}`,
    renamePlace: (from, to) => `mv ${at(from)} ${at(to)}`,
    moveToBin: (vm, id) => `mv ${at(vm)} ${layout.binPlace(id).path}`,
    restoreFromBin: (id, vm) => `mv ${layout.binPlace(id).path} ${at(vm)}`,
    purge: (id) => `rm -r ${layout.binPlace(id).path}`,
  }
}

function createDiskCommand(
  layout: Places,
  usual: DiskKind,
  vm: string,
  { name, sizeBytes, from }: NewDisk,
): string {
  const kind = ('kind' in from ? from.kind : undefined) ?? usual
  const path = layout.place(vm).disk(name, kind).source.path
  switch (from.type) {
    case 'elsewhere':
      return `qemu-img convert -f ${from.format} -O qcow2 ${from.path} ${path}`
    case 'blank':
      return `qemu-img create -f qcow2 ${from.thick === true ? '-o preallocation=falloc ' : ''}${path} ${sizeBytes}`
    case 'image':
      if (from.thick === true)
        return `qemu-img convert -O qcow2 -o preallocation=falloc IMAGE ${path}; qemu-img resize --preallocation=falloc ${path} ${sizeBytes}`
      return `qemu-img create -f qcow2 -b IMAGE -F qcow2 ${path} ${sizeBytes}`
    case 'vm':
      return from.how === 'linked'
        ? `qemu-img create -f qcow2 -b ${from.snapshot === undefined ? 'BASE' : `LAYER-OF-${from.snapshot}`} -F qcow2 ${path}`
        : `qemu-img convert -O qcow2 ${from.snapshot === undefined ? layout.place(from.vm).disk(from.disk, usual).source.path : `LAYER-OF-${from.snapshot}`} ${path}`
  }
}

/** What a person would type for snapshots in a store of folders: what counts of it, disk by disk. */
export function folderSnapshotCommands(layout: Pick<StoreHost, 'place'>): SnapshotCommands {
  const at = (vm: string) => layout.place(vm).path
  const overlay = (vm: string, layer: string) =>
    `qemu-img create -f qcow2 -b ${layer} -F qcow2 ${at(vm)}/DISK.qcow2`
  return {
    create: (vms) => vms.map((vm) => `mv ${at(vm)}/DISK.qcow2 LAYER; ${overlay(vm, 'LAYER')}`).join('; '),
    remove: (vm, snapshots) =>
      `rm -r ${snapshots.map((id) => `${at(vm)}/history/${id}`).join(' ')}; qemu-img commit -d LAYER`,
    goBack: (vm, { snapshot }) => overlay(vm, `LAYER-OF-${snapshot}`),
    switchBranch: (vm, to) => overlay(vm, `LAYER-OF-${to}`),
    removeBranch: (vm) => `rm -r ${at(vm)}/history/SNAPSHOT; rm LAYER`,
  }
}
