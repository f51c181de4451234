import { fullName } from '../store/tree.ts'
import type { CopyPoint, SourceDataset } from './copy-facts.ts'
import type { CopyStream } from './copy-plan.ts'

/** A snapshot to bookmark before it is sent, so that the next stream can begin at it whatever becomes of it meanwhile. */
export interface Base {
  /** Full names. */
  readonly snapshot: string
  readonly bookmark: string
}

/** What has no bookmark yet of what these streams send last. */
export function lackingBases(
  sources: readonly SourceDataset[],
  streams: readonly CopyStream[],
  targetId: string,
): readonly Base[] {
  return streams.flatMap((stream) => {
    const dataset = sources.find(({ name }) => name === stream.dataset)
    const snapshot = dataset?.snapshots.find((one) => fullName(dataset, one) === stream.snapshot)
    if (!dataset || !snapshot) return []
    const label = `${prefix(targetId)}${snapshot.guid}`
    return dataset.bookmarks.some((bookmark) => bookmark.label === label)
      ? []
      : [{ snapshot: stream.snapshot, bookmark: `${dataset.name}#${label}` }]
  })
}

/** The bookmarks of a target that no stream to it will begin at any more, by full name, once its copy is at `last`. */
export function staleBases(
  dataset: SourceDataset,
  last: Pick<CopyPoint, 'guid'> | undefined,
  targetId: string,
): readonly string[] {
  const own = dataset.bookmarks.filter(({ label }) => label.startsWith(prefix(targetId)))
  // Where the copy is at something else, nobody knows yet what will be needed.
  if (!own.some(({ guid }) => guid === last?.guid)) return []
  return own.filter(({ guid }) => guid !== last?.guid).map(({ label }) => `${dataset.name}#${label}`)
}

/** Each target has bookmarks of its own: one that is away for a year still finds them. */
function prefix(targetId: string): string {
  return `kiste-copy-${targetId}-`
}
