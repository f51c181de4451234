import { needers, readLayerTree } from './layer-tree.ts'
import type { DirStore } from './store.ts'

/**
 * Removes layers that nothing needs any more: no disk, in the store or in the bin, and no snapshot of either. A disk or a history that
 * cannot be read might need any of them: then none is removed.
 */
export async function sweepBases(store: DirStore): Promise<void> {
  const tree = await readLayerTree(store).catch(() => undefined)
  if (!tree) return
  const needed = needers(tree)
  // Those on top first: cut off in the middle, no file stands on one that is gone.
  const unneeded = tree.layers.filter((path) => needed.get(path)?.size === 0)
  for (const path of topFirst(unneeded, (one) => tree.files.get(one)?.backing)) await store.files.remove(path)
}

/** Each before what it stands on. */
function topFirst(paths: readonly string[], standsOn: (path: string) => string | undefined): string[] {
  const left = new Set(paths)
  const sorted: string[] = []
  while (left.size > 0) {
    const carrying = new Set([...left].map(standsOn))
    const top = [...left].filter((path) => !carrying.has(path))
    // A ring cannot be sorted, and nothing needs it.
    for (const path of top.length > 0 ? top : [...left]) {
      left.delete(path)
      sorted.push(path)
    }
  }
  return sorted
}
