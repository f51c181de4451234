import { isBelow } from '../domain/plan-mounts.ts'
import type { PoolDataset } from '../domain/pool-dataset.ts'
import type { VmLock } from '../domain/start-waits.ts'
import type { VmFacts } from '../domain/vm.ts'
import { linkedName, volumeLinks } from '../domain/zvol-link.ts'
import type { Host } from '../host/host.ts'
import type { PlaceFacts } from '../host/store-host.ts'
import { unless } from './pool-facts.ts'

/** Whether the keys of all that a VM lies on are loaded: its place, and disks that it has elsewhere in pools. */
export async function lockOf(
  host: Pick<Host, 'stores' | 'pools'>,
  vm: VmFacts,
  places?: readonly PlaceFacts[],
): Promise<VmLock> {
  const [lock] = await locksOf(host, [vm], places)
  return lock ?? { state: 'unknown' }
}

/** The same for several. Pools are looked into only where a disk lies outside of all places. */
export async function locksOf(
  host: Pick<Host, 'stores' | 'pools'>,
  vms: readonly VmFacts[],
  seen?: readonly PlaceFacts[],
): Promise<readonly VmLock[]> {
  if (vms.length === 0) return []
  const places = seen ?? (await host.stores.places())
  const own = vms.map((vm) => placeOf(host, vm, places))
  const elsewhere = own.flatMap(({ paths }) => paths)
  const datasets = elsewhere.length === 0 ? [] : await datasetsOfAll(host)
  return own.map(({ place, paths }): VmLock => {
    const root =
      place?.lockedBy ?? paths.map((path) => lockAt(datasets, path)).find((one) => one !== undefined)
    if (root !== undefined) return { state: 'locked', root }
    const isHidden = paths.some(
      (path) => path.startsWith(volumeLinks) && datasetAt(datasets, path) === undefined,
    )
    return { state: isHidden ? 'unknown' : 'open' }
  })
}

/** Its place, and the paths of disks that are not in it. */
function placeOf({ stores }: Pick<Host, 'stores'>, vm: VmFacts, places: readonly PlaceFacts[]) {
  const place = places.find(({ uuid }) => uuid === vm.uuid)
  const roots = place === undefined ? [] : stores.get(place.store).place(place.vm).roots
  const paths = vm.disks.flatMap(({ device, source }) =>
    device === 'disk' && source !== undefined && !roots.some((root) => isBelow(source.path, root))
      ? [source.path]
      : [],
  )
  return { place, paths }
}

async function datasetsOfAll({ pools }: Pick<Host, 'pools'>): Promise<readonly PoolDataset[]> {
  const glances = await unless('zfs_unavailable', () => pools.list())
  const found = await Promise.all(
    glances
      .filter(({ answers }) => answers)
      .map(({ name }) => unless('pool_unavailable', () => pools.datasets(name))),
  )
  return found.flat()
}

/** The root of the key that is missing for what is at a path. */
function lockAt(datasets: readonly PoolDataset[], path: string): string | undefined {
  const key = datasetAt(datasets, path)?.key
  return key?.loaded === false ? key.root : undefined
}

/** The dataset that a path leads into, mounted or not: a volume by its link, a file by the nearest place of a file system. */
function datasetAt(datasets: readonly PoolDataset[], path: string): PoolDataset | undefined {
  if (path.startsWith(volumeLinks))
    return datasets.find(({ name }) => linkedName(name) === path.slice(volumeLinks.length))
  return datasets
    .filter(({ mountpoint }) => mountpoint !== undefined && isBelow(path, mountpoint))
    .toSorted((one, other) => (other.mountpoint?.length ?? 0) - (one.mountpoint?.length ?? 0))[0]
}
