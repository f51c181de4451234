import type { DiskFacts } from './disk.ts'
import type { NicFacts } from './nic.ts'
import type { KeyWait } from './start-waits.ts'

export type Arch = 'x86_64' | 'aarch64'

/** How guest instructions run: by the CPU (`kvm`) or by emulation (`tcg`). */
export type Accelerator = 'kvm' | 'tcg'

export const vmStates = ['stopped', 'running', 'paused', 'stopping', 'sleeping', 'crashed'] as const
export type VmStateName = (typeof vmStates)[number]

/** Whether a VM in this state has nothing running. */
export function isOff(state: VmStateName): boolean {
  return state === 'stopped' || state === 'crashed'
}

/** What a VM is doing now; each state carries only what it has. */
export type VmStatus =
  | {
      readonly state: 'stopped'
      /** It is started by itself once this key is loaded. */
      readonly waitsFor?: KeyWait | undefined
    }
  | { readonly state: 'running'; readonly agent: AgentState; readonly pending?: PendingChanges | undefined }
  | { readonly state: 'paused'; readonly because: PauseReason }
  /** Asked to shut down and not off yet. */
  | { readonly state: 'stopping' }
  /** The guest put itself to sleep (S3). */
  | { readonly state: 'sleeping' }
  | { readonly state: 'crashed' }

/** `no-space`: there is no room for what a disk is to hold; `io-error`: a disk does not take a write for another reason. */
export type PauseReason = 'user' | 'no-space' | 'io-error' | 'starting' | 'saving' | 'other'

export type AgentState = 'connected' | 'disconnected' | 'no-channel'

/** What differs between the running VM and its definition, and so waits for the next start. */
export interface PendingChanges {
  readonly cpus?: number | undefined
  readonly memoryMiB?: number | undefined
}

export interface VmFacts {
  readonly uuid: string
  readonly name: string
  /** Made or adopted by Kiste. Others are listed and never touched. */
  readonly managed: boolean
  readonly arch: string
  /** The versioned machine type, e.g. `pc-q35-7.2`. */
  readonly machine: string
  readonly accelerator: Accelerator
  readonly firmware: 'uefi' | 'bios'
  readonly cpus: number
  readonly memoryMiB: number
  readonly autostart: boolean
  readonly disks: readonly DiskFacts[]
  readonly nics: readonly NicFacts[]
  /** Path of the unix socket on which the screen is served over VNC, while it runs. */
  readonly vncSocketPath?: string | undefined
  /** What somebody wrote about it; absent for nothing. Also of VMs that Kiste did not make. */
  readonly notes?: string | undefined
  /** What Kiste noted when it made the VM. */
  readonly made?: VmMade | undefined
  readonly status: VmStatus
}

/** A VM as somebody who has disks. */
export type VmDisks = Pick<VmFacts, 'name' | 'disks'>

/** On a VM that is shown as it was seen last, because libvirt does not answer. */
export interface StaleMark {
  /** Why libvirt does not, as a sentence or the end of one. */
  readonly because: string
}

/** Kept in the definition's metadata, so that it travels with the VM. */
export interface VmMade {
  /** ISO 8601, UTC. */
  readonly at: string
  /** The image it was made from. */
  readonly image?: string | undefined
  /** The VM it was cloned from. */
  readonly clonedFrom?: string | undefined
  /** The user account cloud-init makes. */
  readonly user?: string | undefined
}

/** Which states allow which verb: the one table behind the 409, the CLI's message and a disabled button's reason. */
export const vmCan = {
  start: ['stopped', 'crashed'],
  stop: ['running', 'paused', 'stopping', 'sleeping', 'crashed'],
  shutdown: ['running', 'sleeping'],
  restart: ['running'],
  pause: ['running'],
  resume: ['paused', 'sleeping'],
  adopt: ['stopped', 'crashed'],
  rename: ['stopped', 'crashed'],
  set: ['stopped', 'running', 'paused', 'crashed'],
  attach: ['stopped', 'running', 'paused', 'crashed'],
  grow: ['stopped', 'running', 'paused', 'crashed'],
  detach: ['stopped', 'running', 'crashed'],
  move: ['stopped', 'crashed'],
  delete: ['stopped', 'crashed'],
  clone: ['stopped', 'crashed'],
  snapshot: ['stopped', 'running', 'paused', 'crashed'],
  rollback: ['stopped', 'crashed'],
  switch: ['stopped', 'crashed'],
  console: ['running', 'paused', 'stopping'],
  exec: ['running'],
} as const satisfies Record<string, readonly VmStateName[]>

export type VmVerb = keyof typeof vmCan

export function isAllowed(verb: VmVerb, state: VmStateName): boolean {
  return (vmCan[verb] as readonly VmStateName[]).includes(state)
}
