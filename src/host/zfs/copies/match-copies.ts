import { fullName, parentName, splitSnapshot } from '../store/tree.ts'
import { copyMarks, type CopyPoint, type SourceDataset, type TargetDataset } from './copy-facts.ts'
import { pointsOf, type Wanted } from './wanted.ts'

/** What of the target belongs to what of the source. */
export interface Matched {
  readonly root: string
  readonly target: readonly TargetDataset[]
  copyOf(wanted: Wanted): TargetDataset | undefined
  /** Of which dataset that travels a dataset of the target is the copy. */
  originalOf(copy: TargetDataset): Wanted | undefined
  /** A snapshot of the source by its full name. */
  sourceSnapshot(name: string): CopyPoint | undefined
  /** Whether a dataset of the source will bring more to the target. */
  isComing(dataset: string): boolean
  /** Snapshots of the target: the full name by guid, and the snapshot by its full name. */
  readonly holderOf: {
    guid(guid: string): string | undefined
    name(name: string): CopyPoint | undefined
  }
}

export function matchCopies(
  wanted: readonly Wanted[],
  target: readonly TargetDataset[],
  root: string,
): Matched {
  // What was set aside is the past of a copy, and none of its own any more.
  const present = target.filter(({ name }) => !name.startsWith(`${root}/.aside/`))
  const byMark = new Map(present.map((copy) => [copy.own[copyMarks.of], copy]))
  const byName = new Map(present.map((copy) => [copy.name, copy]))
  const copies = new Map<Wanted, TargetDataset>()
  for (const one of wanted) {
    const there = byName.get(`${root}/${one.as}`)
    const copy =
      byMark.get(one.dataset.guid) ?? (there && isUnmarked(there, one.dataset, target) ? there : undefined)
    if (copy) copies.set(one, copy)
  }
  const originals = new Map([...copies].map(([one, copy]) => [copy, one]))
  const names = new Map(
    target.flatMap((copy) =>
      copy.snapshots.map((snapshot) => [snapshot.guid, fullName(copy, snapshot)] as const),
    ),
  )
  const sources = wanted.map(({ dataset }) => dataset)
  return {
    root,
    target,
    copyOf: (one) => copies.get(one),
    originalOf: (copy) => originals.get(copy),
    sourceSnapshot: (name) => snapshotIn(sources, name),
    isComing(name) {
      const one = wanted.find(({ dataset }) => dataset.name === name)
      if (!one) return false
      const above = wanted.find(({ dataset }) => dataset.name === parentName(name))
      // Without a snapshot of what is above it there is no place for it.
      if (above && pointsOf(above).length === 0 && !isWhole(copies.get(above))) return false
      const newest = pointsOf(one).at(-1)
      return newest !== undefined && !names.has(newest.guid)
    },
    holderOf: { guid: (guid) => names.get(guid), name: (name) => snapshotIn(target, name) },
  }
}

/**
 * ZFS makes a dataset and marks it afterwards, so one at the right place that nobody has marked, and that has nothing but what comes from
 * there, is a copy that was cut off.
 */
function isUnmarked(copy: TargetDataset, dataset: SourceDataset, target: readonly TargetDataset[]): boolean {
  if (copy.own[copyMarks.of] !== undefined) return false
  const known = new Set([
    ...dataset.snapshots.map(({ guid }) => guid),
    ...dataset.bookmarks.map(({ guid }) => guid),
  ])
  const origin = copy.origin === undefined ? undefined : snapshotIn(target, copy.origin)?.guid
  if (origin !== undefined && known.has(origin)) return true
  const has = [
    ...copy.snapshots.map(({ guid }) => guid),
    ...(copy.partial === undefined ? [] : [copy.partial.guid]),
  ]
  return has.length > 0 && has.every((guid) => known.has(guid))
}

function snapshotIn(
  datasets: readonly (SourceDataset | TargetDataset)[],
  name: string,
): CopyPoint | undefined {
  const { dataset, label } = splitSnapshot(name)
  return datasets.find((one) => one.name === dataset)?.snapshots.find((snapshot) => snapshot.label === label)
}

/** Whether there is a copy that others can lie below. */
export function isWhole(copy: TargetDataset | undefined): boolean {
  return copy !== undefined && copy.snapshots.length > 0
}
