import { findDrive } from '../domain/find-drive.ts'
import type { ImportablePool } from '../domain/importable-pool.ts'
import type { ArcUse } from '../domain/plan-arc.ts'
import { diagnosePool } from '../domain/pool-doctor.ts'
import type { PoolGlance } from '../domain/pool-glance.ts'
import type { VmDataset } from '../domain/pool-losses.ts'
import { featuresIn } from '../domain/pool-settings.ts'
import { throwIfProblems } from '../domain/problem.ts'
import type { VmFacts } from '../domain/vm.ts'
import type { AppDeps } from './deps.ts'
import { layOut, type LayoutsRequest } from './make-pool.ts'
import { drivesInUse, findPool, unless, vmsOn } from './pool-facts.ts'
import {
  toDriveView,
  toHealthView,
  toLayoutsView,
  toPoolView,
  type DriveView,
  type LayoutsView,
  type PoolHealthView,
  type PoolView,
} from './pool-views.ts'

/** What people look at of pools and drives. */
export interface PoolQueries {
  pools(): Promise<readonly PoolGlance[]>
  pool(name: string): Promise<PoolView>
  /** What is wrong with a pool, what is lost, which drive it is, and what to do. */
  poolHealth(name: string): Promise<PoolHealthView>
  importablePools(search: { readonly destroyed: boolean }): Promise<readonly ImportablePool[]>
  poolLayouts(wish: LayoutsRequest): Promise<LayoutsView>
  /** With the release of OpenZFS whose cache it is: that of the module in the kernel. */
  arc(): Promise<ArcUse & { readonly release: string }>
  drives(): Promise<readonly DriveView[]>
  drive(named: string): Promise<DriveView>
}

export function createPoolQueries(deps: AppDeps): PoolQueries {
  const { host, now } = deps
  return {
    pools: () => host.pools.list(),
    async pool(name) {
      const pool = await findPool(host, name)
      const [drives, settings, vms] = await Promise.all([
        host.pools.drives(),
        pool.state === 'suspended' ? undefined : host.pools.settings(name),
        unless('libvirt_unavailable', async () => vmsOn(host, name, await host.vms.list())),
      ])
      return toPoolView(
        pool,
        drives,
        vms.map((vm) => vm.name),
        settings,
      )
    },
    async poolHealth(name) {
      const pool = await findPool(host, name)
      const answers = pool.state !== 'suspended'
      const [drives, settings, troubles, memoryEcc, vms] = await Promise.all([
        drivesInUse(host),
        answers ? host.pools.settings(name) : undefined,
        host.pools.troubles(name),
        host.pools.memoryEcc(),
        unless('libvirt_unavailable', () => host.vms.list()),
      ])
      const features = settings && Object.values(featuresIn(settings))
      return toHealthView(
        diagnosePool({
          pool,
          drives,
          vmDatasets: datasetsOf(vms),
          troubles,
          memoryEcc,
          earlier: new Map(),
          newFeatures: features ? features.filter((state) => state === 'disabled').length : null,
          now: now().toISOString(),
        }),
      )
    },
    importablePools: (search) => host.pools.importable(search),
    poolLayouts: async (wish) => toLayoutsView(await layOut(deps, wish)),
    arc: async () => {
      const [arc, { module }] = await Promise.all([host.pools.arc(), host.pools.version()])
      return { ...arc, release: module.text }
    },
    drives: async () => (await drivesInUse(host)).map(toDriveView),
    async drive(named) {
      const found = findDrive(await drivesInUse(host), named, 'drive')
      throwIfProblems(found.ok ? [] : found.problems)
      if (!found.ok) throw new TypeError('A drive was not found without a reason.')
      return toDriveView(found.value)
    },
  }
}

/** The volumes that are disks of VMs, for what is lost to be told by their names. */
function datasetsOf(vms: readonly VmFacts[]): readonly VmDataset[] {
  return vms.flatMap((vm) =>
    vm.disks.flatMap(({ source, target }): VmDataset[] => {
      const dataset = /^\/dev\/zvol\/(.+)$/.exec(source?.path ?? '')?.[1]
      return dataset === undefined
        ? []
        : [{ dataset, vm: vm.name, disk: dataset.split('/').at(-1) ?? target }]
    }),
  )
}
