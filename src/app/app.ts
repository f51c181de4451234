import type { MemoryWish } from '../domain/start-memory.ts'
import type { Duplex, Readable } from 'node:stream'
import type { StoreFacts } from '../domain/store.ts'
import type { BinEntry, StoredHistory } from '../host/store-host.ts'
import type { DoctorReport } from '../domain/doctor.ts'
import type { HostFacts } from '../domain/host-facts.ts'
import type { CatalogueEntry } from '../domain/image-catalogue.ts'
import type { Image } from '../domain/image.ts'
import type { Job, JobLogLine } from '../domain/job.ts'
import type { GuestAddress } from '../domain/nic.ts'
import type { PlanPreview } from '../domain/plan.ts'
import type { BuildWish, ImportWish, PullWish } from '../domain/plan-image.ts'
import type { CloneWish } from '../domain/plan-clone-vm.ts'
import type { AddDiskWish, GrowDiskWish } from '../domain/plan-disk.ts'
import type { MoveWish } from '../domain/plan-move-vm.ts'
import type { RemoveDiskWish } from '../domain/plan-remove-disk.ts'
import type { CreateWish } from '../domain/plan-create-vm.ts'
import type { GoBackWish } from '../domain/plan-go-back.ts'
import type { SetWish } from '../domain/plan-set-vm.ts'
import type { SnapshotWish } from '../domain/plan-snapshot.ts'
import type { StopWish } from '../domain/plan-stop-vm.ts'
import type { StaleMark, VmFacts } from '../domain/vm.ts'
import type { SwitchWish } from '../domain/plan-switch-branch.ts'
import type { DiscardWish, TryWish } from '../domain/plan-try.ts'
import type { SnapshotDiff } from '../domain/diff-files.ts'
import type { GuestLook, GuestPlace } from '../domain/guest-file.ts'
import type { History } from '../domain/snapshot.ts'
import type { NetworkFacts } from '../domain/network.ts'
import type { CreateTargetWish } from '../domain/plan-create-target.ts'
import type { SetCopiesWish } from '../domain/plan-set-copies.ts'
import type { SetPolicyWish } from '../domain/plan-set-policy.ts'
import type { NamedScope } from './find-scope.ts'
import type { CopyNowWish, CopyQueries } from './copies/copies.ts'
import type { PolicyQueries } from './policies/policies.ts'
import type { PoolQueries } from './pool-queries.ts'
import type { PoolChanges } from './pools.ts'
import type { Screenshots } from './screenshots/screenshots.ts'
import type { Uploads } from './uploads/create-uploads.ts'

/**
 * A change that was planned and not begun: show it, or submit it. `submit` journals the very plan that the preview shows.
 */
export interface PlannedChange {
  readonly preview: PlanPreview
  submit(actor: string): Job
}

/** What people ask for by name: each verb plans against the facts of now and rejects with all problems at once. */
export interface Changes extends PoolChanges {
  createVm(wish: CreateRequest): Promise<PlannedChange>
  startVm(vm: string, wish: StartWish): Promise<PlannedChange>
  stopVm(vm: string, wish: StopWish): Promise<PlannedChange>
  restartVm(vm: string, wish: StopWish): Promise<PlannedChange>
  pauseVm(vm: string): Promise<PlannedChange>
  resumeVm(vm: string): Promise<PlannedChange>
  renameVm(vm: string, name: string): Promise<PlannedChange>
  setVm(vm: string, wish: SetWish): Promise<PlannedChange>
  cloneVm(vm: string, wish: CloneWish): Promise<PlannedChange>
  addDisk(vm: string, wish: AddDiskWish): Promise<PlannedChange>
  growDisk(vm: string, wish: GrowDiskWish): Promise<PlannedChange>
  /** To another store, while it is off. */
  moveVm(vm: string, wish: MoveWish): Promise<PlannedChange>
  /** After a snapshot that keeps it, unless it is to go for good. */
  removeDisk(vm: string, wish: RemoveDiskWish): Promise<PlannedChange>
  deleteVm(vm: string, how: { readonly now: boolean }): Promise<PlannedChange>
  restoreFromBin(entry: string, wish: { readonly name?: string | undefined }): Promise<PlannedChange>
  purgeFromBin(entry: string): Promise<PlannedChange>
  /** Makes the store of a pool, which is called after it. */
  createStore(pool: string): Promise<PlannedChange>
  /** Takes over a VM that others made, just where it is. */
  adoptVm(vm: string, wish: { readonly store?: string | undefined }): Promise<PlannedChange>
  /** Takes in the VMs of a store that this host does not know, such as those of a pool from another machine. */
  adoptStore(store: string): Promise<PlannedChange>
  /** Several VMs are taken at one instant. */
  createSnapshot(vms: readonly string[], wish: SnapshotWish): Promise<PlannedChange>
  removeSnapshot(vm: string, snapshot: string): Promise<PlannedChange>
  holdSnapshot(vm: string, snapshot: string, hold: string): Promise<PlannedChange>
  releaseSnapshot(vm: string, snapshot: string, hold: string): Promise<PlannedChange>
  goBack(vm: string, wish: GoBackWish): Promise<PlannedChange>
  switchBranch(vm: string, wish: SwitchWish): Promise<PlannedChange>
  removeBranch(vm: string, branch: string): Promise<PlannedChange>
  startTry(vm: string, wish: TryWish): Promise<PlannedChange>
  keepTry(vm: string): Promise<PlannedChange>
  discardTry(vm: string, wish: DiscardWish): Promise<PlannedChange>
  /** No rules: what was wished is taken back. */
  setPolicy(of: NamedScope, wish: SetPolicyWish): Promise<PlannedChange>
  createTarget(wish: CreateTargetWish): Promise<PlannedChange>
  removeTarget(target: string): Promise<PlannedChange>
  setCopies(of: NamedScope, wish: SetCopiesWish): Promise<PlannedChange>
  copyNow(wish: CopyNowWish): Promise<PlannedChange>
  pullImage(wish: PullWish): Promise<PlannedChange>
  buildImage(wish: BuildWish): Promise<PlannedChange>
  importImage(wish: ImportWish): Promise<PlannedChange>
  removeImage(image: string): Promise<PlannedChange>
}

