import { rawFileName, type DiskKind, type PlacedDisk } from '../../domain/disk.ts'
import { localStore } from '../../domain/store.ts'
import type { VmPlace } from '../store-host.ts'
import { storeName } from '../store-names.ts'
import { noStore } from '../store-problems.ts'
import { importedPool, lockOf, poolsOf } from './fake-pool-world.ts'
import { storeRoot, type FakePlace, type StorePart, type World } from './world.ts'

/** Where one store of the fake host is, and what is there. */
export interface Spot {
  readonly name: string
  readonly kind: 'dir' | 'zfs'
  /** As people see it. */
  readonly path: string
  place(vm: string): VmPlace
  binPlace(id: string): VmPlace
  /** Rejects with `not_found` while there is no such store. */
  part(world: World): StorePart
}

export const localSpot: Spot = {
  name: localStore,
  kind: 'dir',
  path: storeRoot,
  place: (vm) => folder(`${storeRoot}/${storeName('vm', vm)}`, vm),
  binPlace: (id) => folder(`${storeRoot}/.bin/${storeName('bin', id)}`, id),
  part: (world) => world,
}

const mounts = '/fake/pools'
const devices = '/dev/zvol'

/** A store as pools have one: its disks are devices, or files in folders of their own. */
export function poolSpot(pool: string): Spot {
  const root = `${mounts}/${storeName('store', pool)}`
  const place = (below: string, name: string): VmPlace => {
    const disks = `${devices}/${pool}/kiste/${below}`
    return {
      ...placeAt(`${root}/${below}`, name, (disk, kind) =>
        kind === 'volume'
          ? { source: { type: 'block', path: `${disks}/${disk}` }, format: 'raw' }
          : {
              source: { type: 'file', path: `${root}/${below}/${disk}/${rawFileName}` },
              format: 'raw',
              hostCached: true,
            },
      ),
      roots: [`${root}/${below}`, disks],
    }
  }
  return {
    name: pool,
    kind: 'zfs',
    path: `${pool}/kiste`,
    place: (vm) => place(storeName('vm', vm), vm),
    binPlace: (id) => place(`.bin/${storeName('bin', id)}`, id),
    part: (world) => {
      const part = importedPool(world, pool)?.store
      if (!part) throw noStore(pool)
      return part
    },
  }
}

function folder(path: string, vm: string): VmPlace {
  return placeAt(path, vm, (disk) => ({
    source: { type: 'file', path: `${path}/${disk}.qcow2` },
    format: 'qcow2',
  }))
}

function placeAt(path: string, vm: string, disk: (name: string, kind: DiskKind) => PlacedDisk): VmPlace {
  return {
    vm,
    path,
    roots: [path],
    nvramPath: `${path}/nvram.fd`,
    seedPath: `${path}/seed.iso`,
    consoleLogPath: `${path}/console.log`,
    disk: (name, kind) => disk(storeName('disk', name), kind),
  }
}

/** What a path in a store leads to; undefined for paths outside of all stores. */
export function inStores(
  world: World,
  path: string,
): { readonly vm: string; readonly place: FakePlace | undefined; readonly file: string } | undefined {
  for (const { root, places } of stores(world)) {
    if (!path.startsWith(`${root}/`)) continue
    const [vm = '', file = ''] = path.slice(root.length + 1).split('/')
    return { vm, place: places[vm], file }
  }
  return undefined
}

/** Whether a path leads into a pool whose key is not loaded, and so nowhere. */
export function isLockedAway(world: World, path: string): boolean {
  return Object.values(poolsOf(world)).some((kept) => {
    const { name } = kept.pool
    const root = kept.settings.dataset['mountpoint']?.value ?? `/${name}`
    return (
      kept.imported &&
      lockOf(kept) !== undefined &&
      [`${devices}/${name}/`, `${mounts}/${name}/`, `${root}/`].some((folder) => path.startsWith(folder))
    )
  })
}

function stores(world: World) {
  const pools = Object.values(world.pools ?? {}).flatMap(({ imported, pool, store }) =>
    imported && store
      ? [`${mounts}/${pool.name}`, `${devices}/${pool.name}/kiste`].map((root) => ({
          root,
          places: store.places,
        }))
      : [],
  )
  return [{ root: storeRoot, places: world.places }, ...pools]
}

/** What all stores hold, the local one first. */
export function allParts(world: World): StorePart[] {
  return [
    world,
    ...Object.values(world.pools ?? {}).flatMap(({ imported, store }) => (imported && store ? [store] : [])),
  ]
}
