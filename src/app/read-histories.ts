import { ProblemError } from '../domain/problem.ts'
import type { History } from '../domain/snapshot.ts'
import type { StoresHost } from '../host/store-host.ts'
import type { PlacedVm } from '../host/snapshot-host.ts'
import { byStore } from '../domain/by-store.ts'

/**
 * The histories of these VMs by their uuid, with one look into each store however many they are. One that cannot be read is asked for at
 * one's own risk: it throws why.
 */
export async function readHistories(
  stores: Pick<StoresHost, 'get'>,
  vms: readonly (PlacedVm & { readonly store: string })[],
): Promise<(uuid: string) => History> {
  const looks = byStore(vms).map(([store, of]) => stores.get(store).snapshots.histories(of))
  const found = new Map((await Promise.all(looks)).flat().map((each) => [each.uuid, each]))
  return (uuid) => {
    const each = found.get(uuid)
    if (each && 'history' in each) return each.history
    const [first, ...others] = each?.problems ?? []
    throw first ? new ProblemError([first, ...others]) : new Error(`no history of ${uuid} was read`)
  }
}
