import type { Drive } from '../domain/drive.ts'
import { keyPathOf } from '../domain/key-file.ts'
import { joinDriveUses } from '../domain/join-drive-uses.ts'
import { isBelow } from '../domain/plan-mounts.ts'
import type { PoolDataset } from '../domain/pool-dataset.ts'
import type { PoolFacts, VmOnPool } from '../domain/pool-facts.ts'
import { ashiftIn, featuresIn } from '../domain/pool-settings.ts'
import { poolRef, type Pool } from '../domain/pool.ts'
import { ProblemError, problemError } from '../domain/problem.ts'
import { isOff, type VmFacts } from '../domain/vm.ts'
import type { Host } from '../host/host.ts'

/** The pool of this name, or a refusal that says which there are. */
export async function findPool({ pools }: Host, name: string): Promise<Pool> {
  const found = await pools.get(name)
  if (found !== undefined) return found
  const [there, importable] = await Promise.all([pools.list(), pools.importable()])
  const names = there.map((pool) => pool.name)
  const waits = importable.find((pool) => pool.name === name || pool.guid === name)
  throw problemError({
    code: 'not_found',
    object: poolRef(name),
    message: `No pool ${JSON.stringify(name)} is imported.`,
    hint:
      waits !== undefined
        ? `It is on the drives of this host; import it: kiste pool import ${waits.name}`
        : names.length === 0
          ? 'There is none yet; make one: kiste pool create tank'
          : `There are: ${names.join(', ')}.`,
  })
}

/** All pools that answer. One that is suspended is left out: its drives say themselves that they are its. */
export async function poolsThatAnswer({ pools }: Host): Promise<readonly Pool[]> {
  const glances = await pools.list()
  const found = await Promise.all(glances.filter((one) => one.answers).map((one) => pools.get(one.name)))
  return found.filter((pool) => pool !== undefined)
}

/**
 * The facts a change of a pool is planned from. `drives`: it takes drives, so sleeping ones are woken to see what is on them, and it is
 * asked whether a VM has one. `vms`: it is asked which VMs are on the pool, and this takes a libvirt that answers. `keys`: its key is used,
 * so it is looked what is under it, and at the file it is in, or is to be in.
 */
export async function gatherPoolFacts(
  host: Host,
  name: string,
  needs: {
    readonly drives?: boolean
    readonly vms?: boolean
    readonly keys?: boolean | { readonly file: string }
  } = {},
): Promise<PoolFacts> {
  const pool = await findPool(host, name)
  const [zfs, pools, drives, vms, disks, settings] = await Promise.all([
    host.pools.version(),
    poolsThatAnswer(host),
    host.pools.drives({ wake: needs.drives === true }),
    needs.vms === true ? host.vms.list() : [],
    needs.drives === true ? host.vms.listDisks() : [],
    pool.state === 'suspended' ? undefined : host.pools.settings(name),
  ])
  const answers = settings !== undefined
  const datasets = answers && needs.keys !== undefined ? await host.pools.datasets(name) : undefined
  const path =
    typeof needs.keys === 'object' ? needs.keys.file : keyPathOf(settings?.dataset['keylocation']?.value)
  const keyFile =
    answers && needs.keys !== undefined && path?.startsWith('/') === true
      ? await host.pools.keyFile(path)
      : undefined
  return {
    pool,
    pools: pools.some((one) => one.guid === pool.guid) ? pools : [...pools, pool],
    drives,
    vms: disks,
    vmsOnPool: needs.vms === true ? await vmsOn(host, name, vms, datasets) : [],
    ...(needs.vms === true ? { deletedVms: await deletedOn(host, name) } : {}),
    zfs,
    ashift: settings && ashiftIn(settings),
    features: settings && featuresIn(settings),
    settings,
    datasets,
    keyFile,
  }
}

/** VMs whose place or one of whose disks is in a pool; with its datasets, also those whose disks are files in it. */
export async function vmsOn(
  host: Host,
  pool: string,
  vms: readonly VmFacts[],
  datasets: readonly PoolDataset[] = [],
): Promise<readonly VmOnPool[]> {
  const folders = datasets.flatMap(({ mountpoint, mounted }) =>
    mounted && mountpoint !== undefined ? [mountpoint] : [],
  )
  const isInside = (path: string) =>
    path.startsWith(`/dev/zvol/${pool}/`) || folders.some((folder) => isBelow(path, folder))
  const [inside, places] = await Promise.all([storesIn(host, pool), host.stores.places()])
  const uuids = new Set(places.filter((place) => inside.has(place.store)).map((place) => place.uuid))
  return vms
    .filter(
      ({ uuid, disks }) =>
        uuids.has(uuid) || disks.some(({ source }) => source !== undefined && isInside(source.path)),
    )
    .map(({ name, status }) => ({ name, running: !isOff(status.state) }))
}

async function deletedOn(host: Host, pool: string): Promise<readonly string[]> {
  const [inside, bin] = await Promise.all([storesIn(host, pool), host.stores.bin()])
  return bin.filter((entry) => inside.has(entry.store)).map((entry) => entry.vm)
}

/** The names of the stores that are datasets of a pool. */
async function storesIn(host: Host, pool: string): Promise<ReadonlySet<string>> {
  const stores = await host.stores.list()
  return new Set(
    stores
      .filter(({ kind, path }) => kind === 'zfs' && (path === pool || path.startsWith(`${pool}/`)))
      .map((store) => store.name),
  )
}

/** Drives with all that uses them, for whoever looks. Where libvirt is away, what VMs use is left out; changes ask it and refuse. */
export async function drivesInUse(host: Host): Promise<readonly Drive[]> {
  const [drives, pools, vms] = await Promise.all([
    host.pools.drives(),
    unless('zfs_unavailable', () => poolsThatAnswer(host)),
    unless('libvirt_unavailable', () => host.vms.listDisks()),
  ])
  return joinDriveUses(drives, { pools, vms })
}

/** What can be had; nothing when it is this that stands in the way. */
export async function unless<T>(
  code: 'zfs_unavailable' | 'libvirt_unavailable' | 'pool_unavailable',
  look: () => Promise<readonly T[]>,
): Promise<readonly T[]> {
  try {
    return await look()
  } catch (error) {
    if (error instanceof ProblemError && error.problems.every((problem) => problem.code === code)) return []
    throw error
  }
}
