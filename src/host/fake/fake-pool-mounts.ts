import { whyNotMounted } from '../../domain/plan-mounts.ts'
import type { MountWish, NotMounted, PoolDataset } from '../../domain/pool-dataset.ts'
import { isEncrypted, lockOf, poolProblem, type KeptPool } from './fake-pool-world.ts'
import { poolSpot } from './spots.ts'

/** The datasets of a fake pool: its root, its store, the places and the bin in that. All are under the key of the pool, if it has one. */
export function datasetsIn(kept: KeptPool): readonly PoolDataset[] {
  const { pool, settings, store } = kept
  const root = settings.dataset['mountpoint']?.value ?? `/${pool.name}`
  const spot = poolSpot(pool.name)
  const seats = store === undefined ? [] : [...Object.entries(store.places), ...binned(store.bin)]
  const volumes = seats.flatMap(([seat, { disks }]) =>
    Object.keys(disks).map((disk) => `${spot.path}/${seat}/${disk}`),
  )
  const above = spot.place('x').path.slice(0, -'/x'.length)
  const files = [
    [pool.name, root],
    ...(store === undefined ? [] : [[spot.path, above]]),
    ...seats.map(([seat]) => [`${spot.path}/${seat}`, `${above}/${seat}`]),
  ] as [name: string, mountpoint: string][]
  const key = isEncrypted(kept) ? { key: { root: pool.name, loaded: lockOf(kept) === undefined } } : {}
  return [
    ...files.map(([name, mountpoint]) => ({
      name,
      kind: 'filesystem' as const,
      ...(mountpoint.startsWith('/') ? { mountpoint } : {}),
      mountsItself: true,
      mounted: mountpoint.startsWith('/') && !(kept.notMounted ?? []).includes(name),
      ...key,
    })),
    ...volumes.map((name) => ({
      name,
      kind: 'volume' as const,
      mountsItself: false,
      mounted: false,
      ...key,
    })),
  ]
}

function binned(bin: NonNullable<KeptPool['store']>['bin']) {
  return Object.entries(bin).map(([id, { place }]) => [`.bin/${id}`, place] as const)
}

/** Its key is not there (any more), and nothing of it is mounted. */
export function lock(kept: KeptPool): void {
  kept.settings.dataset['keystatus'] = { value: 'unavailable', local: false }
  kept.notMounted = datasetsIn(kept).flatMap(({ name, mountpoint }) =>
    mountpoint === undefined ? [] : [name],
  )
}

export function mountEverything(kept: KeptPool): void {
  delete kept.notMounted
}

export function mountIn(kept: KeptPool, wishes: readonly MountWish[]): readonly NotMounted[] {
  const closed: string[] = []
  return wishes.flatMap((wish) => {
    const waiting = kept.notMounted ?? []
    if (!waiting.includes(wish.dataset)) return []
    const isOccupied = kept.occupied?.includes(wish.path) === true
    const because =
      whyNotMounted(wish, { isOccupied, closed }) ??
      (lockOf(kept) !== undefined
        ? `The file system ${wish.dataset} is not mounted: its key is not loaded.`
        : undefined)
    if (because !== undefined) {
      closed.push(wish.path)
      return [{ dataset: wish.dataset, because }]
    }
    setNotMounted(
      kept,
      waiting.filter((name) => name !== wish.dataset),
    )
    return []
  })
}

export function unmountIn(kept: KeptPool, wishes: readonly MountWish[]): void {
  for (const { dataset, path } of wishes) {
    const waiting = kept.notMounted ?? []
    if (waiting.includes(dataset)) continue
    if (kept.heldBy?.some((holder) => holder.path.startsWith(path)) === true)
      throw poolProblem('in_use', kept.pool.name, `Dataset ${dataset} could not be unmounted: it is in use.`)
    setNotMounted(kept, [...waiting, dataset])
  }
}

function setNotMounted(kept: KeptPool, names: string[]): void {
  if (names.length === 0) delete kept.notMounted
  else kept.notMounted = names.toSorted()
}
