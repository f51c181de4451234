import { join } from 'node:path'
import type { DiskChange } from '../../domain/diff-files.ts'
import { existingSnapshot } from '../snapshot-problems.ts'
import { toDirHistory } from './dir-history.ts'
import { diskFiles } from './disk-files.ts'
import { readHistory } from './history-file.ts'
import { chainOf, readLayerTree, type LayerTree } from './layer-tree.ts'
import type { DirStore } from './store.ts'
import type { TakenPlace } from './take-snapshot.ts'

/** What was written to each disk from one point to another: what the layers hold that only one of the two stands on. */
export async function writtenBetween(
  store: DirStore,
  place: TakenPlace,
  from: string,
  to: string | undefined,
): Promise<DiskChange[]> {
  const [before, after] = [await disksAt(store, place, from), await disksAt(store, place, to)]
  const tree = await readLayerTree(store)
  return [...new Set([...before.keys(), ...after.keys()])].toSorted().map((disk): DiskChange => {
    const [old, now] = [before.get(disk), after.get(disk)]
    const writtenBytes = differingBytes(tree, old, now)
    if (old === undefined) return { disk, change: 'added', writtenBytes }
    if (now === undefined) return { disk, change: 'removed', writtenBytes }
    return { disk, change: writtenBytes === 0 ? 'same' : 'written', writtenBytes }
  })
}

/** The file that holds each disk at a snapshot, or now. */
export async function disksAt(
  { layout }: DirStore,
  { vm, path }: Pick<TakenPlace, 'vm' | 'path'>,
  id: string | undefined,
): Promise<ReadonlyMap<string, string>> {
  if (id === undefined)
    return new Map((await diskFiles(path)).map(({ name, file }) => [name, join(path, file)]))
  const history = await readHistory(path)
  existingSnapshot(vm, toDirHistory(history), id)
  const { layers = {} } = history.snapshots.find((each) => each.id === id) ?? {}
  return new Map(Object.entries(layers).map(([name, layer]) => [name, layout.base(layer)]))
}

/** An overlay that nobody wrote to holds its tables and nothing else. */
const emptyOverlayBytes = 256 * 1024

function differingBytes(tree: LayerTree, old: string | undefined, now: string | undefined): number {
  const [before, after] = [old, now].map((path) => (path === undefined ? [] : chainOf(tree, path)))
  const alone = (one: typeof before, other: typeof before) =>
    (one ?? []).filter(({ path }) => !(other ?? []).some((each) => each.path === path))
  return [...alone(before, after), ...alone(after, before)]
    .filter(({ allocatedBytes }) => allocatedBytes > emptyOverlayBytes)
    .reduce((sum, { allocatedBytes }) => sum + allocatedBytes, 0)
}
