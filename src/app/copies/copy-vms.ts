import type { CopyVm } from '../../domain/copies-due.ts'
import type { AppDeps } from '../deps.ts'

/** A VM of ours with what is needed to decide about its copies. */
export interface KnownVm extends CopyVm {
  /** Its store is in a pool; others cannot be copied to one. */
  readonly inPool: boolean
}

/** Our VMs, by name. Those of stores that cannot be read now are left out. */
export async function copyVms({ host }: Pick<AppDeps, 'host'>): Promise<readonly KnownVm[]> {
  const [all, histories, stores] = await Promise.all([
    host.vms.list(),
    host.stores.histories(),
    host.stores.list(),
  ])
  const pools = new Set(stores.flatMap(({ kind, name }) => (kind === 'zfs' ? [name] : [])))
  return histories
    .flatMap((each): readonly KnownVm[] => {
      const { uuid, store } = each
      const vm = all.find((one) => one.uuid === uuid && one.managed)
      if (!vm || !('history' in each)) return []
      const { branches, snapshots } = each.history
      const current = branches.find((branch) => branch.current)?.id
      const newest = snapshots.findLast(({ branch }) => branch === current)
      return [
        {
          name: vm.name,
          uuid,
          store,
          inPool: pools.has(store),
          ...(newest === undefined ? {} : { newest: { id: newest.id, createdAt: newest.createdAt } }),
        },
      ]
    })
    .toSorted((a, b) => (a.name < b.name ? -1 : 1))
}
