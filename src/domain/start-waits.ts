import { isOff, type VmStateName } from './vm.ts'

// VMs that are to start and cannot, as the key of what they lie on is not loaded. They wait for it: those that start with the host, once in
// each run of the host, and those of which somebody said so.

/** What a VM that is off waits for. */
export interface KeyWait {
  /** The dataset whose key it is; most often the root dataset of a pool, which has the pool's name. */
  readonly root: string
  /** Why it is to start: with the host, or as somebody asked for it. */
  readonly because: 'autostart' | 'asked'
  /** ISO 8601, UTC. */
  readonly since: string
}

export interface WaitingVm extends KeyWait {
  readonly uuid: string
}

/** All that has to be known of it across a restart of the daemon. */
export interface StartWaits {
  /** The run of the host that `settled` is about. */
  readonly boot: string
  /** VMs that start with the host and have had their turn in this run of it: they were started, could have been, or somebody said no. */
  readonly settled: readonly string[]
  readonly waiting: readonly WaitingVm[]
}

export const noWaits: StartWaits = { boot: '', settled: [], waiting: [] }

/** Whether what a VM lies on can be used; `unknown` where it cannot be seen, as in a pool that is not imported. */
export type VmLock =
  | { readonly state: 'open' }
  | { readonly state: 'locked'; readonly root: string }
  | { readonly state: 'unknown' }

export interface VmAtLock {
  readonly uuid: string
  readonly autostart: boolean
  readonly state: VmStateName
  readonly lock: VmLock
}

export interface NextWaits {
  readonly waits: StartWaits
  /** Those whose key is there: they still wait, until they have been started (`settle`). */
  readonly start: readonly string[]
}

/** VMs whose lock matters: they wait, or are to start with the host and have not had their turn. */
export function undecided(
  waits: StartWaits,
  boot: string,
  vms: readonly Pick<VmAtLock, 'uuid' | 'autostart' | 'state'>[],
): readonly string[] {
  const { settled, waiting } = inThisRun(waits, boot)
  return vms
    .filter(({ state }) => isOff(state))
    .filter(
      ({ uuid, autostart }) =>
        waiting.some((one) => one.uuid === uuid) || (autostart && !settled.includes(uuid)),
    )
    .map(({ uuid }) => uuid)
}

/** Who waits now, from who waited and what is so. VMs that are Kiste's, all of them: one that is not among them is gone. */
export function nextWaits(
  before: StartWaits,
  { boot, now, vms }: { readonly boot: string; readonly now: string; readonly vms: readonly VmAtLock[] },
): NextWaits {
  const known = inThisRun(before, boot)
  const settled = new Set(known.settled.filter((uuid) => vms.some((vm) => vm.uuid === uuid)))
  const start: string[] = []
  const waiting = vms.flatMap((vm): WaitingVm[] => {
    const wait = known.waiting.find(({ uuid }) => uuid === vm.uuid)
    if (!isOff(vm.state)) {
      if (vm.autostart || wait) settled.add(vm.uuid)
      return []
    }
    if (wait?.because === 'autostart' && !vm.autostart) return []
    const isDue = wait !== undefined || (vm.autostart && !settled.has(vm.uuid))
    if (!isDue || (wait === undefined && vm.lock.state === 'unknown')) return []
    if (vm.lock.state === 'open') {
      // What nobody kept from starting is libvirt's own to start, and was.
      if (wait === undefined) settled.add(vm.uuid)
      else start.push(vm.uuid)
    }
    const root = vm.lock.state === 'locked' ? vm.lock.root : wait?.root
    if (root === undefined) return []
    return [{ because: 'autostart', since: now, ...wait, uuid: vm.uuid, root }]
  })
  return { waits: { boot, settled: [...settled].toSorted(), waiting }, start }
}

/** It had its turn, or shall not have it: it waits no longer, and is not made to wait again in this run of the host. */
export function settle(waits: StartWaits, uuid: string): StartWaits {
  return {
    ...waits,
    settled: [...new Set([...waits.settled, uuid])].toSorted(),
    waiting: waits.waiting.filter((one) => one.uuid !== uuid),
  }
}

/** Somebody wants it started when the key is there. One that waits already goes on waiting, now because it was asked for. */
export function askToStart(waits: StartWaits, wish: Omit<WaitingVm, 'because'>): StartWaits {
  const others = waits.waiting.filter((one) => one.uuid !== wish.uuid)
  return { ...waits, waiting: [...others, { ...wish, because: 'asked' }] }
}

/** `the key of tank`. */
export function sayWait({ root }: KeyWait): string {
  return `the key of ${root}`
}

/** In a new run of the host all VMs that start with it have their turn again; what was asked for still is. */
function inThisRun(waits: StartWaits, boot: string): StartWaits {
  if (waits.boot === boot) return waits
  return { boot, settled: [], waiting: waits.waiting.filter(({ because }) => because === 'asked') }
}
