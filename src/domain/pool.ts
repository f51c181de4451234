import type { ObjectRef } from './problem.ts'

/** What `zpool list` tells of a pool. Sizes are bytes, parity included; a pool that could not be opened has zeros. */
export interface PoolNumbers {
  readonly name: string
  /** 64 bits: a number would round it. */
  readonly guid: string
  readonly state: PoolState
  readonly sizeBytes: number
  readonly allocatedBytes: number
  readonly freeBytes: number
  readonly fragmentationPercent: number
  readonly dedupRatio: number
  readonly readOnly: boolean
}

/** A ZFS pool as observed. */
export interface Pool extends PoolNumbers {
  /** ZFS's own code for what is wrong, such as `ZFS-8000-9P`; absent when all is well. */
  readonly messageId?: string | undefined
  /** What ZFS says of it, in its words, for people to read; nothing may be decided on it. */
  readonly statusText?: string | undefined
  readonly scan: PoolScan
  readonly expansion: PoolExpansion
  readonly removal: PoolRemoval
  readonly checkpoint: PoolCheckpoint
  /** The top-level vdevs, each class after the other. */
  readonly vdevs: readonly Vdev[]
  readonly dataErrors: DataErrors
}

/** The states of `zpool list`, plus `suspended`, which ZFS puts in the place of the true one while all I/O waits. */
export const poolStateNames = [
  'online',
  'degraded',
  'faulted',
  'offline',
  'removed',
  'unavail',
  'suspended',
] as const
export type PoolState = (typeof poolStateNames)[number]

/** What is known to be lost for good. */
export type DataErrors =
  /** Files by path, volumes as `tank/vol:<0x1>`, the pool's own data as `<metadata>:<0x0>`; `count` says how many these are. */
  | { readonly known: true; readonly count: number; readonly objects: readonly string[] }
  /** The list could not be read, which is not the same as an empty one. */
  | { readonly known: false; readonly because: string }

export type VdevClass = 'normal' | 'special' | 'dedup' | 'log' | 'l2cache' | 'spare'

export type VdevState = PoolState | 'inuse' | 'avail' | 'unknown'

interface VdevHead {
  /** As ZFS shows it: `mirror-0`, `/dev/disk/by-id/…-part1`. Not unique; `guid` is. */
  readonly name: string
  readonly guid: string
  readonly class: VdevClass
  readonly state: VdevState
  readonly errors: VdevErrors
  /** Why it cannot be used as it should, in ZFS's word: `OPEN_FAILED`, `ERR_EXCEEDED` … */
  readonly aux?: string | undefined
  /** Of a top-level vdev: what it holds and what is taken, parity included. */
  readonly space?: { readonly sizeBytes: number; readonly allocatedBytes: number } | undefined
  /** It is being emptied so that it can be taken out. */
  readonly removing?: true | undefined
}

/** A part of a pool: a device, or a group of them. Times are ISO 8601. */
export type Vdev = VdevHead & (VdevLeaf | VdevGroup)

export interface VdevLeaf {
  /** `draid-spare` is the spare space of a dRAID, spread over its disks. */
  readonly kind: 'disk' | 'file' | 'draid-spare'
  /** Where ZFS last saw the device; the name of a dRAID's spare. */
  readonly path: string
  readonly sizeBytes?: number | undefined
  /** The least a partition must have to take its place, labels included (`rep_dev_size`); absent where the release does not tell. */
  readonly replacementBytes?: number | undefined
  readonly slowIos: number
  /** The device is gone and ZFS knows it only by its guid; this is where it was. */
  readonly wasPath?: string | undefined
  /** What a running or finished resilver wrote to it; absent where the release does not tell. */
  readonly resilveredBytes?: number | undefined
  /** What a scan does with it now. */
  readonly scanning?: 'resilvering' | 'repairing' | 'awaiting-resilver' | undefined
  readonly trim?: VdevTrim | undefined
  /** The device works in larger blocks than ZFS uses on it: slow, and for good. */
  readonly blockSize?: { readonly configuredBytes: number; readonly nativeBytes: number } | undefined
}

/** How far a device has been told which of its blocks are free. */
export type VdevTrim =
  | { readonly state: 'unsupported' | 'untrimmed' }
  | { readonly state: 'running' | 'suspended' | 'finished'; readonly percent: number }

export interface VdevGroup {
  readonly kind: 'mirror' | 'raidz' | 'draid' | 'replacing' | 'sparing' | 'indirect' | 'hole'
  /** Devices that may fail at once: 1 to 3 for raidz and dRAID. */
  readonly parity?: number | undefined
  readonly children: readonly Vdev[]
}

/** Counters since they were last cleared. */
export interface VdevErrors {
  readonly read: number
  readonly write: number
  readonly checksum: number
}

/** The last scrub or resilver, or the one that runs. Old releases round sizes to three digits. */
export type PoolScan =
  | { readonly state: 'none' }
  | {
      readonly state: 'running'
      readonly what: 'scrub' | 'resilver'
      readonly startedAt: string
      readonly paused: boolean
      readonly doneBytes: number
      readonly totalBytes: number
      readonly bytesPerSecond: number
      /** Null while nobody can say. */
      readonly secondsLeft: number | null
      /** Bytes that were wrong or missing and were written anew. */
      readonly repairedBytes: number
    }
  | {
      readonly state: 'finished'
      readonly what: 'scrub' | 'resilver'
      readonly startedAt: string
      readonly endedAt: string
      /** What could not be mended. */
      readonly errors: number
      readonly repairedBytes: number
    }
  | { readonly state: 'cancelled'; readonly what: 'scrub' | 'resilver'; readonly endedAt: string }

/** A raidz group taking in one more disk. */
export type PoolExpansion =
  | { readonly state: 'none' }
  | {
      /** `paused` while a resilver runs or a disk is missing. */
      readonly state: 'running' | 'paused'
      readonly vdev: string
      readonly doneBytes: number
      readonly totalBytes: number
      readonly startedAt: string
    }
  | { readonly state: 'finished' | 'cancelled'; readonly vdev: string; readonly endedAt: string }

/** A top-level vdev being emptied so that it can be taken out. */
export type PoolRemoval =
  | { readonly state: 'none' }
  | {
      readonly state: 'running'
      readonly doneBytes: number
      readonly totalBytes: number
      readonly startedAt: string
    }
  | { readonly state: 'finished' | 'cancelled'; readonly endedAt: string }

/** The whole pool as it was once, to go back to. While there is one, no device can be removed, attached or detached. */
export type PoolCheckpoint =
  | { readonly state: 'none' }
  | {
      readonly state: 'exists'
      /** ISO 8601. */
      readonly createdAt: string
      /** What it holds back. */
      readonly sizeBytes: number
    }
  | { readonly state: 'discarding'; readonly leftBytes: number }

/** All vdevs below these and themselves, groups before their members. */
export function flattenVdevs(vdevs: readonly Vdev[]): readonly Vdev[] {
  return vdevs.flatMap((vdev) => ('children' in vdev ? [vdev, ...flattenVdevs(vdev.children)] : [vdev]))
}

/** How many of its members a group can lose and still have every byte; null where the kind cannot say. */
export function failuresSurvived(vdev: Vdev): number | null {
  switch (vdev.kind) {
    case 'disk':
    case 'file':
    case 'draid-spare':
      return 0
    case 'mirror':
      return vdev.children.length - 1
    case 'raidz':
    case 'draid':
      return vdev.parity ?? null
    case 'replacing':
    case 'sparing':
    case 'indirect':
    case 'hole':
      return null
  }
}

export function poolRef(name: string): ObjectRef {
  return { type: 'pool', name }
}
