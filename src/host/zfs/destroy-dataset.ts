import { isPoolRoot, poolOf, type BookmarkName, type DatasetName } from '../../domain/dataset-name.ts'
import { datasetRef } from '../../domain/dataset.ts'
import { problemError } from '../../domain/problem.ts'
import { getDataset } from './list-datasets.ts'
import { whileBusy, type Sleep } from './while-busy.ts'
import { zfsErrorKind } from './zfs-error.ts'
import type { Zfs } from './zfs.ts'

/** What is to go: by name, and by the guid it had when that was decided. */
export interface Doomed {
  readonly name: DatasetName
  readonly guid: string
}

export interface DestroyOptions {
  readonly sleep?: Sleep | undefined
}

/**
 * Destroys one file system or volume, and nothing besides: what has snapshots, children or clones is refused (`in_use`), and so is
 * the root dataset of a pool, always. Another dataset that has come to its name is left alone (`foreign_object`). Gone already is
 * success.
 */
export async function destroyDataset(
  zfs: Zfs,
  doomed: Doomed,
  { sleep }: DestroyOptions = {},
): Promise<void> {
  refuseRoot(doomed.name)
  let isVolume = false
  const attempt = async () => {
    const there = await getDataset(zfs, doomed.name)
    if (there === undefined) return
    refuseOther(doomed, there.guid)
    isVolume = there.kind === 'volume'
    await zfs.run({
      // Never -r, -R or -f: each of them takes along what nobody decided on.
      argv: ['zfs', 'destroy', '--', doomed.name],
      limit: 'slow',
      pool: poolOf(doomed.name),
      attempt: { object: datasetRef(doomed.name), done: 'destroyed' },
    })
  }
  try {
    // A file system stays busy for as long as somebody uses it.
    await whileBusy(attempt, sleep, () => isVolume)
  } catch (error) {
    if (zfsErrorKind(error) !== 'not-found') throw error
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
