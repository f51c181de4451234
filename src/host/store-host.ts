import type { DiskFormat, DiskKind, DiskPlace, DiskSource } from '../domain/disk.ts'
import type { PlaceDisks } from '../domain/libvirt-pool.ts'
import type { Problem } from '../domain/problem.ts'
import type { StoreFacts } from '../domain/store.ts'
import type { DefinitionText } from './host.ts'
import type { PlacedVm, PlaceHistory, SnapshotHost } from './snapshot-host.ts'

/** All stores of a host. A VM has its place in one of them; its name is taken in all. */
export interface StoresHost {
  /** The stores there are now, in the order of their names. */
  list(): Promise<readonly StoreFacts[]>
  /** What stands in the way of a store in this pool; nothing if one can be made, or is there. Rejects as `create` does. */
  obstacles(pool: string): Promise<readonly Problem[]>
  /** Makes the store of a pool, or what is missing of it. Rejects with `zfs_unavailable` where there are no pools. */
  create(pool: string): Promise<StoreFacts>
  /** What a person would type to make it: shown, never run. */
  createCommand(pool: string): string
  /** Removes the store of a pool. Refuses with `in_use` while anything is in it. Absent is success. */
  remove(pool: string): Promise<void>
  /** A store by its name. Pure: one that is not there rejects at its first verb, with `not_found`. */
  get(name: string): StoreHost
  /** The places of all stores that can be read now. */
  places(): Promise<readonly PlaceFacts[]>
  /** The disks in them. */
  disks(): Promise<readonly PlaceDisks[]>
  /** The histories of the VMs in them. */
  histories(): Promise<readonly StoredHistory[]>
  /** The bins of all stores that can be read now. */
  bin(): Promise<readonly BinEntry[]>
}

/** The one place of a VM in a store. Pure: says nothing about whether any of it exists. */
export interface VmPlace extends DiskPlace {
  readonly vm: string
  readonly path: string
  /** All that its files and devices lie below; of two places of one store each the same one in the same order. */
  readonly roots: readonly string[]
  readonly nvramPath: string
  readonly seedPath: string
  /** All that the guest says on its serial console. */
  readonly consoleLogPath: string
}

/** A VM's place as found in a store. */
export interface PlaceFacts {
  readonly store: string
  readonly vm: string
  readonly uuid: string
  readonly path: string
  /** The dataset whose key is not loaded (`key-lock.ts`): nothing in the place can be read until it is. */
  readonly lockedBy?: string | undefined
}

export type StoredHistory = { readonly store: string } & PlaceHistory

export interface BinEntry {
  readonly store: string
  /** Unique in its store; names the place in the bin. */
  readonly id: string
  readonly vm: string
  readonly uuid: string
  /** ISO 8601, UTC. */
  readonly deletedAt: string
  /** When it may be removed for good. */
  readonly keepUntil: string
  readonly sizeBytes: number
  /** The dataset whose key is not loaded: it is neither restored nor removed until it is. */
  readonly lockedBy?: string | undefined
}

/** What a VM is defined as, to be kept beside its disks. */
export interface PlacedDefinition extends PlacedVm {
  readonly text: DefinitionText
}

/** Which policy a VM follows, to be kept beside its disks. The text is the caller's; undefined: none is kept. */
export interface PlacedPolicy extends PlacedVm {
  readonly text: string | undefined
}

/** What is noted of a place that goes into the bin. */
export type NewBinEntry = Pick<BinEntry, 'id' | 'deletedAt' | 'keepUntil'> & Partial<Pick<BinEntry, 'vm'>>

/** What lies beside the disks in a VM's place. */
export interface PlaceFiles {
  /** Copies the firmware variables of one VM, as they are or were at a snapshot, to another's place, if it has any. */
  copyNvram(from: string, to: string, snapshot?: string): Promise<void>
  /**
   * Takes over what lies beside the disks of the same VM's place in another store: firmware variables, seed, what it said on its console.
   * What is not there is left out.
   */
  takeFiles(vm: string, uuid: string, from: VmPlace): Promise<void>
  writeSeed(vm: string, seed: SeedFiles): Promise<void>
  writeDefinition(vm: string, uuid: string, text: DefinitionText): Promise<void>
  /** The same of many, in one look where the store can. */
  writeDefinitions(of: readonly PlacedDefinition[]): Promise<void>
  readDefinition(vm: string): Promise<DefinitionText | undefined>
  /** Those of many, by uuid, in one look where the store can. VMs without a place, or without one in it, are left out. */
  readDefinitions(of: readonly PlacedVm[]): Promise<ReadonlyMap<string, DefinitionText>>
  writePolicies(of: readonly PlacedPolicy[]): Promise<void>
  /** Those of many, by uuid. VMs without a place, or without one in it, are left out. */
  readPolicies(of: readonly PlacedVm[]): Promise<ReadonlyMap<string, string>>
}

