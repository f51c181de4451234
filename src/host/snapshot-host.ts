import type { Readable } from 'node:stream'
import type { Consistency, History, SnapshotAuthor } from '../domain/snapshot.ts'
import type { DefinitionText } from './host.ts'

/**
 * Points in time of the VMs in one store, and the lines that come of going back. Every verb is idempotent for the same ids, can be
 * run again after a power cut in its middle, and refuses a place that belongs to another uuid. Constant time where the store is ZFS.
 */
export interface SnapshotHost {
  history(vm: string, uuid: string): Promise<History>
  /** Takes all these VMs at one instant. Their guests are frozen or off, or they are content with less; that is the caller's. */
  create(vms: readonly VmInStore[], snapshot: NewSnapshot): Promise<void>
  /** Refuses with `in_use` while it is held or something stands on it. Absent is success. */
  remove(vm: string, uuid: string, snapshot: string): Promise<void>
  hold(vm: string, uuid: string, snapshot: string, hold: string): Promise<void>
  release(vm: string, uuid: string, snapshot: string, hold: string): Promise<void>
  /** What the VM was defined as at that point; `undefined` if the place then held no definition. */
  definition(vm: string, uuid: string, snapshot: string): Promise<DefinitionText | undefined>
  /** Where the RAM of the guest lies in the VM's place after going back to a `ram` snapshot. Pure. */
  ramPath(vm: string): string
  /** Takes the VM, which is off, back to a snapshot of any branch, on a new branch; what was current stays as it is. */
  goBack(vm: string, uuid: string, to: GoBack): Promise<void>
  /** Makes another branch the current one, at its tip. The VM is off. */
  switchBranch(vm: string, uuid: string, to: string, leaving: Leaving): Promise<void>
  /** Removes a branch that is not current, with the snapshots that are only on it. Absent is success. */
  removeBranch(vm: string, uuid: string, branch: string): Promise<void>
  readonly commands: SnapshotCommands
}

export interface VmInStore {
  readonly vm: string
  readonly uuid: string
}

export interface NewSnapshot {
  readonly id: string
  readonly createdAt: string
  readonly consistency: Consistency
  readonly by: SnapshotAuthor
  readonly note?: string | undefined
}

/** The snapshot that keeps what is left behind, taken first. */
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
  remove(vm: string, snapshot: string): string
  goBack(vm: string, to: GoBack): string
  switchBranch(vm: string, to: string): string
  removeBranch(vm: string, branch: string): string
}

/** What lies in a guest's disks at a snapshot, read without letting the host's kernel mount any of it. */
export interface SnapshotFiles {
  list(vm: string, uuid: string, snapshot: string, path: string): Promise<readonly GuestFileEntry[]>
  read(vm: string, uuid: string, snapshot: string, path: string, signal: AbortSignal): Promise<Readable>
}

export interface GuestFileEntry {
  readonly name: string
  readonly type: 'file' | 'folder' | 'link' | 'other'
  readonly sizeBytes: number
  readonly modifiedAt: string
}
