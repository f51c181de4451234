import { toHistory } from '../../domain/history.ts'
import type { History } from '../../domain/snapshot.ts'
import { folderBytes } from './folder-bytes.ts'
import { snapshotFolder, type DirHistory } from './history-file.ts'
import { readLayerTree, uniqueLayerBytes } from './layer-tree.ts'
import type { DirStore } from './store.ts'

/** A history as the rest of the house sees it, without a look at what its snapshots take. */
export function toDirHistory(history: DirHistory): History {
  return toHistory(history, () => ({ uniqueBytes: 0 }))
}

/** The same with what each snapshot alone takes; linked clones stand on layers, which stay for them whatever snapshot goes. */
export async function measuredHistory(
  store: DirStore,
  placePath: string,
  history: DirHistory,
): Promise<History> {
  if (history.snapshots.length === 0) return toDirHistory(history)
  const ofLayers = uniqueLayerBytes(await readLayerTree(store), placePath)
  const beside = new Map<string, number>()
  for (const { id } of history.snapshots) beside.set(id, await folderBytes(snapshotFolder(placePath, id)))
  return toHistory(history, (id) => ({ uniqueBytes: ofLayers(id) + (beside.get(id) ?? 0) }))
}
