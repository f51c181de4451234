import { openJobStates } from '../domain/job.ts'
import { nextWaits, settle, undecided, type VmAtLock } from '../domain/start-waits.ts'
import type { Host } from '../host/host.ts'
import type { JobEngine } from '../jobs/job-engine.ts'
import type { Changes } from './app.ts'
import { locksOf } from './lock-of.ts'
import type { WaitsKeeper } from './waits-keeper.ts'

export interface WaitsDeps {
  readonly host: Pick<Host, 'vms' | 'stores' | 'pools' | 'facts'>
  readonly engine: Pick<JobEngine, 'list'>
  readonly changes: Pick<Changes, 'startVm'>
  readonly waits: WaitsKeeper
  readonly now: () => Date
  /** Told of a VM that could not be started although its key is there now; it waits no longer. */
  readonly onTrouble: (vm: string, error: unknown) => void
}

/**
 * Starts the VMs that waited for a key once it is loaded, by whom ever. libvirt starts what starts with the host as soon as it runs itself, and
 * has failed where a disk was not there yet; that is not tried again by libvirt.
 */
export async function reconcileWaits(deps: WaitsDeps): Promise<void> {
  const { host, waits, changes, onTrouble } = deps
  const ours = (await host.vms.list()).filter(({ managed }) => managed)
  const boot = await host.facts.bootId()
  const looked = undecided(
    waits.read(),
    boot,
    ours.map(({ uuid, autostart, status }) => ({ uuid, autostart, state: status.state })),
  )
  const vms = ours.filter(({ uuid }) => looked.includes(uuid))
  // Asked of ZFS only for those that are off and have not had their turn: none at all, most of the time.
  const locks = await locksOf(host, vms)
  const facts = ours.map(({ uuid, autostart, status }): VmAtLock => {
    const lock = locks[vms.findIndex((vm) => vm.uuid === uuid)] ?? { state: 'unknown' }
    return { uuid, autostart, state: status.state, lock }
  })
  let start: readonly string[] = []
  waits.change((before) => {
    const next = nextWaits(before, { boot, now: deps.now().toISOString(), vms: facts })
    start = next.start
    return next.waits
  })
  for (const uuid of start) {
    const name = ours.find((vm) => vm.uuid === uuid)?.name ?? uuid
    // One that was submitted just before the daemon died is taken up by the engine.
    if (deps.engine.list({ object: { type: 'vm', name }, state: openJobStates }).length > 0) continue
    try {
      const change = await changes.startVm(uuid, {})
      change.submit('kiste')
    } catch (error) {
      onTrouble(name, error)
    }
    waits.change((now) => settle(now, uuid))
  }
}