/**
 * Where VMs live. In a store whose key is not loaded, all that needs more than names, sizes and history rejects with `key_needed`.
 * Every making verb is idempotent for the same VM's uuid and refuses to touch another's.
 */
export interface StoreHost extends PlaceFiles {
  readonly name: string
  readonly kind: StoreFacts['kind']
  space(): Promise<{ readonly totalBytes: number; readonly freeBytes: number }>
  place(vm: string): VmPlace
  places(): Promise<readonly PlaceFacts[]>
  /** Every place with its disks, also one without any. */
  disks(): Promise<readonly PlaceDisks[]>
  createPlace(vm: string, uuid: string): Promise<VmPlace>
  /**
   * Makes sure that a VM that is about to start finds its files and gets its own disks, and no other's; waits for their devices. Rejects
   * with `not_found` if it has no place here.
   */
  ready(vm: string, uuid: string): Promise<void>
  /** Removes a place and all in it, for good; only if it belongs to this uuid. Absent is success. */
  removePlace(vm: string, uuid: string): Promise<void>
  renamePlace(from: string, to: string, uuid: string): Promise<void>
  /** Makes a disk of this size: blank, on top of an image, or a copy of another VM's disk. Existing and right is success. */
  createDisk(vm: string, disk: NewDisk, options?: DiskWork): Promise<DiskSource>
  /** Grows a disk; shrinking is refused. */
  growDisk(vm: string, disk: string, sizeBytes: number): Promise<void>
  /** What there is of a disk; undefined if there is none. */
  diskSize(vm: string, disk: string): Promise<DiskSize | undefined>
  removeDisk(vm: string, disk: string): Promise<void>
  bin(): Promise<readonly BinEntry[]>
  /** Moves a place into the bin. `id` makes it idempotent; `entry.vm` is the name it had, the place's own unless given. */
  moveToBin(vm: string, uuid: string, entry: NewBinEntry): Promise<void>
  /** Moves an entry out of the bin to the place of this name. */
  restoreFromBin(id: string, vm: string): Promise<void>
  binPlace(id: string): VmPlace
  readBinDefinition(id: string): Promise<DefinitionText | undefined>
  /** Removes an entry of the bin for good. Absent is success. */
  purge(id: string): Promise<void>
  readonly snapshots: SnapshotHost
  readonly commands: StoreCommands
}

/** What a person would type for what a store does: shown with a plan, never run. */
export interface StoreCommands {
  createPlace(vm: string): string
  createDisk(vm: string, disk: NewDisk): string
  growDisk(vm: string, disk: string, sizeBytes: number, kind: DiskKind): string
  removeDisk(vm: string, disk: string): string
  renamePlace(from: string, to: string): string
  moveToBin(vm: string, id: string): string
  restoreFromBin(id: string, vm: string): string
  purge(id: string): string
}

export interface DiskSize {
  readonly kind: DiskKind
  /** What its guest sees; unknown of a file in a pool while its key is not loaded. */
  readonly virtualSizeBytes?: number | undefined
  readonly allocatedBytes: number
}

export interface NewDisk {
  readonly name: string
  readonly sizeBytes: number
  /** `kind`: in a pool, a volume unless said; a copy of a VM's disk in the same store is of its kind, and images are volumes. */
  readonly from:
    /** `thick`: all of its room is set aside at once, so that it never finds its store full. */
    | {
        readonly type: 'blank'
        readonly thick?: boolean | undefined
        readonly kind?: DiskKind | undefined
      }
    | { readonly type: 'image'; readonly image: string; readonly thick?: boolean | undefined }
    /**
     * `linked` shares what both have in common and takes no time; `full` stands alone. As the disk is now, of a VM that is off; or as it was
     * at a snapshot, whatever the VM does.
     */
    | {
        readonly type: 'vm'
        readonly vm: string
        readonly disk: string
        readonly how: 'linked' | 'full'
        readonly snapshot?: string | undefined
      }
    /** A copy of what a disk of another store holds; its VM is off. */
    | {
        readonly type: 'elsewhere'
        readonly path: string
        readonly format: DiskFormat
        readonly kind?: DiskKind | undefined
      }
}

export interface DiskWork {
  readonly signal?: AbortSignal | undefined
  readonly onProgress?: ((doneBytes: number, totalBytes: number) => void) | undefined
}

/** The documents of a NoCloud seed. */
export interface SeedFiles {
  readonly metaData: string
  readonly userData: string
  readonly networkConfig?: string | undefined
}
