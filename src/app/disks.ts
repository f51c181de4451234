import {
  planAddDisk,
  planGrowDisk,
  type AddDiskWish,
  type DiskFactsOfVm,
  type GrowDiskWish,
} from '../domain/plan-disk.ts'
import { diskName } from '../domain/disk.ts'
import { planRemoveDisk, type RemoveDiskWish } from '../domain/plan-remove-disk.ts'
import { checkName } from '../domain/name.ts'
import { problemError, throwIfProblems } from '../domain/problem.ts'
import { whyNotTouch } from '../domain/vm-rules.ts'
import type { StoreHost } from '../host/store-host.ts'
import type { PlannedChange } from './app.ts'
import type { AppDeps } from './deps.ts'
import { diskSizes, virtualSizes } from './disk-sizes.ts'
import { findPlace } from './find-place.ts'
import { findVm } from './find-vm.ts'
import { plannedChange } from './planned-change.ts'
import { snapshotFacts } from './snapshot-facts.ts'

/** Decides how a VM gets one more disk. */
export async function addDisk(deps: AppDeps, vm: string, wish: AddDiskWish): Promise<PlannedChange> {
  const { facts, store, place } = await diskFacts(deps, vm)
  // A bad name never becomes a path.
  const isThere = checkName(wish.name, 'a disk').ok && (await store.diskSize(place, wish.name)) !== undefined
  const definition = await deps.host.vms.definition(facts.vm.uuid)
  return plannedChange(deps.engine, 'disk.add', planAddDisk(wish, { ...facts, isThere, definition }))
}

/** Decides how a disk grows. */
export async function growDisk(deps: AppDeps, vm: string, wish: GrowDiskWish): Promise<PlannedChange> {
  const { facts, store, place } = await diskFacts(deps, vm)
  const names = facts.vm.disks.filter(({ device }) => device === 'disk').map(({ source }) => diskName(source))
  const sizes = virtualSizes(await diskSizes(store, place, names))
  return plannedChange(deps.engine, 'disk.grow', planGrowDisk(wish, { ...facts, sizes }))
}

/** Decides how a disk goes, and how it can come back. */
export async function removeDisk(deps: AppDeps, vm: string, wish: RemoveDiskWish): Promise<PlannedChange> {
  const { facts } = await diskFacts(deps, vm)
  const snapshot = { vms: await snapshotFacts(deps, [vm]), now: deps.now().toISOString() }
  const definition = await deps.host.vms.definition(facts.vm.uuid)
  return plannedChange(deps.engine, 'disk.remove', planRemoveDisk(wish, { ...facts, snapshot, definition }))
}

interface Found {
  readonly facts: DiskFactsOfVm
  readonly store: StoreHost
  /** The name of its place. */
  readonly place: string
}

async function diskFacts({ host }: AppDeps, nameOrUuid: string): Promise<Found> {
  const vm = await findVm(host.vms, nameOrUuid)
  throwIfProblems(whyNotTouch(vm))
  const [places, stores] = await Promise.all([host.stores.places(), host.stores.list()])
  const place = findPlace(vm, places)
  const found = stores.find(({ name }) => name === place.store)
  if (!found)
    throw problemError({
      code: 'pool_unavailable',
      object: { type: 'store', name: place.store },
      message: `The store ${place.store}, where ${vm.name} lives, does not answer.`,
      hint: 'See how its pool is: zpool status',
    })
  const store = host.stores.get(place.store)
  return { facts: { vm, store: found, place: store.place(place.vm) }, store, place: place.vm }
}
