import type { Duplex, Readable } from 'node:stream'
import type { DiskDefinition, DiskFormat } from '../domain/disk.ts'
import type { DoctorFacts } from '../domain/doctor.ts'
import type { HostFacts } from '../domain/host-facts.ts'
import type { Image } from '../domain/image.ts'
import type { CatalogueEntry } from '../domain/image-catalogue.ts'
import type { GuestAddress, NicLink } from '../domain/nic.ts'
import type { DefinitionChanges, VmDefinition } from '../domain/vm-definition.ts'
import type { Accelerator, VmFacts } from '../domain/vm.ts'

/** What the outside world can do for us, in domain words. Everything rejects with `ProblemError`. */
export interface Host {
  readonly vms: VmHost
  readonly guests: GuestHost
  readonly store: StoreHost
  readonly images: ImageHost
  readonly facts: FactsHost
  /** Calls back when something may have changed; only a hint, the lists are the truth. Returns the way to stop. */
  onHint(listener: (hint: HostHint) => void): () => void
  close(): Promise<void>
}

export type HostHint =
  /** A VM came, went, or changed its state; `defined` when its definition was written anew. */
  | {
      readonly what: 'vm'
      readonly uuid: string
      readonly name: string
      readonly event: 'state' | 'defined' | 'undefined' | 'agent' | 'other'
    }
  /** The connection is there (again): anything may have changed. */
  | { readonly what: 'connected' }
  | { readonly what: 'disconnected'; readonly because: string }

/** A definition as the host keeps it: opaque to all but the host, kept whole so that hand-made changes survive. */
export type DefinitionText = string & { readonly __definition: unique symbol }

export interface VmHost {
  list(): Promise<readonly VmFacts[]>
  get(uuid: string): Promise<VmFacts | undefined>
  /** Makes a VM known. Doing it again with the same UUID replaces its definition. */
  define(definition: VmDefinition): Promise<void>
  /** Makes a VM known from a kept definition, with these changes and all else as it was. */
  defineFrom(text: DefinitionText, changes: DefinitionChanges): Promise<void>
  /** The definition that counts at the next start. */
  definition(uuid: string): Promise<DefinitionText>
  /** What a definition describes, without making it known. */
  describe(text: DefinitionText): VmFacts
  /** Forgets a VM that is not running; its disks and firmware variables stay. */
  undefine(uuid: string): Promise<void>
  start(uuid: string): Promise<void>
  /** Asks the guest to power off (ACPI, and the agent where it answers). Returns at once. */
  askToPowerOff(uuid: string): Promise<void>
  /** Ends the VM now, as pulling the plug does. Not running is success. */
  powerOff(uuid: string): Promise<void>
  pause(uuid: string): Promise<void>
  resume(uuid: string): Promise<void>
  /** Sets what counts at the next start. */
  setConfig(
    uuid: string,
    change: { readonly cpus?: number | undefined; readonly memoryMiB?: number | undefined },
  ): Promise<void>
  /** Sets what a running VM can take right now; says what had to wait for the next start. */
  setLive(
    uuid: string,
    change: { readonly cpus?: number | undefined; readonly memoryMiB?: number | undefined },
  ): Promise<{ readonly waiting: readonly ('cpus' | 'memoryMiB')[] }>
  setAutostart(uuid: string, on: boolean): Promise<void>
  /** The guest's serial console, both ways. Ends when the VM does. */
  openConsole(uuid: string): Promise<Duplex>
  addresses(uuid: string): Promise<readonly GuestAddress[]>
  /** What QEMU wrote about this VM, newest last; at most so many lines. */
  log(name: string, maxLines: number): Promise<readonly string[]>
  /**
   * What the guest said on its serial console, in this run and those before, newest last; at most so many lines. Undefined for a VM
   * whose definition has it kept nowhere.
   */
  consoleLog(uuid: string, maxLines: number): Promise<readonly string[] | undefined>
}

/** What the guest agent can do. Rejects with `agent_unavailable` when none answers, `agent_failed` when it refuses. */
export interface GuestHost {
  ping(uuid: string, timeoutMs: number): Promise<void>
  exec(uuid: string, command: GuestCommand): Promise<GuestCommandResult>
  readFile(uuid: string, path: string, options?: { readonly signal?: AbortSignal }): Promise<Readable>
  /** Writes a file in the guest, replacing what was there. Returns how many bytes. */
  writeFile(
    uuid: string,
    path: string,
    content: Readable,
    options?: { readonly signal?: AbortSignal },
  ): Promise<number>
}

export interface GuestCommand {
  readonly argv: readonly [string, ...string[]]
  readonly input?: Uint8Array | undefined
  /** Gives up waiting after so long; the command goes on in the guest. */
  readonly timeoutMs: number
  readonly signal?: AbortSignal | undefined
}

export type GuestCommandResult =
  | {
      readonly ended: 'exit'
      readonly exitCode: number
      readonly stdout: Uint8Array
      readonly stderr: Uint8Array
      readonly truncated: boolean
    }
  | {
      readonly ended: 'signal'
      readonly signal: number
      readonly stdout: Uint8Array
      readonly stderr: Uint8Array
      readonly truncated: boolean
    }

/** The one place of a VM in a store. Pure paths: says nothing about whether they exist. */
export interface VmPlace {
  readonly vm: string
  readonly path: string
  readonly nvramPath: string
  readonly seedPath: string
  readonly consoleLogPath: string
  diskPath(disk: string, format: DiskFormat): string
}

/** A VM's place as found in the store. */
export interface PlaceFacts {
  readonly vm: string
  readonly uuid: string
  readonly path: string
}

