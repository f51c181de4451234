import type { Readable } from 'node:stream'
import type { DiskChange, WalkedFile } from '../domain/diff-files.ts'
import type { DiskFormat } from '../domain/disk.ts'
import type { GuestLook, GuestPlace } from '../domain/guest-file.ts'
import type { Problem } from '../domain/problem.ts'
import type { Consistency, History, SnapshotAuthor } from '../domain/snapshot.ts'
import type { DefinitionText } from './host.ts'

/**
 * Points in time of the VMs in one store, and the lines that come of going back. Every verb is idempotent for the same ids, can be
 * run again after a power cut in its middle, and refuses a place that belongs to another uuid (`already_exists`), a snapshot or branch
 * that is not there (`not_found`). Constant time where the store is ZFS. How lines change is `domain/history.ts`.
 */
export interface SnapshotHost {
  /** A VM that has none yet has the one line `main`. */
  history(vm: string, uuid: string): Promise<History>
  /** Those of these VMs, or of all of the store, in one look where the store can. What is wrong with one keeps none of the others back. */
  histories(of?: readonly PlacedVm[]): Promise<readonly PlaceHistory[]>
  /**
   * Takes all these VMs at one instant, with what lies in their places: disks, firmware variables, seed, definition, RAM if it is
   * there. Their guests are frozen or off, or they are content with less; that is the caller's. Several that run are held by the caller
   * where the store cannot take them in one go.
   */
  create(vms: readonly SnapshotOf[], snapshot: NewSnapshot): Promise<void>
  /**
   * Refuses with `in_use` while it is held or something stands on it, and where it is the last one that a branch which is not current
   * has of its own. Absent is success.
   */
  remove(vm: string, uuid: string, snapshot: string): Promise<void>
  /**
   * Removes those of these that nothing keeps, by few commands where the store can, and tells why each of the others stays: what
   * `remove` would refuse. One that is absent is neither.
   */
  removeMany(vm: string, uuid: string, snapshots: readonly string[]): Promise<readonly Problem[]>
  hold(vm: string, uuid: string, snapshot: string, hold: string): Promise<void>
  release(vm: string, uuid: string, snapshot: string, hold: string): Promise<void>
  /** What the VM was defined as at that point; `undefined` if the place then held no definition. */
  definition(vm: string, uuid: string, snapshot: string): Promise<DefinitionText | undefined>
  /** How large the guest saw its disks at that point, by their names. */
  diskSizes(vm: string, uuid: string, snapshot: string): Promise<Readonly<Record<string, number>>>
  /**
   * The disks as they were at that point, for one who reads them; until they are closed the snapshot stays. Rejects with `not_supported`
   * where the store has no way to. Without a snapshot, the disks as they are now, of a VM that is off: they are closed before it starts, or
   * it does not.
   */
  images(vm: string, uuid: string, snapshot: string | undefined, reader: ImageReader): Promise<SnapshotImages>
  /**
   * How much was written to each disk from one point to the other, at most; both ways where they are on different branches. Without `to`,
   * until now.
   */
  written(vm: string, uuid: string, from: string, to: string | undefined): Promise<readonly DiskChange[]>
  /** Where the RAM of the guest lies in the VM's place before a `ram` snapshot and after going back to one. Pure. */
  ramPath(vm: string): string
  /** Removes the RAM that lies in the VM's place; snapshots keep theirs. Absent is success. */
  dropRam(vm: string, uuid: string): Promise<void>
  /**
   * Takes the VM, which is off, back to a snapshot of any branch, on a new branch; what was current stays as it is. RAM lies in the place
   * afterwards if the snapshot has some, and else none does.
   */
  goBack(vm: string, uuid: string, to: GoBack): Promise<void>
  /** Makes another branch the current one, at its tip. The VM is off. Current already is success. */
  switchBranch(vm: string, uuid: string, to: string, leaving: Leaving): Promise<void>
  /**
   * Removes a branch that is not current, with the snapshots that are only on it (`withoutBranch`). Refuses with `in_use` while it is
   * current or one of those is held. Absent is success.
   */
  removeBranch(vm: string, uuid: string, branch: string): Promise<void>
  readonly commands: SnapshotCommands
}

/** A VM by the name of its place. */
export interface PlacedVm {
  readonly vm: string
  readonly uuid: string
}

/** The history of the VM in a place, or why it cannot be read. */
export type PlaceHistory = PlacedVm &
  ({ readonly history: History } | { readonly problems: readonly Problem[] })

/** One of the VMs that are taken together; each has its own consistency, as one may be off and another run. */
export interface SnapshotOf extends PlacedVm {
  readonly consistency: Consistency
}

export interface NewSnapshot {
  readonly id: string
  readonly createdAt: string
  readonly by: SnapshotAuthor
  readonly note?: string | undefined
}

/** The snapshot that keeps what is left behind, taken first: its author is `leaving`, its consistency `off`. */
export interface Leaving {
  readonly snapshot: string
  /** ISO 8601, UTC. */
  readonly at: string
}

export interface GoBack {
  readonly snapshot: string
  /** What the new line is called. */
  readonly branch: string
  readonly leaving: Leaving
}

/** What a person would type for the same: shown with a plan, never run. */
export interface SnapshotCommands {
  create(vms: readonly string[], snapshot: string): string
  remove(vm: string, snapshots: readonly string[]): string
  goBack(vm: string, to: GoBack): string
  switchBranch(vm: string, to: string): string
  removeBranch(vm: string, branch: string): string
}

/** Who reads the disks of a snapshot, to the store that they lie in. */
export interface ImageReader {
  /** Asked when the snapshot is to go: lets go if nobody waits for an answer; false if somebody does. */
  letGo(): Promise<boolean>
}

/** The disks of a snapshot, to be read and never written. */
export interface SnapshotImages {
  readonly disks: readonly SnapshotImage[]
  /** Must be called, once nothing has the disks open any more. */
  close(): Promise<void>
}

export interface SnapshotImage {
  /** The name of the disk. */
  readonly name: string
  readonly path: string
  readonly format: DiskFormat
}

/** The files in a guest's disks at a snapshot, read without letting the host's kernel mount any of it. */
export interface SnapshotFiles {
  /** What is at a place: facts about it and, in a folder, about all in it; and which file systems there are. */
  look(at: SnapshotAt, place: GuestPlace): Promise<GuestLook>
  /** The content of a file. Links are followed, within the guest. Whoever wants no more destroys it. */
  read(at: SnapshotAt, place: GuestPlace): Promise<GuestFile>
  /** A folder with all in it as tar, with names from there on. */
  readFolder(at: SnapshotAt, place: GuestPlace): Promise<Readable>
  /** All below a folder. */
  walk(at: SnapshotAt, place: GuestPlace, signal?: AbortSignal): Promise<readonly WalkedFile[]>
  /** Lets go of all disks. */
  close(): Promise<void>
}

export interface SnapshotAt {
  readonly store: string
  /** The name of its place. */
  readonly vm: string
  readonly uuid: string
  /** Absent for what the VM is now; it is off. */
  readonly snapshot?: string | undefined
}

export interface GuestFile {
  readonly content: Readable
  readonly sizeBytes: number
}
