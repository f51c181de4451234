import type { NewDisk, StoreCommands } from '../../store-host.ts'
import type { StoreLayout } from './layout.ts'
import { commandOf } from './step.ts'

/** What a person would type for what a store in a pool does. Words in capitals stand for what only the store knows. */
export function storeCommands(layout: StoreLayout): StoreCommands {
  const rename = (from: string, to: string) => commandOf({ do: 'rename', from, to })
  return {
    createPlace: (vm) => commandOf({ do: 'create', dataset: layout.vm(vm), properties: {} }),
    createDisk: (vm, disk) => createDiskCommand(layout, vm, disk),
    growDisk: (vm, disk, sizeBytes, kind) => {
      const dataset = `${layout.vm(vm)}/${disk}`
      if (kind === 'file') return `truncate -s ${sizeBytes} ${layout.fileOf(dataset)}`
      return commandOf({ do: 'set', dataset, properties: { volsize: String(sizeBytes) } })
    },
    removeDisk: (vm, disk) => `zfs destroy ${layout.vm(vm)}/${disk}`,
    renamePlace: (from, to) => rename(layout.vm(from), layout.vm(to)),
    moveToBin: (vm, id) => rename(layout.vm(vm), layout.binned(id)),
    restoreFromBin: (id, vm) => rename(layout.binned(id), layout.vm(vm)),
    purge: (id) => `zfs destroy -r ${layout.binned(id)}`,
  }
}

function createDiskCommand(layout: StoreLayout, vm: string, { name, sizeBytes, from }: NewDisk): string {
  const dataset = `${layout.vm(vm)}/${name}`
  switch (from.type) {
    case 'elsewhere':
      if (from.kind === 'file')
        return `${fileCommand(layout, dataset, sizeBytes)}; qemu-img convert -n -f ${from.format} -O raw ${from.path} ${layout.fileOf(dataset)}`
      return `zfs create -s -V ${sizeBytes} ${dataset}; qemu-img convert -n -f ${from.format} -O raw ${from.path} ${layout.deviceOf(dataset)}`
    case 'blank':
      if (from.kind === 'file') return fileCommand(layout, dataset, sizeBytes)
      return `zfs create ${from.thick === true ? '' : '-s '}-V ${sizeBytes} ${dataset}`
    case 'image': {
      const clone = `zfs clone -o volsize=${sizeBytes} ${layout.images}/IMAGE@image ${dataset}`
      return from.thick === true ? `${clone}; zfs set refreservation=auto ${dataset}` : clone
    }
    case 'vm': {
      const source = `${layout.vm(from.vm)}/${from.disk}`
      return from.how === 'linked'
        ? `zfs clone -o volsize=${sizeBytes} ${source}@${from.snapshot ?? 'CLONE'} ${dataset}`
        : `zfs send ${source}@${from.snapshot ?? 'COPY'} | zfs receive ${dataset}`
    }
  }
}

/** What the store has set, `direct=disabled` among it, counts below it. */
function fileCommand(layout: StoreLayout, dataset: string, sizeBytes: number): string {
  return `zfs create -o recordsize=BLOCK ${dataset}; truncate -s ${sizeBytes} ${layout.fileOf(dataset)}`
}