export interface BinEntry {
  /** Unique in the store; names the folder in the bin. */
  readonly id: string
  readonly vm: string
  readonly uuid: string
  /** ISO 8601, UTC. */
  readonly deletedAt: string
  /** When it may be removed for good. */
  readonly keepUntil: string
  readonly sizeBytes: number
}

/** What is noted of a place that goes into the bin. */
export type NewBinEntry = Pick<BinEntry, 'id' | 'deletedAt' | 'keepUntil'> & Partial<Pick<BinEntry, 'vm'>>

/** Where VMs live. Every making verb is idempotent for the same VM's uuid and refuses to touch another's. */
export interface StoreHost {
  readonly kind: 'dir' | 'zfs'
  space(): Promise<{ readonly totalBytes: number; readonly freeBytes: number }>
  place(vm: string): VmPlace
  places(): Promise<readonly PlaceFacts[]>
  createPlace(vm: string, uuid: string): Promise<VmPlace>
  /** Removes a place and all in it, for good; only if it belongs to this uuid. Absent is success. */
  removePlace(vm: string, uuid: string): Promise<void>
  renamePlace(from: string, to: string, uuid: string): Promise<void>
  /** Makes a disk of this size: blank, on top of an image, or a copy of another VM's disk. Existing and right is success. */
  createDisk(vm: string, disk: NewDisk, options?: DiskWork): Promise<DiskDefinition['source']>
  /** Grows a disk; shrinking is refused. */
  growDisk(vm: string, disk: string, sizeBytes: number): Promise<void>
  diskSize(
    vm: string,
    disk: string,
  ): Promise<{ readonly virtualSizeBytes: number; readonly allocatedBytes: number } | undefined>
  removeDisk(vm: string, disk: string): Promise<void>
  /** Copies the firmware variables of one VM to another's place, if it has any. */
  copyNvram(from: string, to: string): Promise<void>
  writeSeed(vm: string, seed: SeedFiles): Promise<void>
  writeDefinition(vm: string, uuid: string, text: DefinitionText): Promise<void>
  readDefinition(vm: string): Promise<DefinitionText | undefined>
  bin(): Promise<readonly BinEntry[]>
  /** Moves a place into the bin. `id` makes it idempotent; `entry.vm` is the name it had, the place's own unless given. */
  moveToBin(vm: string, uuid: string, entry: NewBinEntry): Promise<void>
  /** Moves an entry out of the bin to the place of this name. */
  restoreFromBin(id: string, vm: string): Promise<void>
  binPlace(id: string): VmPlace
  readBinDefinition(id: string): Promise<DefinitionText | undefined>
  /** Removes an entry of the bin for good. Absent is success. */
  purge(id: string): Promise<void>
}

export interface NewDisk {
  readonly name: string
  readonly sizeBytes: number
  readonly from:
    | { readonly type: 'blank' }
    | { readonly type: 'image'; readonly image: string }
    /** `linked` shares what both have in common and takes no time; `full` stands alone. The source VM is off. */
    | { readonly type: 'vm'; readonly vm: string; readonly disk: string; readonly how: 'linked' | 'full' }
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

export interface ImageWork {
  readonly signal: AbortSignal
  log(line: string): void
  progress(done: number, total: number, unit: 'bytes' | 'percent' | 'steps'): void
}

/** Images of a store. Ids are checked names; every making verb leaves either the whole image or nothing. */
export interface ImageHost {
  list(): Promise<readonly Image[]>
  get(id: string): Promise<Image | undefined>
  /** Where the medium of an ISO image is, for a CD drive. A pure path: says nothing about whether it exists. */
  mediumPath(id: string): string
  pull(id: string, entry: CatalogueEntry, work: ImageWork): Promise<Image>
  build(id: string, recipe: BuildRecipe, work: ImageWork): Promise<Image>
  import(id: string, source: ImportSource, work: ImageWork): Promise<Image>
  /** Removes an image; refuses with `in_use` while a disk stands on it. Absent is success. */
  remove(id: string): Promise<void>
  /** Names of the VMs (and bin entries) whose disks stand on this image. */
  usedBy(id: string): Promise<readonly string[]>
  /** Where the medium of an image lies, for a CD drive. Pure. */
  mediumPath(id: string): string
  /** Takes an upload and returns its id; `import` uses it up. */
  upload(
    content: Readable,
    options: { readonly name: string; readonly sizeBytes?: number | undefined; readonly signal: AbortSignal },
  ): Promise<string>
}

export interface BuildRecipe {
  readonly distribution: 'debian'
  /** Code name or number, e.g. `bookworm`. */
  readonly release: string
}

export type ImportSource =
  | { readonly type: 'url'; readonly url: string; readonly sha256?: string | undefined }
  | {
      readonly type: 'upload'
      readonly upload: string
      readonly name: string
      readonly sha256?: string | undefined
    }

export interface FactsHost {
  host(): Promise<HostFacts>
  doctor(): Promise<DoctorFacts>
  /** What new VMs get on this host. Waits for the first look at the machine, never for more. */
  defaults(): Promise<VmDefaults>
  /** Whether a TCP or UDP port of the host is free to listen on. */
  portIsFree(protocol: 'tcp' | 'udp', address: string, port: number): Promise<boolean>
}

export interface VmDefaults {
  readonly accelerator: Accelerator
  readonly arch: 'x86_64' | 'aarch64'
  /** The versioned machine type. */
  readonly machine: string
  readonly uefi: boolean
  /** What a NIC is plugged into unless the user says otherwise. */
  readonly link: Exclude<NicLink, { type: 'other' }>
  readonly memoryTotalMiB: number
  readonly cpuThreads: number
}
