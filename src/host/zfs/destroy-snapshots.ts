import { labelOf, poolOf, type DatasetName, type SnapshotName } from '../../domain/dataset-name.ts'
import { snapshotRef, type SnapshotEntry } from '../../domain/dataset.ts'
import { throwIfProblems, type Problem } from '../../domain/problem.ts'
import { parseCount } from './numbers.ts'
import { snapshotsNamed } from './list-snapshots.ts'
import { zfsErrorIn, zfsErrorKind } from './zfs-error.ts'
import { ask, type Zfs, type ZfsCall } from './zfs.ts'

/** What is to go: by name, and by the guid it had when that was decided. */
export type DoomedSnapshot = Pick<SnapshotEntry, 'name' | 'guid'>

export interface SnapshotsDestroyed {
  /** Gone, by this or before. */
  readonly gone: readonly SnapshotName[]
  /** Not destroyed, each for its own reason. */
  readonly kept: readonly { readonly name: SnapshotName; readonly because: 'held' | 'has-clones' | 'busy' }[]
}

/**
 * So many at once: a batch is one transaction, which stalls all other commands of the pool while it lasts (zfs#3104), and one
 * argument, which may have 128 KiB.
 */
const batchSize = 100

/**
 * Destroys snapshots of one dataset, and nothing besides. Those that a hold or a clone protects stay and are told; the others go. If
 * another snapshot has come to one of the names, none is destroyed (`foreign_object`). `onDone` tells after each batch how many are
 * done with.
 */
export async function destroySnapshots(
  zfs: Zfs,
  dataset: DatasetName,
  doomed: readonly DoomedSnapshot[],
  options: { readonly signal?: AbortSignal; readonly onDone?: (count: number) => void } = {},
): Promise<SnapshotsDestroyed> {
  throwIfProblems(foreigners(dataset, doomed))
  await stillThere(zfs, doomed)
  const gone: SnapshotName[] = []
  const kept: { name: SnapshotName; because: Kept }[] = []
  let queue = [...doomed]
  let size = batchSize
  while (queue.length > 0) {
    const batch = queue.slice(0, size)
    // Looked at afresh before each batch: what others make meanwhile is theirs.
    const there = await stillThere(zfs, batch)
    try {
      if (there.length > 0) await zfs.run(destroyCall(dataset, there, options.signal))
      gone.push(...batch.map(({ name }) => name))
      queue = queue.slice(batch.length)
    } catch (error) {
      const kind = zfsErrorKind(error)
      const stubborn = undestroyable(error, there)
      if (kind === 'too-many-arguments' && size > 1) size = Math.ceil(size / 2)
      else if (stubborn.length > 0) {
        kept.push(...stubborn)
        const names = new Set(stubborn.map(({ name }) => name))
        queue = queue.filter(({ name }) => !names.has(name))
      } else if (kind !== 'not-found') throw error
      // Gone between the look and the command: the next look leaves it out.
    }
    options.onDone?.(gone.length + kept.length)
  }
  return { gone, kept }
}

/** How many bytes would become free if these snapshots of one dataset were destroyed together. */
export async function reclaimableBytes(
  zfs: Zfs,
  dataset: DatasetName,
  names: readonly SnapshotName[],
): Promise<number> {
  if (names.length === 0) return 0
  const call = destroyCall(
    dataset,
    names.map((name) => ({ name })),
    undefined,
  )
  const argv = ['zfs', 'destroy', '-n', '-v', '-p', ...call.argv.slice(2)] as const
  return ask(zfs, { ...call, argv, limit: 'look' }, (stdout) => {
    const line = stdout.split('\n').find((line) => line.startsWith('reclaim\t'))
    return parseCount(line?.split('\t')[1]) ?? 0
  })
}

type Kept = SnapshotsDestroyed['kept'][number]['because']

function destroyCall(
  dataset: DatasetName,
  batch: readonly { readonly name: SnapshotName }[],
  signal: AbortSignal | undefined,
): ZfsCall {
  // A label has neither `,` nor `%`, which would name other snapshots: SnapshotName has been checked for that.
  const labels = batch.map(({ name }) => labelOf(name)).join(',')
  return {
    argv: ['zfs', 'destroy', '--', `${dataset}@${labels}`],
    limit: 'slow',
    pool: poolOf(dataset),
    attempt: { object: snapshotRef(batch[0]?.name ?? dataset), done: 'destroyed' },
    signal,
  }
}

/** Those of a batch that are there. Rejects if one of the names belongs to another snapshot by now. */
async function stillThere(zfs: Zfs, batch: readonly DoomedSnapshot[]): Promise<readonly DoomedSnapshot[]> {
  const found = await snapshotsNamed(
    zfs,
    batch.map(({ name }) => name),
  )
  const now = new Map(found.map(({ name, guid }) => [name, guid]))
  const others = batch.filter(({ name, guid }) => now.has(name) && now.get(name) !== guid)
  throwIfProblems(
    others.map(({ name, guid }): Problem => ({
      code: 'foreign_object',
      object: snapshotRef(name),
      message: `Snapshot ${name} was not destroyed: another one has taken its name meanwhile (guid ${now.get(name) ?? ''}, not ${guid}).`,
      hint: 'Look at the snapshots again, and decide anew.',
    })),
  )
  return batch.filter(({ name }) => now.has(name))
}

const reasons: readonly { readonly because: Kept; readonly when: RegExp }[] = [
  { because: 'held', when: /it's being held/ },
  { because: 'has-clones', when: /snapshot is cloned|has dependent clones/ },
  // Up to 2.2 a hold says no more than this.
  { because: 'busy', when: /dataset is busy/ },
]

/** Those of a batch that ZFS names as the reason why it destroyed none of it. */
function undestroyable(
  error: unknown,
  batch: readonly DoomedSnapshot[],
): { name: SnapshotName; because: Kept }[] {
  const lines = (zfsErrorIn(error)?.stderr ?? '').split('\n')
  return batch.flatMap(({ name }) => {
    const said = lines.find(
      (line) =>
        line.startsWith(`cannot destroy snapshot ${name}: `) || line.startsWith(`cannot destroy '${name}': `),
    )
    const reason = reasons.find(({ when }) => said !== undefined && when.test(said))
    return reason === undefined ? [] : [{ name, because: reason.because }]
  })
}

function foreigners(dataset: DatasetName, doomed: readonly DoomedSnapshot[]): readonly Problem[] {
  return doomed
    .filter(({ name }) => !name.startsWith(`${dataset}@`))
    .map(({ name }) => ({
      code: 'invalid_input',
      object: snapshotRef(name),
      message: `Snapshot ${name} is none of dataset ${dataset}.`,
    }))
}
