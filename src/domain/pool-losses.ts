import type { DataErrors } from './pool.ts'

/** Something ZFS found damaged beyond repair, and what it is to people. */
export type LostObject =
  /** A part of a VM's disk, now or in a snapshot of it. */
  | {
      readonly what: 'vm-disk'
      readonly vm: string
      readonly disk: string
      readonly snapshot?: string | undefined
    }
  /** A file that belongs to a VM: its firmware variables, its definition. */
  | { readonly what: 'vm-file'; readonly vm: string; readonly path: string }
  | { readonly what: 'file'; readonly path: string; readonly snapshot?: string | undefined }
  /** Something in a dataset whose name is not known, as it is not mounted. */
  | { readonly what: 'object'; readonly dataset: string; readonly snapshot?: string | undefined }
  /** ZFS's own books. Most of them are kept more often than data is. */
  | { readonly what: 'metadata' }
  /** It belonged to a dataset or snapshot that is gone; a scrub forgets it. */
  | { readonly what: 'gone' }

/** A dataset that belongs to a VM: its own, or the volume of one of its disks. */
export interface VmDataset {
  readonly dataset: string
  readonly vm: string
  /** Absent for the dataset of the VM itself. */
  readonly disk?: string | undefined
  /** Where it is mounted, if it is. */
  readonly mountpoint?: string | undefined
}

export interface Losses {
  /** `unknown`: ZFS could not tell. */
  readonly state: 'none' | 'some' | 'unknown'
  readonly objects: readonly LostObject[]
  /** More than are named. */
  readonly more: number
}

/** What is lost, in terms of VMs and files (`zpool status -v` names datasets, paths and object numbers). */
export function lossesIn(errors: DataErrors, datasets: readonly VmDataset[]): Losses {
  if (!errors.known) return { state: 'unknown', objects: [], more: 0 }
  if (errors.count === 0 && errors.objects.length === 0) return { state: 'none', objects: [], more: 0 }
  const objects = once(errors.objects.map((text) => readLost(text, datasets)))
  return { state: 'some', objects, more: Math.max(0, errors.count - errors.objects.length) }
}

/** Reads one line: `/tank/a file`, `tank/vol:<0x1>`, `tank/fs@snap:/a file`, `<metadata>:<0x3d>`, `<0x5e>:<0x1a>`. */
export function readLost(text: string, datasets: readonly VmDataset[]): LostObject {
  if (text.startsWith('/')) return fileOf(text, datasets)
  if (text.startsWith('<metadata>')) return { what: 'metadata' }
  if (/^<0x[0-9a-f]+>/.test(text)) return { what: 'gone' }
  // Names of datasets may have colons in them; numbers of objects come last, paths begin with a slash.
  const [, place = text, path] = /^(.+):<0x[0-9a-f]+>$/.exec(text) ?? /^(.+?):(\/.*)$/.exec(text) ?? []
  const [dataset = place, snapshot] = place.split('@')
  const named = snapshot === undefined ? {} : { snapshot }
  const vm = datasets.find((one) => one.dataset === dataset)
  if (vm?.disk !== undefined) return { what: 'vm-disk', vm: vm.vm, disk: vm.disk, ...named }
  if (path !== undefined && vm !== undefined) return { what: 'vm-file', vm: vm.vm, path }
  if (path !== undefined) return { what: 'file', path: `${dataset}${path}`, ...named }
  if (vm !== undefined) return { what: 'vm-file', vm: vm.vm, path: place }
  return { what: 'object', dataset, ...named }
}

/** The VM whose folder a file is in: the longest mountpoint before it. */
function fileOf(path: string, datasets: readonly VmDataset[]): LostObject {
  const owner = datasets
    .filter(({ mountpoint }) => mountpoint !== undefined && path.startsWith(`${mountpoint}/`))
    .toSorted((one, other) => (other.mountpoint?.length ?? 0) - (one.mountpoint?.length ?? 0))[0]
  return owner === undefined ? { what: 'file', path } : { what: 'vm-file', vm: owner.vm, path }
}

function once(objects: readonly LostObject[]): readonly LostObject[] {
  return [...new Map(objects.map((object) => [JSON.stringify(object), object])).values()]
}

/** `the disk root of web`, as part of a sentence. */
export function sayLost(object: LostObject): string {
  const then =
    'snapshot' in object && object.snapshot !== undefined ? ` in the snapshot ${object.snapshot}` : ''
  switch (object.what) {
    case 'vm-disk':
      return `part of the disk ${object.disk} of ${object.vm}${then}`
    case 'vm-file':
      return `${object.path} of ${object.vm}`
    case 'file':
      return `${object.path}${then}`
    case 'object':
      return `something in ${object.dataset}${then}`
    case 'metadata':
      return 'some of ZFS’s own books'
    case 'gone':
      return 'something that has been deleted since'
  }
}

/** The VMs that lost something, each once. */
export function vmsIn({ objects }: Losses): readonly string[] {
  return [...new Set(objects.flatMap((object) => ('vm' in object ? [object.vm] : [])))]
}
