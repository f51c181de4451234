import type { PendingChanges, VmFacts, VmStatus } from '../../domain/vm.ts'
import type { ParsedDomain } from './parse-domain.ts'

/** libvirt's word on what a VM is doing: `virDomainState` and the reason that belongs to it. */
export interface StateAndReason {
  readonly state: number
  readonly reason: number
  /** Of a VM that is paused by an error of its disks: there was no room for a write. */
  readonly noSpace?: boolean | undefined
}

/** virDomainState and virDomainPausedReason. */
export function isPausedByDisk({ state, reason }: StateAndReason): boolean {
  return state === 3 && reason === 5
}

/** A VM as seen now: from its running XML where it runs, with what its definition has differently as pending. */
export function vmFacts(
  config: ParsedDomain,
  live: ParsedDomain | undefined,
  seen: StateAndReason,
  autostart: boolean,
): VmFacts {
  const { uuid, name, managed, made, notes } = config
  const now = live ?? config
  return {
    uuid,
    name,
    managed,
    arch: now.arch,
    machine: now.machine,
    accelerator: now.accelerator,
    firmware: now.firmware,
    cpus: now.cpus,
    memoryMiB: now.memoryMiB,
    autostart,
    disks: now.disks,
    nics: now.nics,
    ...(live?.vncSocketPath === undefined ? {} : { vncSocketPath: live.vncSocketPath }),
    ...(notes === undefined ? {} : { notes }),
    ...(made === undefined ? {} : { made }),
    status: live === undefined ? offStatus(seen) : liveStatus(seen, live.agent, pendingChanges(config, live)),
  }
}

/** virDomainShutoffReason: 3 is QEMU gone without being asked to. */
function offStatus({ state, reason }: StateAndReason): VmStatus {
  return state === 6 || (state === 5 && reason === 3) ? { state: 'crashed' } : { state: 'stopped' }
}

/** Numbers of virDomainState in libvirt-domain.h; 0 and 2 are other hypervisors' ways to say running. */
function liveStatus(
  { state, reason, noSpace }: StateAndReason,
  agent: ParsedDomain['agent'],
  pending: PendingChanges | undefined,
): VmStatus {
  switch (state) {
    case 3:
      return pausedStatus(reason, noSpace === true)
    case 4:
      return { state: 'stopping' }
    case 5:
      return offStatus({ state, reason })
    case 6:
      return { state: 'crashed' }
    case 7:
      return { state: 'sleeping' }
    default:
      return { state: 'running', agent, ...(pending === undefined ? {} : { pending }) }
  }
}

/** virDomainPausedReason. */
function pausedStatus(reason: number, noSpace: boolean): VmStatus {
  switch (reason) {
    case 1:
      return { state: 'paused', because: 'user' }
    case 3:
      return { state: 'paused', because: 'saving' }
    case 5:
      return { state: 'paused', because: noSpace ? 'no-space' : 'io-error' }
    case 8:
      return { state: 'stopping' }
    case 10:
      return { state: 'crashed' }
    case 11:
      return { state: 'paused', because: 'starting' }
    default:
      return { state: 'paused', because: 'other' }
  }
}

function pendingChanges(config: ParsedDomain, live: ParsedDomain): PendingChanges | undefined {
  const cpus = config.cpus === live.cpus ? {} : { cpus: config.cpus }
  const memory = config.memoryMiB === live.memoryMiB ? {} : { memoryMiB: config.memoryMiB }
  const pending = { ...cpus, ...memory }
  return Object.keys(pending).length === 0 ? undefined : pending
}
