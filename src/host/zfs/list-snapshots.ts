import {
  checkBookmarkName,
  checkSnapshotName,
  poolOf,
  type BookmarkName,
  type DatasetName,
  type SnapshotName,
} from '../../domain/dataset-name.ts'
import { datasetRef, snapshotRef, type SnapshotDetails, type SnapshotEntry } from '../../domain/dataset.ts'
import { portions } from './argv-portions.ts'
import { isoTime, parseCount } from './numbers.ts'
import { ZfsOutputError } from './output-error.ts'
import { ask, askOfThoseThere, type Zfs } from './zfs.ts'

/**
 * The snapshots of a dataset, oldest first; with `below`, of all datasets under it too. These columns alone come without opening each
 * snapshot (zfs_iter.c), which makes a list of thousands quick; text, as JSON adds columns of its own.
 */
export async function listSnapshots(
  zfs: Zfs,
  dataset: DatasetName,
  { below = false, signal }: { readonly below?: boolean; readonly signal?: AbortSignal | undefined } = {},
): Promise<readonly SnapshotEntry[]> {
  const reach = below ? ['-r'] : ['-d', '1']
  const columns = ['-o', 'name,guid,createtxg', '-s', 'createtxg']
  return ask(
    zfs,
    {
      argv: ['zfs', 'list', '-H', '-p', '-t', 'snapshot', ...columns, ...reach, '--', dataset],
      limit: 'look',
      pool: poolOf(dataset),
      attempt: { object: datasetRef(dataset), done: 'listed', readOnly: true },
      signal,
    },
    parseSnapshotRows,
  )
}

/** Reads `zfs list -Hp -t snapshot -o name,guid,createtxg`. */
export function parseSnapshotRows(stdout: string): readonly SnapshotEntry[] {
  return rowsOf(stdout, 3).map(([name = '', guid = '', txg]) => ({
    name: named(name),
    guid,
    createTxg: count(txg, name),
  }))
}

/** Those of these snapshots of one pool that are there now. */
export async function snapshotsNamed(
  zfs: Zfs,
  names: readonly SnapshotName[],
): Promise<readonly SnapshotEntry[]> {
  const found: SnapshotEntry[] = []
  for (const portion of portions(names)) {
    const [first] = portion
    if (first === undefined) continue
    const entries = await askOfThoseThere(
      zfs,
      {
        argv: ['zfs', 'list', '-H', '-p', '-t', 'snapshot', '-o', 'name,guid,createtxg', '--', ...portion],
        limit: 'look',
        pool: poolOf(first),
        attempt: { object: snapshotRef(first), done: 'looked at', readOnly: true },
      },
      parseSnapshotRows,
    )
    found.push(...entries)
  }
  return found
}

const detailColumns = ['name', 'guid', 'createtxg', 'creation', 'used', 'refer', 'userrefs', 'defer_destroy']

/** Details of these snapshots of one pool; those that are gone by now are left out. A look at each: not for inventories. */
export async function snapshotDetails(
  zfs: Zfs,
  names: readonly SnapshotName[],
  { signal }: { readonly signal?: AbortSignal } = {},
): Promise<readonly SnapshotDetails[]> {
  const found: SnapshotDetails[] = []
  for (const portion of portions(names)) {
    const [first] = portion
    if (first === undefined) continue
    const columns = ['-o', detailColumns.join(','), '-s', 'createtxg']
    const details = await askOfThoseThere(
      zfs,
      {
        argv: ['zfs', 'list', '-H', '-p', '-t', 'snapshot', ...columns, '--', ...portion],
        limit: 'look',
        pool: poolOf(first),
        attempt: { object: snapshotRef(first), done: 'looked at', readOnly: true },
        signal,
      },
      parseSnapshotDetails,
    )
    found.push(...details)
  }
  return found
}

/** Reads `zfs list -Hp -t snapshot` with the columns of details. */
export function parseSnapshotDetails(stdout: string): readonly SnapshotDetails[] {
  return rowsOf(stdout, detailColumns.length).map(
    ([name = '', guid = '', txg, creation, used, refer, holds, defer]) => ({
      name: named(name),
      guid,
      createTxg: count(txg, name),
      createdAt: isoTime(count(creation, name)),
      usedBytes: count(used, name),
      referencedBytes: count(refer, name),
      holds: count(holds, name),
      deferredDestroy: defer === 'on',
    }),
  )
}

/** A point to send from that takes no space: what is left of a snapshot when it goes. */
export interface BookmarkEntry {
  readonly name: BookmarkName
  /** That of the snapshot it was made from. */
  readonly guid: string
  readonly createTxg: number
}

/** The bookmarks of a dataset, oldest first; with `below`, of all datasets under it too. */
export async function listBookmarks(
  zfs: Zfs,
  dataset: DatasetName,
  { below = false, signal }: { readonly below?: boolean; readonly signal?: AbortSignal | undefined } = {},
): Promise<readonly BookmarkEntry[]> {
  const columns = ['-o', 'name,guid,createtxg', '-s', 'createtxg']
  const reach = below ? ['-r'] : ['-d', '1']
  return ask(
    zfs,
    {
      argv: ['zfs', 'list', '-H', '-p', '-t', 'bookmark', ...columns, ...reach, '--', dataset],
      limit: 'look',
      pool: poolOf(dataset),
      attempt: { object: datasetRef(dataset), done: 'listed', readOnly: true },
      signal,
    },
    (stdout) =>
      rowsOf(stdout, 3).map(([name = '', guid = '', txg]) => {
        const checked = checkBookmarkName(name)
        if (!checked.ok) throw new ZfsOutputError(`zfs list gave a bookmark that is none: ${name}`)
        return { name: checked.value, guid, createTxg: count(txg, name) }
      }),
  )
}

function rowsOf(stdout: string, columns: number): readonly (readonly string[])[] {
  return stdout
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => {
      const values = line.split('\t')
      if (values.length !== columns) throw new ZfsOutputError(`zfs list gave a row that is none: ${line}`)
      return values
    })
}

function named(name: string): SnapshotName {
  const checked = checkSnapshotName(name)
  if (!checked.ok) throw new ZfsOutputError(`zfs list gave a snapshot that is none: ${name}`)
  return checked.value
}

function count(text: string | undefined, of: string): number {
  const value = parseCount(text)
  if (value === undefined)
    throw new ZfsOutputError(`zfs list gave a number of ${of} that is none: ${text ?? ''}`)
  return value
}
