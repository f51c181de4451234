import type { CopiedVm, CopyPlace } from '../domain/copy.ts'
import type { PlacedVm } from './snapshot-host.ts'
import type { DiskWork } from './store-host.ts'

/**
 * Copies of VMs elsewhere than in their store. Only a store in a pool can be copied so: for others every verb rejects with `not_supported`.
 * Nothing that was copied is ever destroyed here.
 */
export interface CopyHost {
  /**
   * Makes where copies of a store go, or finds that it is there. Rejects with `foreign_object` where something else is, or copies of another
   * store.
   */
  prepare(place: CopyPlace): Promise<void>
  /**
   * Brings the copies of these VMs up to date: all of their lines and snapshots, and what their disks stand on. One that was cut off is gone
   * on with. What went wrong with some is told after the others came. VMs without a snapshot have none there either.
   */
  update(place: CopyPlace, vms: readonly PlacedVm[], work?: DiskWork): Promise<{ readonly sentBytes: number }>
  /** The VMs that have copies here, by name. */
  list(place: CopyPlace): Promise<readonly CopiedVm[]>
  readonly commands: CopyCommands
}

/** What a person would type for it: shown with a plan, never run. */
export interface CopyCommands {
  prepare(place: CopyPlace): string
  update(place: CopyPlace, vm: string): string
}
