import { problemError } from '../../domain/problem.ts'
import { sweepBases } from './bases.ts'
import { diskChain, isPristine, readDisk, type DiskFileFacts } from './disk-files.ts'
import { assertDiskUnused } from './disk-lock.ts'
import { onStore } from '../store-faults.ts'
import { look } from '../store-files.ts'
import { makeAside, type DirStore } from './store.ts'

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
    await overlay(store, wish.path, base, wish.sizeBytes)
  })
}

// Every layer is one more file to open and to look through for each block; libvirt gives up at 200.
const deepestChain = 50

/** Makes the source's disk an overlay on a base, if it is none yet; returns the base. */
async function shareSource(store: DirStore, wish: LinkedDisk): Promise<string> {
  const { layout, files } = store
  const { sourcePath } = wish
  const base = layout.base(wish.baseId)
  const source = await readDisk(sourcePath, 'qcow2')
  if (!source) throw problemError({ code: 'not_found', message: `There is no disk ${sourcePath}.` })
  if (source.backing === base) return base
  // Cloned before and not started since: the base of then is still all there is, so no layer is added.
  if (
    source.backing?.startsWith(`${layout.bases}/`) &&
    (await isPristine(source)) &&
    (await sameSize(source))
  )
    return source.backing
  if ((await diskChain(sourcePath, 'qcow2')).length >= deepestChain) throw tooDeep(wish)

  await onStore('share the disk', sourcePath, async () => {
    if (await isSameFile(sourcePath, base)) return
    // Left by a try whose source was replaced since: nothing stands on it.
    if (await look(base)) await sweepBases(store)
    await files.link(sourcePath, base)
  })
  await overlay(store, sourcePath, base, source.virtualSizeBytes)
  await files.makeReadOnly(base)
  return base
}

/** Puts an overlay under this name, replacing what had it. */
async function overlay(store: DirStore, path: string, base: string, sizeBytes: number): Promise<void> {
  await makeAside(store, 'make the disk', path, (aside) =>
    store.tools.createOverlay(aside, { path: base, format: 'qcow2' }, sizeBytes),
  )
}

/** An overlay that was grown since is not what its base is. */
async function sameSize({ backing, virtualSizeBytes }: DiskFileFacts): Promise<boolean> {
  const base = backing === undefined ? undefined : await readDisk(backing, 'qcow2')
  return base?.virtualSizeBytes === virtualSizeBytes
}

async function isSameFile(one: string, other: string): Promise<boolean> {
  const [first, second] = [await look(one), await look(other)]
  return first !== undefined && second !== undefined && first.ino === second.ino && first.dev === second.dev
}

function tooDeep({ sourceVm, sourceDisk }: LinkedDisk) {
  return problemError({
    code: 'not_supported',
    message: `Disk ${sourceDisk} of VM ${sourceVm} has been shared ${deepestChain} times over; one more layer would make it slow.`,
    object: { type: 'disk', name: `${sourceVm}/${sourceDisk}` },
    hint: `Make a full copy and go on from that: kiste vm clone --full ${sourceVm} NEW`,
  })
}
