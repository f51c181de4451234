import { join } from 'node:path'
import { ProblemError } from '../../domain/problem.ts'
import { diskChain, diskFiles } from './disk-files.ts'
import { isDiskOpen } from './disk-lock.ts'
import { hiddenLayer, readLayerTree, type HiddenLayer } from './layer-tree.ts'
import { onStore } from '../store-faults.ts'
import type { DirStore } from './store.ts'

/**
 * Puts layers that no snapshot has any more together with the file that stands on them, one pair after the other. Nothing is done
 * while the VM runs. Others may use the store meanwhile: all these files are this one VM's, and it is the caller's for that long.
 *
 * What the upper file holds is written into the lower one, and that takes the upper one's name in one rename. Cut off anywhere, all is
 * as before for whoever reads the upper file: it hides what was written below it. It takes as long as copying the upper file, and as
 * much room for that long; where there is none, the layers stay apart, so that a full disk never keeps a snapshot from going.
 */
export async function collapse(store: DirStore, placePath: string): Promise<void> {
  for (const { file, format } of await diskFiles(placePath))
    if (await isDiskOpen(store, join(placePath, file), format)) return
  for (;;) {
    const hidden = await store.withBases(() => nextToJoin(store, placePath))
    if (!hidden || !(await joinIfRoom(store, placePath, hidden))) return
  }
}

/** The same where a disk stands on so many layers that another one may not be put under it. */
export async function collapseIfDeep(store: DirStore, placePath: string, deepest: number): Promise<void> {
  for (const { file, format } of await diskFiles(placePath)) {
    const chain = await diskChain(join(placePath, file), format)
    if (chain.length >= deepest) return collapse(store, placePath)
  }
}

/** A pair that there is room to join. */
async function nextToJoin(store: DirStore, placePath: string): Promise<HiddenLayer | undefined> {
  const tree = await readLayerTree(store)
  const hidden = hiddenLayer(tree, placePath)
  const needBytes = (hidden && tree.files.get(hidden.on)?.allocatedBytes) ?? 0
  const { freeBytes } = await store.space(store.layout.root)
  return needBytes > freeBytes ? undefined : hidden
}

async function joinIfRoom(store: DirStore, placePath: string, hidden: HiddenLayer): Promise<boolean> {
  try {
    await onStore('put layers together into', hidden.on, () => joinPair(store, placePath, hidden))
    return true
  } catch (error) {
    if (error instanceof ProblemError && error.problems[0].code === 'no_space') return false
    throw error
  }
}

async function joinPair(store: DirStore, placePath: string, { path, on }: HiddenLayer): Promise<void> {
  const { files, tools, layout } = store
  // Layers are read-only, and QEMU opens both to write.
  for (const each of [path, on]) await files.finish(each)
  await tools.commitDisk(on)
  await files.finish(path)
  // While it is renamed, nobody may look which layers are needed.
  await store.withBases(async () => {
    const now = hiddenLayer(await readLayerTree(store), placePath)
    if (now?.path !== path || now.on !== on) return
    await files.move(path, on)
    if (on.startsWith(`${layout.bases}/`)) await files.makeReadOnly(on)
  })
}
