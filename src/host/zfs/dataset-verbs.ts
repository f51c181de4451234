import {
  poolOf,
  type BookmarkName,
  type DatasetName,
  type PoolName,
  type SnapshotName,
} from '../../domain/dataset-name.ts'
import { datasetRef, snapshotRef } from '../../domain/dataset.ts'
import { problemError, throwIfProblems, type ObjectRef } from '../../domain/problem.ts'
import { portions } from './argv-portions.ts'
import { checkProperties, propertyArgs, type PropertyValues } from './property-args.ts'
import type { Zfs } from './zfs.ts'

/** A dataset, snapshot or bookmark as an object of a problem. */
export function refOf(name: DatasetName | SnapshotName | BookmarkName): ObjectRef {
  return name.includes('@') ? snapshotRef(name) : datasetRef(name)
}

/** Renames or moves a dataset within its pool; all below it comes along. With `parents`, those above the new name are made. */
export async function renameDataset(
  zfs: Zfs,
  from: DatasetName,
  to: DatasetName,
  options: { readonly parents?: boolean; readonly unmounted?: boolean } = {},
): Promise<void> {
  // -p and -u exclude each other (zfs-rename.8). -u leaves mounts as they are, so a busy one is no obstacle.
  const words = [...(options.parents === true ? ['-p'] : []), ...(options.unmounted === true ? ['-u'] : [])]
  await zfs.run({
    argv: ['zfs', 'rename', ...words, '--', from, to],
    limit: 'change',
    pool: poolOf(from),
    attempt: { object: datasetRef(from), done: `renamed to ${to}` },
  })
}

/** Gives a snapshot another label. Not recursive. */
export async function renameSnapshot(zfs: Zfs, from: SnapshotName, to: SnapshotName): Promise<void> {
  await zfs.run({
    argv: ['zfs', 'rename', '--', from, to],
    limit: 'change',
    pool: poolOf(from),
    attempt: { object: snapshotRef(from), done: `renamed to ${to}` },
  })
}

/** Turns a clone and what it came from around: the snapshots up to the fork move to the clone, with their guids. */
export async function promoteClone(zfs: Zfs, clone: DatasetName): Promise<void> {
  await zfs.run({
    argv: ['zfs', 'promote', clone],
    limit: 'change',
    pool: poolOf(clone),
    attempt: { object: datasetRef(clone), done: 'promoted' },
  })
}

/** Takes snapshots at one instant, all or none. They are of one pool. The list is short enough for one command, or refused. */
export async function takeSnapshots(
  zfs: Zfs,
  names: readonly SnapshotName[],
  properties: PropertyValues = {},
): Promise<void> {
  const [first] = names
  if (first === undefined) return
  const checked = checkProperties(properties)
  throwIfProblems(checked.ok ? [] : checked.problems)
  refuseSeveralPools(names)
  if (portions(names).length > 1)
    throw problemError({
      code: 'invalid_input',
      object: snapshotRef(first),
      message: `${names.length} snapshots are too many for one instant.`,
      hint: 'Take them in smaller groups.',
    })
  await zfs.run({
    argv: ['zfs', 'snapshot', ...propertyArgs(properties), '--', ...names],
    limit: 'change',
    pool: poolOf(first),
    attempt: {
      object: snapshotRef(first),
      done: names.length === 1 ? 'taken' : `taken with ${names.length - 1} others`,
    },
  })
}

/** Makes a bookmark of a snapshot (or of a bookmark, which copies it): a point to send from that holds no space. */
export async function bookmark(zfs: Zfs, from: SnapshotName | BookmarkName, to: BookmarkName): Promise<void> {
  await zfs.run({
    argv: ['zfs', 'bookmark', '--', from, to],
    limit: 'change',
    pool: poolOf(from),
    attempt: { object: datasetRef(to), done: 'made' },
  })
}

function refuseSeveralPools(names: readonly SnapshotName[]): void {
  const pools = new Set<PoolName>(names.map(poolOf))
  if (pools.size < 2) return
  throw problemError({
    code: 'invalid_input',
    message: `Snapshots of one instant are of one pool, and these are of ${[...pools].join(', ')}.`,
    hint: 'Take one group for each pool.',
  })
}
