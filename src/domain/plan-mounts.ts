import type { MountWish, PoolDataset } from './pool-dataset.ts'
import type { Problem } from './problem.ts'

/**
 * The file systems under a key that are to be mounted once it is loaded, as `zfs mount -a` would, in this order: what is mounted below
 * another comes after it.
 */
export function toMount(datasets: readonly PoolDataset[], root: string): readonly MountWish[] {
  return datasets
    .flatMap(({ name, mountpoint, mountsItself, mounted, key }) =>
      mountpoint !== undefined && mountsItself && !mounted && key?.root === root
        ? [{ dataset: name, path: mountpoint }]
        : [],
    )
    .toSorted(byPath)
}

/**
 * What is unmounted before a key is unloaded, in this order: all that is under it, and what others mounted below those, whatever its key is,
 * as that holds them.
 */
export function toUnmount(datasets: readonly PoolDataset[], root: string): readonly MountWish[] {
  const mounted = datasets.flatMap(({ name, mountpoint, mounted: isMounted, key }) =>
    mountpoint !== undefined && isMounted ? [{ dataset: name, path: mountpoint, root: key?.root }] : [],
  )
  const own = mounted.filter((one) => one.root === root)
  return mounted
    .filter((one) => own.some(({ path }) => path === one.path || isBelow(one.path, path)))
    .map(({ dataset, path }) => ({ dataset, path }))
    .toSorted((one, other) => byPath(other, one))
}

/**
 * Why a file system is not mounted now; undefined where it can be. `isOccupied`: its place is not empty, and OpenZFS would mount over what is
 * there (`overlay=on`), which would not be seen any more. `closed`: places of file systems that were not mounted; what belongs below one
 * would be mounted into a folder of the disk below, so it waits.
 */
export function whyNotMounted(
  wish: MountWish,
  { isOccupied, closed }: { readonly isOccupied: boolean; readonly closed: readonly string[] },
): string | undefined {
  if (isOccupied) return sayProblem(wouldHide(wish))
  const above = closed.find((path) => isBelow(wish.path, path))
  return above === undefined
    ? undefined
    : `The file system ${wish.dataset} is not mounted: ${wish.path} is in ${above}, which is not mounted either.`
}

/** Why a file system is not mounted over what lies in its place. */
export function wouldHide({ dataset, path }: MountWish): Problem {
  return {
    code: 'foreign_object',
    object: { type: 'dataset', name: dataset },
    message: `The file system ${dataset} is not mounted: its place ${path} is not empty, and what is in there would be hidden.`,
    hint: `Move what is in ${path} elsewhere, then: zfs mount ${dataset}`,
  }
}

/** A problem as sentences. */
export function sayProblem({ message, hint }: Problem): string {
  return hint === undefined ? message : `${message} ${hint}`
}

export function isBelow(path: string, folder: string): boolean {
  return path.startsWith(folder === '/' ? '/' : `${folder}/`) && path !== folder
}

function byPath(one: MountWish, other: MountWish): number {
  return one.path < other.path ? -1 : one.path > other.path ? 1 : 0
}
