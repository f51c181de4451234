import type { Readable } from 'node:stream'
import { poolOf, type DatasetName, type SnapshotName } from '../../domain/dataset-name.ts'
import { datasetRef } from '../../domain/dataset.ts'
import { throwIfProblems } from '../../domain/problem.ts'
import { checkProperties, propertyArgs, type PropertyValues } from './property-args.ts'
import { getDataset } from './list-datasets.ts'
import type { Zfs } from './zfs.ts'
import { zfsErrorKind } from './zfs-error.ts'

/**
 * Where a stream goes. There is no way to say `-F`: it rolls the target back, and with some streams destroys what the source does not
 * have. What stands in the way is reported instead.
 */
export interface Receiving {
  readonly target: DatasetName
  /** Set on the target in the place of what the stream brings. */
  readonly properties?: PropertyValues | undefined
  /** Left out of what the stream brings; before 2.2 some come all the same (zfs#13024). */
  readonly exclude?: readonly string[] | undefined
  /** The snapshot of the target's pool that a clone is to stand on. */
  readonly origin?: SnapshotName | undefined
}

/** Receives a stream, never mounting, and keeping what came for a resume if it breaks off. Ends `input` early if it fails. */
export async function receive(
  zfs: Zfs,
  { target, properties = {}, exclude = [], origin }: Receiving,
  input: Readable,
  { signal }: { readonly signal?: AbortSignal | undefined } = {},
): Promise<void> {
  const checked = checkProperties({ ...properties, ...Object.fromEntries(exclude.map((name) => [name, ''])) })
  throwIfProblems(checked.ok ? [] : checked.problems)
  const broken = new AbortController()
  const onError = () => broken.abort()
  input.once('error', onError)
  try {
    await zfs.run({
      argv: [
        'zfs',
        'receive',
        '-s',
        '-u',
        ...propertyArgs(properties),
        ...exclude.flatMap((name) => ['-x', name]),
        ...(origin === undefined ? [] : ['-o', `origin=${origin}`]),
        '--',
        target,
      ],
      limit: 'none',
      pool: poolOf(target),
      attempt: { object: datasetRef(target), done: 'received' },
      input,
      signal: signal === undefined ? broken.signal : AbortSignal.any([signal, broken.signal]),
    })
  } finally {
    input.off('error', onError)
  }
}

/** What is needed to go on with an interrupted transfer into this dataset; undefined if there is none, or no such dataset. */
export async function resumeTokenOf(zfs: Zfs, target: DatasetName): Promise<string | undefined> {
  const property = 'receive_resume_token'
  const value = (await getDataset(zfs, target, [property]))?.properties.get(property)?.value
  return value === undefined || value === '-' ? undefined : value
}

/** Gives up what came of an interrupted transfer; a target that was new goes altogether. Nothing to give up is success. */
export async function abortReceive(zfs: Zfs, target: DatasetName): Promise<void> {
  try {
    await zfs.run({
      argv: ['zfs', 'receive', '-A', '--', target],
      limit: 'change',
      pool: poolOf(target),
      attempt: { object: datasetRef(target), done: 'freed of an interrupted transfer' },
    })
  } catch (error) {
    const kind = zfsErrorKind(error)
    if (kind !== 'not-running' && kind !== 'not-found') throw error
  }
}
