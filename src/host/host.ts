import type { Duplex, Readable } from 'node:stream'
import type { ClockReading } from '../domain/clock-doubt.ts'
import type { DiskDefinition } from '../domain/disk.ts'
import type { DoctorFacts } from '../domain/doctor.ts'
import type { HostFacts } from '../domain/host-facts.ts'
import type { Image } from '../domain/image.ts'
import type { CatalogueEntry } from '../domain/image-catalogue.ts'
import type { GuestAddress, NicLink } from '../domain/nic.ts'
import type { Picture } from '../domain/picture.ts'
import type { DefinitionChanges, VmDefinition } from '../domain/vm-definition.ts'
import type { Accelerator, VmDisks, VmFacts } from '../domain/vm.ts'
import type { CopyHost } from './copy-host.ts'
import type { LibvirtPoolHost } from './libvirt-pool-host.ts'
import type { MemoryHost } from './memory-host.ts'
import type { MetricsHost } from './metrics-host.ts'
import type { PoolHost } from './pool-host.ts'
import type { StartHookHost } from './start-hook-host.ts'
import type { SnapshotFiles } from './snapshot-host.ts'
import type { NetworkHost } from './network-host.ts'
import type { StoresHost } from './store-host.ts'
import type { UploadHost } from './upload-host.ts'

/** What the outside world can do for us, in domain words. Everything rejects with `ProblemError`. */
export interface Host {
  readonly vms: VmHost
  readonly guests: GuestHost
  readonly stores: StoresHost
  readonly images: ImageHost
  readonly uploads: UploadHost
  readonly networks: NetworkHost
  readonly pools: PoolHost
  readonly copies: CopyHost
  readonly libvirtPools: LibvirtPoolHost
  readonly startHook: StartHookHost
  readonly memory: MemoryHost
  readonly metrics: MetricsHost
  readonly facts: FactsHost
  readonly files: SnapshotFiles
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
  /**
   * All VMs with their disks, also while libvirt is away, as a drive that failed does not wait: then as libvirt's own files say. Rejects with
   * `libvirt_unavailable` where there is no such way.
   */
  listDisks(): Promise<readonly VmDisks[]>
  get(uuid: string): Promise<VmFacts | undefined>
  /** Makes a VM known. Doing it again with the same UUID replaces its definition. */
  define(definition: VmDefinition): Promise<void>
  /** Makes a VM known from a kept definition, with these changes and all else as it was. */
  defineFrom(text: DefinitionText, changes: DefinitionChanges): Promise<void>
  /** The definition that counts at the next start. */
  definition(uuid: string): Promise<DefinitionText>
  /** The same for people to look at: without passwords, and so nothing to define a VM from. */
  definitionToShow(uuid: string): Promise<string>
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
  /** What is written about it, of a running VM at once, too; empty for nothing. They are tidied and checked (`vm-notes.ts`). */
  setNotes(uuid: string, notes: string): Promise<void>
  /** Whether it starts with the host; the networks that it needs then do, too. */
  setAutostart(uuid: string, on: boolean): Promise<void>
  /** Gives a VM a disk: at once if it runs, and in its definition. One with this source already is success. */
  attachDisk(uuid: string, disk: DiskDefinition): Promise<void>
  /**
   * Takes the disk with this source from a VM. One that runs has to let it go: rejects with `wrong_state` when the guest does not.
   * Absent is success.
   */
  detachDisk(uuid: string, path: string): Promise<void>
  /**
   * Makes a running VM see that a disk has grown; one in a file is grown by it. Refuses to shrink. Not running, or without that disk, is
   * success.
   */
  resizeDisk(uuid: string, path: string, sizeBytes: number): Promise<void>
  /**
   * Makes a running VM write to the files that lie under these paths now, each an overlay on the file that lay there when the VM opened
   * it: all of them at one instant, or none. Its definition stays as it was.
   */
  pivotDisks(uuid: string, paths: readonly string[]): Promise<void>
  /**
   * Writes the RAM of a VM into a file, which nothing may have, and ends its run; `then` is how it goes on when it is restored. Off with
   * its RAM in that file is success.
   */
  saveRam(uuid: string, path: string, then: 'on' | 'paused'): Promise<void>
  /** Lets a VM that is off go on from a file with its RAM, which stays. Running already is success. */
  restoreRam(uuid: string, path: string): Promise<void>
  /** Whether the host itself keeps the RAM of a VM for its next start, as after `virsh managedsave`. */
  keepsRam(uuid: string): Promise<boolean>
  /** The guest's serial console, both ways. Ends when the VM does. */
  openConsole(uuid: string): Promise<Duplex>
  /** Its screen and keyboard as VNC (RFB, RFC 6143), from the server's greeting on. Ends when the VM does. */
  openScreen(uuid: string): Promise<Duplex>
  /** What its screen shows just now. Rejects with `not_supported` where it has none, and with `in_use` when that takes too long. */
  screenshot(uuid: string): Promise<Picture>
  addresses(uuid: string): Promise<readonly GuestAddress[]>
  /** What QEMU wrote about this VM, newest last; at most so many lines. */
  log(name: string, maxLines: number): Promise<readonly string[]>
  /** Removes what QEMU wrote about VMs of this name, rotated parts too. None is success. */
  removeLog(name: string): Promise<void>
  /** Puts it under another name, unless something is there already. */
  moveLog(from: string, to: string): Promise<void>
  /**
   * What the guest said on its serial console, in this run and those before, newest last; at most so many lines. Undefined for a VM
   * whose definition has it kept nowhere.
   */
  consoleLog(uuid: string, maxLines: number): Promise<readonly string[] | undefined>
}

/** What the guest agent can do. Rejects with `agent_unavailable` when none answers, `agent_failed` when it refuses. */
export interface GuestHost {
  ping(uuid: string, timeoutMs: number): Promise<void>
  /**
   * Makes the guest finish writing and hold its file systems, and says how many. Rejects with `agent_failed` when it refuses, or says
   * that it did and did not: then none are held by this. After any other rejection they may be held, or be so a moment later: `thaw`.
   */
  freeze(uuid: string, timeoutMs: number): Promise<{ readonly fileSystems: number }>
  /** Lets the file systems go on. None held is success. */
  thaw(uuid: string, timeoutMs: number): Promise<void>
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
  /** Uploads that no import has used up; `sentAt` is when they came, ISO 8601 in UTC. */
  uploads(): Promise<readonly { readonly id: string; readonly sentAt: string }[]>
  /** Removes an upload. Absent is success. */
  dropUpload(id: string): Promise<void>
  /** Takes an upload and returns its id; an `import` that comes to its end uses it up. */
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
  /** Tells one start of the machine from the next. */
  bootId(): Promise<string>
  /** The wall's clock, and the one that never jumps. */
  clock(): Promise<ClockReading>
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
