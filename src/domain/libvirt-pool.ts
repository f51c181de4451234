import type { DiskFormat, DiskKind } from './disk.ts'
import type { Problem } from './problem.ts'
import { localStore } from './store.ts'

/** The disks in the place of a VM as they are in its store, whether or not anybody knows the VM. */
export interface PlaceDisks {
  readonly store: string
  readonly kind: 'dir' | 'zfs'
  readonly vm: string
  /** The folder they lie in, or the dataset they are right below. */
  readonly place: string
  /** Whose key is not loaded; the disks have no devices until it is. */
  readonly lockedBy?: string | undefined
  readonly disks: readonly {
    readonly name: string
    readonly path: string
    readonly format: DiskFormat
    readonly kind: DiskKind
    /** Unknown of a file that cannot be looked at now, as its key is not loaded or it is not mounted. */
    readonly sizeBytes?: number | undefined
  }[]
}

/**
 * A storage pool of libvirt's that shows disks to `virsh` and `virt-manager`. One of type `dir` is a folder with a link to each qcow2 disk
 * of the directory store. One of type `zfs` is the place of one VM in a pool: libvirt calls a volume by the last step of its name alone and
 * takes it to be right below the pool's dataset, so that the disks of two VMs cannot be told apart in one.
 */
export type ShownPool = {
  readonly name: string
  readonly store: string
  readonly disks: readonly ShownDisk[]
} & ({ readonly type: 'dir' } | { readonly type: 'zfs'; readonly dataset: string })

export interface ShownDisk {
  /** What libvirt calls it. */
  readonly name: string
  readonly path: string
  readonly sizeBytes: number
}

/** A storage pool whose name begins as Kiste's do, as libvirt has it. */
export interface FoundPool {
  readonly name: string
  readonly uuid: string
  readonly active: boolean
  /** Made by this Kiste, and since then nobody has made it show something else. */
  readonly ours: boolean
  /** What it lists, if it is active and ours; of what libvirt cannot read any more without a size. */
  readonly volumes: readonly { readonly name: string; readonly sizeBytes?: number | undefined }[]
}

/** What libvirt says of its storage pools. */
export type FoundPools =
  /** Nobody answers now. */
  | { readonly state: 'away'; readonly because: string }
  /** This libvirt cannot show the stores; `because` is a whole sentence. */
  | { readonly state: 'impossible'; readonly because: string; readonly hint: string }
  | {
      readonly state: 'seen'
      readonly types: Readonly<Record<ShownPool['type'], boolean>>
      readonly pools: readonly FoundPool[]
    }

export const poolPrefix = 'kiste-'

/** No name of a store, a VM or a disk has it, so two things never get one name. */
const separator = '+'

/**
 * What libvirt has to show so that all disks of all stores are seen. The directory store is there with or without VMs; a place whose key is
 * not loaded is left out, as libvirt would look for its devices.
 */
export function poolsToShow(places: readonly PlaceDisks[]): readonly ShownPool[] {
  const local: ShownPool = {
    type: 'dir',
    name: `${poolPrefix}${localStore}`,
    store: localStore,
    disks: places.filter(({ kind }) => kind === 'dir').flatMap(linkedDisks),
  }
  const inPools = places.flatMap(({ kind, store, vm, place, lockedBy, disks }): ShownPool[] =>
    kind === 'zfs' && lockedBy === undefined
      ? [
          {
            type: 'zfs',
            name: `${poolPrefix}${store}${separator}${vm}`,
            store,
            dataset: place,
            disks: disks.flatMap(volumeShown),
          },
        ]
      : [],
  )
  return [local, ...inPools]
}

/** In a pool of type `zfs` libvirt lists volumes and nothing else; and a folder is no place for raw files, as below. */
function volumeShown({ name, kind, path, sizeBytes = 0 }: PlaceDisks['disks'][number]): readonly ShownDisk[] {
  return kind === 'volume' ? [{ name, path, sizeBytes }] : []
}

/**
 * libvirt guesses the format of what lies in a folder from its first bytes, and opens the files that these name. In a qcow2 file they are
 * QEMU's; in a raw one they are the guest's, which could so have any file of the host opened. Raw ones are therefore left out.
 */
function linkedDisks({ vm, disks }: PlaceDisks): readonly ShownDisk[] {
  return disks
    .filter(({ format }) => format === 'qcow2')
    .map(({ name, path, sizeBytes = 0 }) => ({ name: `${vm}${separator}${name}.qcow2`, path, sizeBytes }))
}

/** Somebody else has the name. */
export function foreignPool({ name, store }: Pick<ShownPool, 'name' | 'store'>): Problem {
  return {
    code: 'foreign_object',
    object: { type: 'store', name: store },
    message: `libvirt has a storage pool ${name} that is not Kiste's, so it does not show what is in the store ${store}.`,
    hint: `It is left alone. If nobody needs it: virsh pool-destroy '${name}'; virsh pool-undefine '${name}'`,
  }
}
