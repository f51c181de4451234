import { isFinished, type Job } from '../domain/job.ts'
import { checkName } from '../domain/name.ts'
import { movedPaths } from '../domain/vm-definition.ts'
import type { RenamePlan } from '../domain/plan-rename-vm.ts'
import { isAllowed, type VmFacts } from '../domain/vm.ts'
import type { Host } from '../host/host.ts'
import type { PlaceFacts } from '../host/store-host.ts'
import type { JobEngine } from '../jobs/job-engine.ts'

/** What stood in the way once may be gone later, but not every time somebody looks. */
const tryAgainMs = 600_000

/**
 * A VM that was renamed behind our back (virsh domrename) has its place renamed after it, as a job like any other: all else finds
 * a VM's place by its name. Where that cannot be, as when another folder has the name, the VM goes on as it is.
 */
export async function reconcileRenames(deps: {
  readonly host: Host
  readonly engine: JobEngine
  readonly now: () => Date
}): Promise<void> {
  const { host, engine } = deps
  const [places, vms] = await Promise.all([host.stores.places(), host.vms.list()])
  const triedAfter = new Date(deps.now().getTime() - tryAgainMs).toISOString()
  for (const { place, vm } of renamedVms(places, vms)) {
    const tries = engine.list({ object: { type: 'vm', name: place.vm } })
    if (tries.some((job) => isSameTry(job, vm.name, triedAfter))) continue
    const store = host.stores.get(place.store)
    const plan: RenamePlan = {
      store: place.store,
      from: place.vm,
      to: vm.name,
      uuid: vm.uuid,
      autostart: vm.autostart,
      definition: await host.vms.definition(vm.uuid),
      changes: {
        name: vm.name,
        movePaths: movedPaths(store.place(place.vm).roots, store.place(vm.name).roots),
      },
    }
    engine.submit({ kind: 'vm.rename', plan, actor: 'kiste' })
  }
}

/** VMs that can be given their place under the name they have now. */
function renamedVms(
  places: readonly PlaceFacts[],
  vms: readonly VmFacts[],
): { readonly place: PlaceFacts; readonly vm: VmFacts }[] {
  return places.flatMap((place) => {
    const vm = vms.find(({ uuid }) => uuid === place.uuid)
    if (vm === undefined || vm.name === place.vm || !vm.managed) return []
    const others = places.filter((other) => other !== place)
    const isTaken = others.some((other) => other.vm.toLowerCase() === vm.name.toLowerCase())
    const isFit =
      place.lockedBy === undefined &&
      isAllowed('rename', vm.status.state) &&
      checkName(vm.name, 'a VM').ok &&
      !isTaken
    return isFit ? [{ place, vm }] : []
  })
}

function isSameTry(job: Job, to: string, triedAfter: string): boolean {
  if (job.kind !== 'vm.rename' || !job.locks.some(({ name }) => name === `vm:${to}`)) return false
  return !isFinished(job) || (job.state !== 'done' && job.finishedAt > triedAfter)
}
