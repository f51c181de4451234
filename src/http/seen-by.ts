import type { Job } from '../domain/job.ts'
import { sees, seesHouse, type Rights } from '../domain/rights.ts'
import type { VmFacts } from '../domain/vm.ts'
import type { Inventory, LiveEvent } from '../live/live.ts'

type VmName = Pick<VmFacts, 'uuid' | 'name'>

/** The VMs that a job touches: all it has locked. */
export function vmsOfJob({ locks }: Pick<Job, 'locks'>): readonly string[] {
  return locks.flatMap(({ name }) => (name.startsWith('vm:') ? [name.slice('vm:'.length)] : []))
}

/** What somebody sees who does not see the whole house; the same object for whoever does. */
export function inventorySeenBy(rights: Rights, inventory: Inventory): Inventory {
  if (seesHouse(rights)) return inventory
  const vms = inventory.vms.filter(({ uuid }) => sees(rights, uuid))
  return { ...inventory, vms, images: [], bin: [], jobs: jobsSeenBy(rights, inventory.jobs, inventory.vms) }
}

export function jobsSeenBy(rights: Rights, jobs: readonly Job[], vms: readonly VmName[]): readonly Job[] {
  if (seesHouse(rights)) return jobs
  const names = namesSeenBy(rights, vms)
  return jobs.filter((job) => isJobSeen(job, names))
}

/** Whether a change is told; `vms` are those there are. */
export function isEventSeen(rights: Rights, event: LiveEvent, vms: () => readonly VmName[]): boolean {
  if (seesHouse(rights)) return true
  switch (event.type) {
    case 'vm':
      return sees(rights, event.vm.uuid)
    case 'vm-gone':
      return sees(rights, event.uuid)
    case 'job':
      return isJobSeen(event.job, namesSeenBy(rights, vms()))
    case 'history':
      return namesSeenBy(rights, vms()).has(event.vm)
    case 'host':
    case 'reset':
      return true
    case 'image':
    case 'image-gone':
    case 'bin':
    case 'pool':
    case 'certificate':
      return false
  }
}

function isJobSeen(job: Job, names: ReadonlySet<string>): boolean {
  const vms = vmsOfJob(job)
  return vms.length > 0 && vms.every((vm) => names.has(vm))
}

function namesSeenBy(rights: Rights, vms: readonly VmName[]): ReadonlySet<string> {
  return new Set(vms.flatMap(({ uuid, name }) => (sees(rights, uuid) ? [name] : [])))
}
