import { checkName } from '../domain/name.ts'
import { binDays, planDeleteVm, planRestoreFromBin, type DeletePlan } from '../domain/plan-bin.ts'
import { problemError, throwIfProblems, valid } from '../domain/problem.ts'
import { whyNot } from '../domain/vm-rules.ts'
import type { BinEntry } from '../host/store-host.ts'
import type { PlannedChange } from './app.ts'
import type { AppDeps } from './deps.ts'
import { findPlace } from './find-place.ts'
import { findVm } from './find-vm.ts'
import { freshBinId } from './fresh.ts'
import { plannedChange } from './planned-change.ts'

const dayMs = 86_400_000

/** The note of what goes to the bin now. */
export function newBinEntry(deps: AppDeps, vm: string): DeletePlan['bin'] {
  const deletedAt = deps.now()
  return {
    id: freshBinId(deps, vm, deletedAt),
    deletedAt: deletedAt.toISOString(),
    keepUntil: new Date(deletedAt.getTime() + binDays * dayMs).toISOString(),
  }
}

/** Decides how a VM is deleted. */
export async function deleteVm(
  deps: AppDeps,
  nameOrUuid: string,
  how: { readonly now: boolean },
): Promise<PlannedChange> {
  const vm = await findVm(deps.host.vms, nameOrUuid)
  throwIfProblems(whyNot('delete', vm))
  const bin = newBinEntry(deps, vm.name)
  const [places, definition] = await Promise.all([
    deps.host.stores.places(),
    deps.host.vms.definition(vm.uuid),
  ])
  const { store, vm: place } = findPlace(vm, places)
  // A history that is damaged must not keep its VM from being deleted.
  const snapshots = await deps.host.stores
    .get(store)
    .snapshots.history(place, vm.uuid)
    .then(
      (history) => history.snapshots.length,
      () => undefined,
    )
  const { roots } = deps.host.stores.get(store).place(place)
  const facts = { vm, store, roots, definition, bin, snapshots }
  return plannedChange(deps.engine, 'vm.delete', planDeleteVm(how, facts))
}

/** Decides how a deleted VM comes back. */
export async function restoreFromBin(
  deps: AppDeps,
  id: string,
  wish: { readonly name?: string | undefined },
): Promise<PlannedChange> {
  const { host } = deps
  const entry = await findBinEntry(deps, id)
  const store = host.stores.get(entry.store)
  const name = wish.name ?? entry.vm
  const named = checkName(name, 'a VM')
  throwIfProblems(named.ok ? [] : named.problems)
  const [vms, places, definition] = await Promise.all([
    host.vms.list(),
    host.stores.places(),
    store.readBinDefinition(entry.id),
  ])
  const plan = planRestoreFromBin(wish.name, {
    entry,
    definition,
    vms,
    placeNames: places.map((place) => place.vm),
    oldRoots: store.place(entry.vm).roots,
    newRoots: store.place(name).roots,
  })
  return plannedChange(deps.engine, 'bin.restore', plan)
}

/** Decides the end of an entry of the bin. */
export async function purgeFromBin(deps: AppDeps, id: string): Promise<PlannedChange> {
  return plannedChange(deps.engine, 'bin.purge', valid({ entry: await findBinEntry(deps, id) }))
}

/** An entry by its id, or by its VM's name when only one of that name is there. */
async function findBinEntry(deps: AppDeps, idOrName: string): Promise<BinEntry> {
  const bin = await deps.host.stores.bin()
  const exact = bin.find((entry) => entry.id === idOrName)
  if (exact) return exact
  const named = bin.filter((entry) => entry.vm === idOrName)
  const [only] = named
  if (only && named.length === 1) return only
  throw problemError({
    code: 'not_found',
    object: { type: 'bin', name: idOrName },
    message:
      named.length > 1
        ? `The bin has ${named.length} VMs that were named ${idOrName}: ${named.map((entry) => entry.id).join(', ')}.`
        : `The bin has no ${JSON.stringify(idOrName)}.`,
    hint: named.length > 1 ? 'Name one of them by its id.' : 'See what is in it: kiste bin list',
  })
}
