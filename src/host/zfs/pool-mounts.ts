import { checkDatasetName, type DatasetName, type PoolName } from '../../domain/dataset-name.ts'
import { sayProblem, whyNotMounted } from '../../domain/plan-mounts.ts'
import type { MountWish, NotMounted, PoolDataset } from '../../domain/pool-dataset.ts'
import { ProblemError, throwIfProblems } from '../../domain/problem.ts'
import { listDatasets } from './list-datasets.ts'
import { mountFilesystem, unmountFilesystem } from './mounts.ts'
import { readOccupied } from './pool-surroundings.ts'
import type { Zfs } from './zfs.ts'

const properties = ['mountpoint', 'canmount', 'mounted', 'encryptionroot', 'keystatus']

/** The datasets of a pool, with the key each is under. */
export async function listPoolDatasets(zfs: Zfs, pool: PoolName): Promise<readonly PoolDataset[]> {
  const found = await listDatasets(zfs, { root: pool, properties })
  return found.map(({ name, kind, properties: of }): PoolDataset => {
    const value = (property: string) => of.get(property)?.value
    const mountpoint = value('mountpoint')
    const root = value('encryptionroot')
    return {
      name,
      kind: kind === 'volume' ? 'volume' : 'filesystem',
      ...(kind === 'filesystem' && mountpoint?.startsWith('/') === true ? { mountpoint } : {}),
      mountsItself: value('canmount') === 'on',
      mounted: value('mounted') === 'yes',
      ...(root === undefined || root === '-' || root === ''
        ? {}
        : { key: { root, loaded: value('keystatus') === 'available' } }),
    }
  })
}

/** Mounts file systems one after the other, and says which could not be. Nothing is mounted over what lies in its place. */
export async function mountAll(
  zfs: Zfs,
  pool: PoolName,
  wishes: readonly MountWish[],
  signal?: AbortSignal,
): Promise<readonly NotMounted[]> {
  const mounted = new Set<string>(
    (await listPoolDatasets(zfs, pool)).filter((one) => one.mounted).map(({ name }) => name),
  )
  const closed: string[] = []
  const left: NotMounted[] = []
  for (const wish of wishes.filter(({ dataset }) => !mounted.has(dataset))) {
    signal?.throwIfAborted()
    // One by one: the folder of a place is often in the file system that was mounted before it.
    const isOccupied = (await readOccupied(zfs.runner, [wish.path])).length > 0
    const because = whyNotMounted(wish, { isOccupied, closed }) ?? (await tryMount(zfs, wish))
    if (because === undefined) continue
    closed.push(wish.path)
    left.push({ dataset: wish.dataset, because })
  }
  return left
}

async function tryMount(zfs: Zfs, { dataset }: MountWish): Promise<string | undefined> {
  try {
    await mountFilesystem(zfs, named(dataset))
    return undefined
  } catch (error) {
    // A pool that is lost meanwhile is no matter of one file system.
    if (!(error instanceof ProblemError) || error.problems[0].code === 'pool_unavailable') throw error
    return error.problems.map(sayProblem).join(' ')
  }
}

/** Unmounts file systems one after the other; refused at the first that somebody has open. */
export async function unmountAll(
  zfs: Zfs,
  wishes: readonly MountWish[],
  signal?: AbortSignal,
): Promise<void> {
  for (const { dataset } of wishes) {
    signal?.throwIfAborted()
    await unmountFilesystem(zfs, named(dataset))
  }
}

function named(name: string): DatasetName {
  const checked = checkDatasetName(name)
  throwIfProblems(checked.ok ? [] : checked.problems)
  if (!checked.ok) throw new TypeError('A name was refused without a reason.')
  return checked.value
}
