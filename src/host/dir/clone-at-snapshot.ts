import type { ImageReader } from '../snapshot-host.ts'
import type { DiskWork, NewDisk } from '../store-host.ts'
import { noDisk, smallerThanSource } from '../store-problems.ts'
import { copyDisk } from './copy-disk.ts'
import { readDisk } from './disk-files.ts'
import { assertNotTooDeep, putOverlay } from './layers.ts'
import { tooDeep } from './linked-clone.ts'
import { existingPlace } from './places.ts'
import { openImages } from './snapshot-images.ts'
import type { DirStore } from './store.ts'

type FromVm = Extract<NewDisk['from'], { type: 'vm' }>

/** Whoever would put the layers together waits until the clone stands on them, or is copied. */
const reader: ImageReader = { letGo: () => Promise.resolve(false) }

/**
 * Makes a disk of what another VM's was at a snapshot. That is a layer which nobody writes to any more, so a linked clone is one more overlay
 * on it, and its VM may run meanwhile.
 */
export async function cloneAtSnapshot(
  store: DirStore,
  {
    name,
    from,
    path,
    sizeBytes,
  }: {
    readonly name: string
    readonly from: FromVm & { readonly snapshot: string }
    readonly path: string
    readonly sizeBytes: number
  },
  work: DiskWork,
): Promise<void> {
  const { uuid } = await existingPlace(store, from.vm)
  const images = await openImages(store, from.vm, uuid, from.snapshot, reader)
  try {
    const layer = images.disks.find((disk) => disk.name === from.disk)
    const source = layer && (await readDisk(layer.path, layer.format))
    if (!source) throw noDisk(from.vm, from.disk)
    const { virtualSizeBytes } = source
    if (virtualSizeBytes > sizeBytes)
      throw smallerThanSource(name, `disk ${from.disk} of VM ${from.vm}`, virtualSizeBytes, sizeBytes)
    if (from.how === 'full') return await copyDisk(store, source, path, sizeBytes, work)
    await store.withBases(async () => {
      await assertNotTooDeep(source.path, () => tooDeep({ sourceVm: from.vm, sourceDisk: from.disk }))
      await putOverlay(store, path, source.path, sizeBytes)
    })
  } finally {
    await images.close()
  }
}
