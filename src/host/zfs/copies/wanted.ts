import { seatOf, storeParts, type StoreLayout } from '../store/layout.ts'
import { marks } from '../store/marks.ts'
import { parentName, splitSnapshot } from '../store/tree.ts'
import type { CopyPoint, SourceDataset } from './copy-facts.ts'

/** A dataset that travels. */
export interface Wanted {
  readonly dataset: SourceDataset
  /** Where it belongs below the root of the copies: where it is in its store. */
  readonly as: string
  /** Of what only others stand on: the transaction group of the newest snapshot of it that they need. */
  readonly upToTxg?: number | undefined
}

/** Where below a root of copies what is needed lies that is part of no VM that is copied. */
const originsPart = '.origins'

/**
 * What of a store travels with these VMs: all of their lines with their disks, and what those are clones of, so that a clone arrives as one.
 * Parents stand before what is below them. What is half-made stays.
 */
export function wantedOf(
  datasets: readonly SourceDataset[],
  layout: Pick<StoreLayout, 'root'>,
  uuids: readonly string[],
): readonly Wanted[] {
  const byName = new Map(datasets.map((dataset) => [dataset.name, dataset]))
  const isWanted = (dataset: SourceDataset): boolean => {
    const seat = seatOf(layout, dataset.name)
    if (seat.in !== 'vms' && seat.in !== 'branches') return false
    if (seat.disk === undefined)
      return dataset.kind === 'filesystem' && uuids.includes(dataset.own[marks.vm] ?? '')
    const files = byName.get(parentName(dataset.name))
    return dataset.own[marks.disk] !== undefined && files !== undefined && isWanted(files)
  }
  const own = datasets.filter(isWanted)
  return [
    ...own.map((dataset) => ({ dataset, as: dataset.name.slice(layout.root.length + 1) })),
    ...originsOf(byName, layout, own),
  ].toSorted((a, b) => (a.as < b.as ? -1 : 1))
}

/** What others are clones of, and that again, up to the newest snapshot that one of them stands on. */
function originsOf(
  byName: ReadonlyMap<string, SourceDataset>,
  layout: Pick<StoreLayout, 'root'>,
  own: readonly SourceDataset[],
): Wanted[] {
  const needed = new Map<SourceDataset, number>()
  const queue = [...own]
  for (let dataset = queue.pop(); dataset !== undefined; dataset = queue.pop()) {
    if (dataset.origin === undefined) continue
    const { dataset: name, label } = splitSnapshot(dataset.origin)
    const base = byName.get(name)
    const point = base?.snapshots.find((snapshot) => snapshot.label === label)
    if (!base || !point || own.includes(base) || !isLasting(layout, name)) continue
    if (!needed.has(base)) queue.push(base)
    needed.set(base, Math.max(needed.get(base) ?? 0, point.createTxg))
  }
  return [...needed].map(([dataset, upToTxg]) => ({
    dataset,
    // An image is found again by its name; a disk of a VM that is not copied has no place to go to.
    as: dataset.name.startsWith(`${layout.root}/${storeParts.images}/`)
      ? dataset.name.slice(layout.root.length + 1)
      : `${originsPart}/${dataset.guid}`,
    upToTxg,
  }))
}

function isLasting(layout: Pick<StoreLayout, 'root'>, name: string): boolean {
  const seat = seatOf(layout, name)
  return seat.in !== 'scratch' && seat.in !== 'none'
}

/** The snapshots of a dataset that are to be at the target. */
export function pointsOf({ dataset, upToTxg = Infinity }: Wanted): readonly CopyPoint[] {
  return dataset.snapshots.filter(({ createTxg }) => createTxg <= upToTxg)
}