export interface StartWish {
  /** What to do when it does not fit into memory. */
  readonly memory?: MemoryWish | undefined
  /** While the key of what it lies on is not loaded, it waits for that instead of being refused. */
  readonly whenUnlocked?: boolean | undefined
}

/** A new VM as asked for: the password still in clear, which never goes further than the use case. */
export type CreateRequest = Omit<CreateWish, 'passwordHash'> & { readonly password?: string | undefined }

/** What people look at, and what goes straight through to a guest. `vm` is a name or a UUID. */
export interface Queries extends PoolQueries, PolicyQueries, CopyQueries {
  host(): Promise<HostFacts>
  doctor(): Promise<DoctorReport>
  vms(): Promise<readonly VmFacts[]>
  vm(vm: string): Promise<VmView>
  /** Its UUID alone: no look at its disks or its guest. */
  vmUuid(vm: string): Promise<string>
  vmXml(vm: string): Promise<string>
  vmLog(vm: string, maxLines: number): Promise<readonly string[]>
  /** The same without libvirt, for one of these VMs, which were seen before. */
  vmSeen(vm: string, seen: readonly VmFacts[]): Promise<VmView>
  vmLogSeen(vm: string, seen: readonly VmFacts[], maxLines: number): Promise<readonly string[]>
  vmConsoleLog(vm: string, maxLines: number): Promise<readonly string[]>
  /** Its snapshots and branches. */
  history(vm: string): Promise<History>
  /** Those of all VMs that have a place, by the VM's name. */
  histories(): Promise<readonly StoredHistory[]>
  bin(): Promise<readonly BinEntry[]>
  stores(): Promise<readonly StoreFacts[]>
  networks(): Promise<readonly NetworkFacts[]>
  images(): Promise<readonly Image[]>
  image(id: string): Promise<Image & { readonly usedBy: readonly string[] }>
  catalogue(): Promise<readonly (CatalogueEntry & { readonly present: boolean })[]>
  /** `pool`: only those about it. */
  jobs(filter: {
    readonly limit: number
    readonly openOnly: boolean
    readonly pool?: string | undefined
  }): readonly Job[]
  job(id: string): Job
  jobLog(id: string): readonly JobLogLine[]
}

export type VmView = VmFacts & {
  /** Where its place is; absent for a VM that Kiste did not make, or whose pool is away. */
  readonly store?: string | undefined
  /** The dataset whose key is not loaded: it cannot start until it is. */
  readonly lockedBy?: string | undefined
  readonly stale?: StaleMark | undefined
  readonly addresses: readonly GuestAddress[]
  readonly diskSizes: readonly {
    readonly target: string
    /** Unknown of a file in a pool whose key is not loaded. */
    readonly virtualSizeBytes?: number | undefined
    readonly allocatedBytes: number
  }[]
}

export interface Guests {
  exec(vm: string, command: ExecWish): Promise<ExecResult>
  readFile(vm: string, path: string, signal: AbortSignal): Promise<Readable>
  writeFile(vm: string, path: string, content: Readable, signal: AbortSignal): Promise<number>
  /** The serial console; the newest opener has it. */
  console(vm: string): Promise<Duplex>
  /** The screen, as VNC; several may look at once. */
  screen(vm: string): Promise<Duplex>
}

/** The files in the disks of a VM at one of its snapshots. Nothing is changed by looking. */
export interface SnapshotReads {
  look(vm: string, snapshot: string, place: GuestPlace): Promise<GuestLook>
  read(vm: string, snapshot: string, place: GuestPlace, signal: AbortSignal): Promise<Readable>
  /** What became of its disks and files, until another snapshot or, without one, until now. */
  diff(
    vm: string,
    from: string,
    to: string | undefined,
    place: GuestPlace,
    signal: AbortSignal,
  ): Promise<SnapshotDiff>
  /** As tar. */
  readFolder(vm: string, snapshot: string, place: GuestPlace, signal: AbortSignal): Promise<Readable>
}

export interface ExecWish {
  readonly argv: readonly string[]
  readonly input?: Uint8Array | undefined
  readonly timeoutSeconds: number
  readonly signal: AbortSignal
}

export interface ExecResult {
  readonly ended: 'exit' | 'signal'
  readonly code: number
  readonly stdout: Uint8Array
  readonly stderr: Uint8Array
  readonly truncated: boolean
}

export interface App {
  readonly changes: Changes
  readonly queries: Queries
  readonly guests: Guests
  readonly files: SnapshotReads
  readonly screenshots: Screenshots
  readonly uploads: Uploads
  /** Takes the bytes of an image, all at once, and answers the id to import it by. */
  upload(
    content: Readable,
    options: { readonly name: string; readonly sizeBytes?: number | undefined; readonly signal: AbortSignal },
  ): Promise<string>
  cancelJob(id: string): Promise<Job>
}
