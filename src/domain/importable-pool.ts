import type { VdevClass, VdevState } from './pool.ts'

/** A pool that is on the disks of this host and not imported. */
export interface ImportablePool {
  readonly name: string
  /** 64 bits: a number would round it. Importing goes by this, as names need not be unique. */
  readonly guid: string
  readonly state: VdevState
  /** It was destroyed, and can still be brought back (`zpool import -D`). */
  readonly destroyed: boolean
  /** ZFS's code for what is wrong, such as `ZFS-8000-EY`. */
  readonly messageId?: string | undefined
  /** What ZFS says of it, in its words, for people to read. */
  readonly statusText?: string | undefined
  readonly actionText?: string | undefined
  readonly comment?: string | undefined
  /** Another host used it last, or uses it now: importing it as well would destroy it. */
  readonly otherHost: OtherHost
  readonly vdevs: readonly ImportableVdev[]
}

export type OtherHost =
  | { readonly use: 'none' }
  /** It was not exported there; most often a host that is gone, or this one before it was set up anew. */
  | { readonly use: 'last' }
  /** Multihost protection sees it writing now. */
  | { readonly use: 'now'; readonly host?: string | undefined }
  /** Multihost protection is on and this host has no hostid. */
  | { readonly use: 'unknown' }

/** A device or group as the labels on the disks tell of it. Only names and states are known. */
export interface ImportableVdev {
  readonly name: string
  readonly class: VdevClass
  readonly state: VdevState
  readonly aux?: string | undefined
  readonly children: readonly ImportableVdev[]
}

/** Whether ZFS would import it at all, forced or not. */
export function canBeImported(pool: ImportablePool): boolean {
  return (pool.state === 'online' || pool.state === 'degraded') && pool.otherHost.use !== 'now'
}
