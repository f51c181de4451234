import { problemError } from '../../domain/problem.ts'
import { sweepBases } from './bases.ts'
import { readDisk } from './disk-files.ts'
import { assertDiskUnused } from './disk-lock.ts'
import { assertNotTooDeep, deepestChain, layUnder, putOverlay, sameLayer } from './layers.ts'
import { look } from '../store-files.ts'
import type { DirStore } from './store.ts'

export interface LinkedDisk {
  readonly sourceVm: string
  readonly sourceDisk: string
  readonly sourcePath: string
  readonly path: string
  readonly sizeBytes: number
  /** Names the shared base; the same at every try, so that a second one goes on where the first was cut off. */
  readonly baseId: string
}

/**
 * Makes a disk that shares all it has in common with another VM's. What was the source's disk becomes a base that nobody writes to
 * any more, and both disks are overlays on it.
 *
 * Safe to be cut off anywhere and to be run again:
 * 1. the source's disk gets a second name among the bases: until 2 it is one file with two names, and the source uses it as before;
 * 2. a new overlay takes the place of the source's disk in one rename;
 * 3. the clone's overlay appears under its name.
 * A base whose clone never came is swept once no disk stands on it.
 */
export async function createLinkedDisk(store: DirStore, wish: LinkedDisk): Promise<void> {
  await store.withBases(async () => {
    await assertDiskUnused(store, wish.sourcePath, 'qcow2', wish.sourceDisk)
    const base = await shareSource(store, wish)
    await putOverlay(store, wish.path, base, wish.sizeBytes)
  })
}

/** Makes the source's disk an overlay on a base, if it is none yet; returns the base. */
async function shareSource(store: DirStore, wish: LinkedDisk): Promise<string> {
  const { layout, files } = store
  const { sourcePath } = wish
  const base = layout.base(wish.baseId)
  const source = await readDisk(sourcePath, 'qcow2')
  if (!source) throw problemError({ code: 'not_found', message: `There is no disk ${sourcePath}.` })
  if (source.backing === base) return base
  // Cloned or taken before and not started since: the layer of then is still all there is, so none is added.
  const same = await sameLayer(store, source)
  if (same !== undefined) return same
  await assertNotTooDeep(sourcePath, () => tooDeep(wish))
  // Left by a try whose source was replaced since: nothing stands on it.
  if (await look(base)) await sweepBases(store)
  await layUnder(store, sourcePath, base)
  await files.makeReadOnly(base)
  return base
}

export function tooDeep({ sourceVm, sourceDisk }: Pick<LinkedDisk, 'sourceVm' | 'sourceDisk'>) {
  return problemError({
    code: 'not_supported',
    message: `Disk ${sourceDisk} of VM ${sourceVm} stands on ${deepestChain} layers; one more would make it slow.`,
    object: { type: 'disk', name: `${sourceVm}/${sourceDisk}` },
    hint: `Make a full copy and go on from that: kiste vm clone --full ${sourceVm} NEW`,
  })
}
