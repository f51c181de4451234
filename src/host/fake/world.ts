import type { Drive } from '../../domain/drive.ts'
import type { KeyFile } from '../../domain/key-file.ts'
import type { Vdev } from '../../domain/pool.ts'
import type { Lines } from '../../domain/history.ts'
import type { Image } from '../../domain/image.ts'
import type { NetworkFacts } from '../../domain/network.ts'
import type { AgentState, PauseReason } from '../../domain/vm.ts'
import type { SeedFiles } from '../store-host.ts'
import { noteAutostart } from './definition-text.ts'
import type { KeptPool } from './fake-pool-world.ts'

/** What one store holds. */
export interface StorePart {
  places: Record<string, FakePlace>
  bin: Record<string, FakeBinEntry>
}

/** Everything the fake host knows, as plain data, so that it can be compared, copied and kept in a file. Its own part is the local store. */
export interface World extends StorePart {
  /** Why nobody answers; absent while libvirt is up. */
  libvirtDown?: string
  vms: Record<string, FakeVm>
  images: Record<string, Image>
  uploads: Record<string, FakeUpload>
  /** libvirt's networks, by name. A world kept by an older daemon has none. */
  networks?: Record<string, Omit<NetworkFacts, 'leases'>>
  /** What QEMU wrote, by name of the VM. */
  logs: Record<string, string[]>
  /** What guests said on their serial consoles, by UUID of the VM. A world kept by an older daemon has none. */
  serial?: Record<string, string>
  /** Pools by guid, imported or not. A world kept by an older daemon has none. */
  pools?: Record<string, KeptPool>
  drives?: Drive[]
  /** libvirt's storage pools, by name. A world kept by an older daemon has none. */
  storagePools?: Record<string, FakeStoragePool>
  /** Whether libvirt's hook that looks at disks before a start is there. */
  startHook?: boolean
  noStorageDriver?: true
  noZfsBackend?: true
  /** Key files that are not as they should be: not there, or what is in one is wrong. All others are there. */
  keyFiles?: Record<string, KeyFile | { readonly state: 'wrong' }>
  /** Counts the starts of the host. */
  boots?: number
  /** What ZFS's cache may grow to; absent while that is left to ZFS. */
  arcMaxBytes?: number
  /** Why there is no ZFS; absent where there is. */
  zfsGone?: string
  /** Programs that are not installed. */
  missingTools?: readonly string[]
  /** Counts what happened: the source of ids that differ. */
  events: number
}

export interface FakeStoragePool {
  readonly uuid: string
  active: boolean
  readonly ours: boolean
  volumes: readonly { readonly name: string; readonly sizeBytes: number }[]
}

export interface FakeVm {
  /** The definition that counts at the next start; absent for a VM that ends with its run. */
  text?: string
  autostart: boolean
  run?: FakeRun
  /** libvirt keeps its RAM for the next start. */
  keepsRam?: true
}

export interface FakeRun {
  /** Tells this run from the next one of the same VM. */
  readonly id: number
  /** Tells one boot of the guest from the next: it is in its RAM, so it comes back with that. */
  readonly boot: string
  /** The definition it was started with. */
  readonly text: string
  state: 'running' | 'paused' | 'stopping' | 'sleeping' | 'crashed'
  /** Why it is paused; `user` unless said. */
  pausedBecause?: PauseReason
  agent: AgentState
  cpus: number
  memoryMiB: number
  /** The guest holds its file systems. */
  frozen?: true
}

export interface FakePlace extends FakeContent {
  readonly uuid: string
  /** Which policy it follows, as it lies beside the disks. */
  policy?: string
  /** Absent while there is no snapshot and one line. */
  history?: FakeHistory
}

/** What a place holds at one instant. */
export interface FakeContent {
  disks: Record<string, FakeDisk>
  /** Stands for the content of the firmware variables. */
  nvram?: string
  seed?: SeedFiles
  definition?: string
  /** Stands for what libvirt saved of a guest's RAM. */
  ram?: string
}

export interface FakeHistory {
  lines: Lines
  /** By id of the snapshot. */
  readonly kept: Record<string, FakeContent>
}

export interface FakeDisk {
  virtualSizeBytes: number
  allocatedBytes: number
  /** In a pool: a file; absent for what a store makes unless it is told. */
  readonly kind?: 'file'
  /** The image whose bytes it shares. */
  readonly image?: string
  /** Files of the guest's file system: path to base64. */
  readonly files: Record<string, string>
  /** The cloud-init instance that last set this disk up. */
  instance?: string
}

export interface FakeBinEntry {
  readonly vm: string
  readonly deletedAt: string
  readonly keepUntil: string
  readonly place: FakePlace
}

export interface FakeUpload {
  readonly name: string
  readonly sentAt: string
  readonly sizeBytes: number
  readonly sha256: string
  /** The first bytes, base64: enough to tell what it is. */
  readonly head: string
}

export function emptyWorld(): World {
  return { vms: {}, places: {}, bin: {}, images: {}, uploads: {}, logs: {}, events: 0 }
}

/** What an overlay or an empty qcow2 takes. */
export const emptyDiskBytes = 200 * 1024

export function contentBytes({ disks }: Pick<FakeContent, 'disks'>): number {
  return Object.values(disks).reduce((sum, disk) => sum + disk.allocatedBytes, 0)
}

export const storeRoot = '/fake/store'

/**
 * The world as a plain object to compare with `toEqual`: what must be as before after an undo. Left out is what moves by itself or
 * only ever grows: agents coming up, logs, counters.
 */
export function snapshotOf(world: World): Record<string, unknown> {
  const vms = Object.entries(world.vms).map(([uuid, vm]) => [
    uuid,
    {
      definition: vm.text === undefined ? 'transient' : JSON.parse(noteAutostart(vm.text, vm.autostart)),
      autostart: vm.autostart,
      state: vm.run?.state ?? 'stopped',
      ...(vm.run ? { liveCpus: vm.run.cpus, liveMemoryMiB: vm.run.memoryMiB } : {}),
      ...(vm.run?.frozen ? { frozen: true } : {}),
    },
  ])
  return structuredClone({
    vms: Object.fromEntries(vms),
    places: world.places,
    bin: world.bin,
    images: world.images,
    uploads: world.uploads,
    drives: world.drives,
    arcMaxBytes: world.arcMaxBytes,
    pools: Object.values(world.pools ?? {}).map(withoutHistory),
  })
}

/** What goes on in a pool, and what ended when, is history. */
function withoutHistory({ pool, ...kept }: KeptPool) {
  const { scan: _scan, expansion: _expansion, removal: _removal, checkpoint, ...state } = pool
  return { ...kept, pool: { ...state, vdevs: state.vdevs.map(untrimmed), checkpoint: checkpoint.state } }
}

function untrimmed(vdev: Vdev): unknown {
  if ('children' in vdev) return { ...vdev, children: vdev.children.map(untrimmed) }
  const { trim: _trim, ...leaf } = vdev
  return leaf
}
