import { diskName } from '../domain/disk.ts'
import { planMoveVm, type MoveWish } from '../domain/plan-move-vm.ts'
import { throwIfProblems } from '../domain/problem.ts'
import { whyNotTouch } from '../domain/vm-rules.ts'
import type { PlannedChange } from './app.ts'
import { newBinEntry } from './bin.ts'
import type { AppDeps } from './deps.ts'
import { plannedChange } from './planned-change.ts'
import { findHistory } from './snapshot-facts.ts'
import { diskSizes } from './disk-sizes.ts'
import { findVm } from './find-vm.ts'

/** Decides how a VM goes to live in another store. */
export async function moveVm(deps: AppDeps, nameOrUuid: string, wish: MoveWish): Promise<PlannedChange> {
  const { host } = deps
  throwIfProblems(whyNotTouch(await findVm(host.vms, nameOrUuid)))
  const { vm, store, place, history } = await findHistory(deps, nameOrUuid)
  const names = vm.disks.filter(({ device }) => device === 'disk').map(({ source }) => diskName(source))
  const [stores, definition, keepsRam, sizes] = await Promise.all([
    host.stores.list(),
    host.vms.definition(vm.uuid),
    host.vms.keepsRam(vm.uuid),
    diskSizes(store, place, names),
  ])
  const plan = planMoveVm(wish, {
    vm,
    definition,
    stores,
    from: { store: store.name, place: store.place(place) },
    placeIn: (name) => host.stores.get(name).place(vm.name),
    sizes,
    snapshots: history.snapshots.length,
    keepsRam,
    bin: newBinEntry(deps, vm.name),
  })
  return plannedChange(deps.engine, 'vm.move', plan)
}
