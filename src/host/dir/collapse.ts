import { ProblemError } from '../../domain/problem.ts'
import { hiddenLayer, readLayerTree, type HiddenLayer } from './layer-tree.ts'
import { onStore } from '../store-faults.ts'
import type { DirStore } from './store.ts'

/**
 * Puts layers that no snapshot has any more together with the file that stands on them, one pair after the other. The VM is off.
 *
 * What the upper file holds is written into the lower one, and that takes the upper one's name in one rename. Cut off anywhere, all is
 * as before for whoever reads the upper file: it hides what was written below it. It takes as long as copying the upper file, and as
 * much room for that long; where there is none, the layers stay apart, so that a full disk never keeps a snapshot from going.
 */
export async function collapse(store: DirStore, placePath: string): Promise<void> {
  for (;;) {
    const tree = await readLayerTree(store)
    const hidden = hiddenLayer(tree, placePath)
    if (!hidden) return
    const needBytes = tree.files.get(hidden.on)?.allocatedBytes ?? 0
    const { freeBytes } = await store.space(store.layout.root)
    if (needBytes > freeBytes || !(await joinIfRoom(store, hidden))) return
  }
}

async function joinIfRoom(store: DirStore, hidden: HiddenLayer): Promise<boolean> {
  try {
    await onStore('put layers together into', hidden.on, () => join(store, hidden))
    return true
  } catch (error) {
    if (error instanceof ProblemError && error.problems[0].code === 'no_space') return false
    throw error
  }
}

async function join({ files, tools, layout }: DirStore, { path, on }: HiddenLayer): Promise<void> {
  // Layers are read-only, and QEMU opens both to write.
  for (const each of [path, on]) await files.finish(each)
  await tools.commitDisk(on)
  await files.finish(path)
  await files.move(path, on)
  if (on.startsWith(`${layout.bases}/`)) await files.makeReadOnly(on)
}
