import type { ReturnFacts } from '../domain/plan-return.ts'
import type { SnapshotVmFacts } from '../domain/plan-snapshot.ts'
import { throwIfProblems } from '../domain/problem.ts'
import type { History } from '../domain/snapshot.ts'
import { whyNotTouch } from '../domain/vm-rules.ts'
import type { VmFacts } from '../domain/vm.ts'
import type { StoreHost } from '../host/store-host.ts'
import type { AppDeps } from './deps.ts'
import { findPlace } from './find-place.ts'
import { findVm, vmAmong } from './find-vm.ts'
import { readHistories } from './read-histories.ts'
import { settleAll } from './settle-all.ts'

/** A VM of ours, its store, and its history. */
export interface VmHistory {
  readonly vm: VmFacts
  readonly store: StoreHost
  /** The name of its place, which differs from the VM's for a moment after virsh renamed it. */
  readonly place: string
  readonly history: History
}

/** `evenLocked`: only what ZFS tells without the key is wanted of it. */
export async function findHistory(
  { host }: AppDeps,
  nameOrUuid: string,
  needs: { readonly evenLocked?: boolean } = {},
): Promise<VmHistory> {
  const vm = await findVm(host.vms, nameOrUuid)
  throwIfProblems(whyNotTouch(vm))
  const place = findPlace(vm, await host.stores.places(), needs)
  const store = host.stores.get(place.store)
  return { vm, store, place: place.vm, history: await store.snapshots.history(place.vm, vm.uuid) }
}

/** What planning snapshots of these VMs needs; rejects with the problems of all that cannot be found. As many looks as for one VM. */
export async function snapshotFacts(
  { host }: Pick<AppDeps, 'host'>,
  names: readonly string[],
): Promise<readonly SnapshotVmFacts[]> {
  const [stores, places, all] = await Promise.all([host.stores.list(), host.stores.places(), host.vms.list()])
  const placed = await settleAll(
    names.map(async (name) => {
      const vm = vmAmong(all, name)
      throwIfProblems(whyNotTouch(vm))
      return { vm, place: findPlace(vm, places) }
    }),
  )
  const history = await readHistories(
    host.stores,
    placed.map(({ place }) => place),
  )
  return settleAll(
    placed.map(async ({ vm, place }): Promise<SnapshotVmFacts> => {
      const [definition, keepsRam] = await Promise.all([
        host.vms.definition(vm.uuid),
        host.vms.keepsRam(vm.uuid),
      ])
      const store = host.stores.get(place.store)
      const freeBytes = stores.find((each) => each.name === store.name)?.freeBytes ?? 0
      return {
        vm,
        store: { name: store.name, kind: store.kind, freeBytes },
        history: history(vm.uuid),
        definition,
        place: store.place(place.vm),
        keepsRam,
      }
    }),
  )
}

/** What planning a way back needs. `target` is the snapshot that the VM will be as, if it is known. */
export async function returnFacts(
  deps: AppDeps,
  { vm, store, place, history }: VmHistory,
  target: string | undefined,
): Promise<ReturnFacts> {
  const { host } = deps
  const isThere = history.snapshots.some(({ id }) => id === target)
  const [vms, definition, keepsRam, text] = await Promise.all([
    host.vms.list(),
    host.vms.definition(vm.uuid),
    host.vms.keepsRam(vm.uuid),
    target !== undefined && isThere ? store.snapshots.definition(place, vm.uuid, target) : undefined,
  ])
  const earlier = text === undefined ? undefined : host.vms.describe(text)
  return {
    vm,
    store: store.name,
    history,
    definition,
    place: store.place(place),
    ...(text === undefined || earlier === undefined
      ? {}
      : { earlier: { definition: text, vm: earlier, roots: store.place(earlier.name).roots } }),
    others: vms.filter(({ uuid }) => uuid !== vm.uuid),
    keepsRam,
    now: deps.now().toISOString(),
  }
}
