import { diskName } from '../domain/disk.ts'
import { checkName } from '../domain/name.ts'
import { planCloneVm, type CloneFacts, type CloneWish } from '../domain/plan-clone-vm.ts'
import { localStore } from '../domain/store.ts'
import type { VmFacts } from '../domain/vm.ts'
import type { PlaceFacts, StoreHost } from '../host/store-host.ts'
import type { PlannedChange } from './app.ts'
import { busyPorts } from './busy-ports.ts'
import type { AppDeps } from './deps.ts'
import { diskSizes, virtualSizes } from './disk-sizes.ts'
import { findPlace } from './find-place.ts'
import { findVm } from './find-vm.ts'
import { freshMac } from './fresh.ts'
import { plannedChange } from './planned-change.ts'
import { newVmMemory } from './start-memory.ts'

/** Decides how to copy a VM, as it is or as it was at a snapshot, with an identity of its own. */
export async function cloneVm(deps: AppDeps, nameOrUuid: string, wish: CloneWish): Promise<PlannedChange> {
  const { host } = deps
  const source = await findVm(host.vms, nameOrUuid)
  const [vms, places, busy] = await Promise.all([
    host.vms.list(),
    host.stores.places(),
    busyPorts(host.facts, wish.publish ?? []),
  ])
  // A VM that Kiste did not make is refused by the plan, with its reason.
  const place = source.managed ? findPlace(source, places) : undefined
  const store = host.stores.get(place?.store ?? localStore)
  const then =
    place && wish.fromSnapshot !== undefined
      ? await asThen(deps, store, source, place, wish.fromSnapshot)
      : await asNow(deps, store, source, place)
  const taken = new Set(vms.flatMap((vm) => vm.nics.map((nic) => nic.mac)))
  const macs = then.model.nics.map(() => {
    const mac = freshMac(deps, taken)
    taken.add(mac)
    return mac
  })
  const plan = planCloneVm(wish, {
    ...then,
    source,
    vms,
    placeNames: places.map((one) => one.vm),
    busyPorts: busy,
    store: store.name,
    place: { roots: checkName(wish.name, 'a VM').ok ? store.place(wish.name).roots : [] },
    fresh: { uuid: deps.randomUuid(), macs, now: deps.now().toISOString() },
  })
  const memory =
    plan.ok && plan.value.start
      ? await newVmMemory(host, { name: wish.name, memoryMiB: then.model.memoryMiB }, vms)
      : plan
  return plannedChange(deps.engine, 'vm.clone', memory.ok ? plan : memory)
}

/** What is copied of a VM. */
type Model = Pick<CloneFacts, 'model' | 'definition' | 'sourcePlace' | 'diskSizes' | 'history'>

async function asNow(
  { host }: AppDeps,
  store: StoreHost,
  source: VmFacts,
  place: PlaceFacts | undefined,
): Promise<Model> {
  const names = source.disks.map((disk) => diskName(disk.source))
  return {
    model: source,
    definition: await host.vms.definition(source.uuid),
    sourcePlace: place ? store.place(place.vm) : { roots: [], seedPath: '' },
    diskSizes: virtualSizes(place ? await diskSizes(store, place.vm, names) : {}),
  }
}

/** As the snapshot has it. One that other tools took keeps no definition, so the VM's own of now is taken for it. */
async function asThen(
  deps: AppDeps,
  store: StoreHost,
  source: VmFacts,
  place: PlaceFacts,
  id: string,
): Promise<Model> {
  const { snapshots } = store
  const history = await snapshots.history(place.vm, source.uuid)
  const now = () => asNow(deps, store, source, place)
  if (!history.snapshots.some((snapshot) => snapshot.id === id)) return { ...(await now()), history }
  const [text, sizes] = await Promise.all([
    snapshots.definition(place.vm, source.uuid, id),
    snapshots.diskSizes(place.vm, source.uuid, id),
  ])
  if (text === undefined) return { ...(await now()), history, diskSizes: sizes }
  const model = deps.host.vms.describe(text)
  return { model, definition: text, sourcePlace: store.place(model.name), diskSizes: sizes, history }
}
