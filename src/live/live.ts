import type { HostFacts } from '../domain/host-facts.ts'
import type { Image } from '../domain/image.ts'
import type { Job } from '../domain/job.ts'
import type { VmFacts } from '../domain/vm.ts'
import type { BinEntry } from '../host/store-host.ts'

/** Everything there is, as observed, at one sequence number. */
export interface Inventory {
  readonly seq: number
  readonly host: HostFacts
  readonly vms: readonly VmFacts[]
  readonly images: readonly Image[]
  readonly bin: readonly BinEntry[]
  readonly jobs: readonly Job[]
}

export type LiveEvent = { readonly seq: number } & LiveChange

export type LiveChange =
  | { readonly type: 'vm'; readonly vm: VmFacts }
  | { readonly type: 'vm-gone'; readonly uuid: string; readonly name: string }
  | { readonly type: 'image'; readonly image: Image }
  | { readonly type: 'image-gone'; readonly id: string }
  | { readonly type: 'bin'; readonly bin: readonly BinEntry[] }
  | { readonly type: 'job'; readonly job: Job }
  | { readonly type: 'host'; readonly host: HostFacts }
  /** Snapshots and branches are no part of the inventory: they are read where they are looked at, and again after this. */
  | { readonly type: 'history'; readonly vm: string }
  /** Nor are pools: this one came, went, or is no longer as it was. */
  | { readonly type: 'pool'; readonly pool: string }
  /** How the certificate of the page stands has changed; it is read where it is looked at. */
  | { readonly type: 'certificate' }
  | { readonly type: 'reset' }

/** The observed state and its stream of changes. Events of the host only wake it; what it says comes from the host's lists. */
export interface Live {
  /** First look at everything, then follow. Works without libvirt: then its VMs are those seen last, and `host` says so. */
  start(): Promise<void>
  inventory(): Inventory
  /** Whether the VMs were ever listed: none of them then means that there are none. */
  hasSeenVms(): boolean
  /** Something of ours changed: look again soon. Repeated calls are folded into one look. */
  touch(what: 'vms' | 'images' | 'bin' | 'host' | 'pools'): void
  /** A job changed. */
  jobChanged(job: Job): void
  /** So has the certificate of the page, or the try for one. */
  certificateChanged(): void
  /**
   * Calls back with every change after `afterSeq`, the missed ones first; with one `reset` when they are no longer known.
   * Returns the way to stop.
   */
  follow(afterSeq: number, listener: (event: LiveEvent) => void): () => void
  stop(): Promise<void>
}
