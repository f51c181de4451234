import { setTimeout as realSleep } from 'node:timers/promises'
import { isPoolRoot, poolOf, type BookmarkName, type DatasetName } from '../../domain/dataset-name.ts'
import { datasetRef } from '../../domain/dataset.ts'
import { problemError } from '../../domain/problem.ts'
import { getDataset } from './list-datasets.ts'
import { zfsErrorKind } from './zfs-error.ts'
import type { Zfs } from './zfs.ts'

/** What is to go: by name, and by the guid it had when that was decided. */
export interface Doomed {
  readonly name: DatasetName
  readonly guid: string
}

export interface DestroyOptions {
  /** Waits; for tests. */
  readonly sleep?: ((ms: number) => Promise<unknown>) | undefined
}

/** udev looks into every new volume, and while it does the volume is busy: it is asked again so often, with a second between. */
const tries = 8

/**
 * Destroys one file system or volume, and nothing besides: what has snapshots, children or clones is refused (`in_use`), and so is
 * the root dataset of a pool, always. Another dataset that has come to its name is left alone (`foreign_object`). Gone already is
 * success.
 */
export async function destroyDataset(
  zfs: Zfs,
  doomed: Doomed,
  { sleep = realSleep }: DestroyOptions = {},
): Promise<void> {
  refuseRoot(doomed.name)
  for (let left = tries; ; left--) {
    const there = await getDataset(zfs, doomed.name)
    if (there === undefined) return
    refuseOther(doomed, there.guid)
    try {
      await zfs.run({
        // Never -r, -R or -f: each of them takes along what nobody decided on.
        argv: ['zfs', 'destroy', '--', doomed.name],
        limit: 'slow',
        pool: poolOf(doomed.name),
        attempt: { object: datasetRef(doomed.name), done: 'destroyed' },
      })
      return
    } catch (error) {
      const kind = zfsErrorKind(error)
      if (kind === 'not-found') return
      if (kind !== 'busy' || there.kind !== 'volume' || left <= 1) throw error
      await sleep(1_000)
    }
  }
}

/** Destroys one bookmark. Gone already is success. */
export async function destroyBookmark(zfs: Zfs, name: BookmarkName): Promise<void> {
  try {
    await zfs.run({
      argv: ['zfs', 'destroy', '--', name],
      limit: 'change',
      pool: poolOf(name),
      attempt: { object: datasetRef(name), done: 'destroyed' },
    })
  } catch (error) {
    if (zfsErrorKind(error) !== 'not-found') throw error
  }
}

function refuseRoot(name: DatasetName): void {
  if (!isPoolRoot(name)) return
  throw problemError({
    code: 'wrong_state',
    object: datasetRef(name),
    message: `Dataset ${name} is the root of its pool and cannot be destroyed.`,
    hint: 'A whole pool is destroyed as a pool.',
  })
}

function refuseOther(doomed: Doomed, guid: string): void {
  if (guid === doomed.guid) return
  throw problemError({
    code: 'foreign_object',
    object: datasetRef(doomed.name),
    message: `Dataset ${doomed.name} was not destroyed: another one has taken its name meanwhile (guid ${guid}, not ${doomed.guid}).`,
    hint: `See what it is: zfs get all '${doomed.name}'`,
  })
}
