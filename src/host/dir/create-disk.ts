import { join } from 'node:path'
import type { DiskFormat, DiskSource } from '../../domain/disk.ts'
import { problemError } from '../../domain/problem.ts'
import { percentWork } from '../percent-work.ts'
import type { DiskWork, NewDisk } from '../store-host.ts'
import { noDisk, noImage, otherDisk, smallerThanSource, wouldShrink } from '../store-problems.ts'
import { cloneAtSnapshot } from './clone-at-snapshot.ts'
import { copyDisk } from './copy-disk.ts'
import { diskFiles, readDisk, type DiskFileFacts } from './disk-files.ts'
import { assertDiskUnused } from './disk-lock.ts'
import { findImageFile } from './image-folder.ts'
import { createLinkedDisk } from './linked-clone.ts'
import { existingPlace } from './places.ts'
import { onStore } from '../store-faults.ts'
import { makeAside, type DirStore } from './store.ts'

/** Makes a qcow2 disk in a VM's place. One of this name and size that is there already is the one that was wanted. */
export async function createDisk(
  store: DirStore,
  vm: string,
  wish: NewDisk,
  work: DiskWork = {},
): Promise<DiskSource> {
  const { place, uuid } = await existingPlace(store, vm)
  const path = place.disk(wish.name, 'file').source.path
  const sizeBytes = checkSize(wish)
  const there = await findDisk(place.path, wish.name)
  if (there && there.virtualSizeBytes !== sizeBytes) throw otherDisk(vm, wish.name, there.virtualSizeBytes)
  if (there) return { type: 'file', path: there.path }
  const { from } = wish
  switch (from.type) {
    case 'blank':
      await makeAside(store, 'make the disk', path, (aside) =>
        store.tools.createDisk(aside, 'qcow2', sizeBytes, { thick: from.thick }),
      )
      break
    case 'image':
      await onImage(store, path, wish, from, sizeBytes, work)
      break
    case 'elsewhere':
      await takeDisk(store, from, path, sizeBytes, work)
      break
    case 'vm': {
      const { snapshot } = from
      if (snapshot !== undefined) {
        const at = { name: wish.name, from: { ...from, snapshot }, path, sizeBytes }
        await cloneAtSnapshot(store, at, work)
        break
      }
      const source = await sourceDisk(store, from.vm, from.disk)
      if (source.virtualSizeBytes > sizeBytes)
        throw smallerThanSource(
          wish.name,
          `disk ${from.disk} of VM ${from.vm}`,
          source.virtualSizeBytes,
          sizeBytes,
        )
      if (from.how === 'full') {
        await assertDiskUnused(store, source.path, source.format, from.disk)
        await copyDisk(store, source, path, sizeBytes, work)
        break
      }
      if (source.format === 'raw') throw cannotShare(from.vm, from.disk)
      await createLinkedDisk(store, {
        sourceVm: from.vm,
        sourceDisk: from.disk,
        sourcePath: source.path,
        path,
        sizeBytes,
        baseId: `${uuid}-${wish.name}`,
      })
    }
  }
  return { type: 'file', path }
}

/** A disk in a place, in whichever format it is. */
export async function findDisk(placePath: string, name: string): Promise<DiskFileFacts | undefined> {
  const file = (await diskFiles(placePath)).find((disk) => disk.name === name)
  return file && readDisk(join(placePath, file.file), file.format)
}

/** Grows a disk that no running VM holds. */
export async function growDisk(store: DirStore, vm: string, name: string, wishBytes: number): Promise<void> {
  const disk = await sourceDisk(store, vm, name)
  const sizeBytes = checkSize({ name, sizeBytes: wishBytes })
  if (sizeBytes === disk.virtualSizeBytes) return
  if (sizeBytes < disk.virtualSizeBytes) throw wouldShrink(vm, name, disk.virtualSizeBytes, sizeBytes)
  await assertDiskUnused(store, disk.path, disk.format, name)
  await onStore('grow the disk', disk.path, async () => {
    await store.tools.resizeDisk(disk.path, disk.format, sizeBytes)
    await store.files.sync(disk.path)
  })
}

async function sourceDisk(store: DirStore, vm: string, name: string): Promise<DiskFileFacts> {
  const { place } = await existingPlace(store, vm)
  const disk = await findDisk(place.path, name)
  if (!disk) throw noDisk(vm, name)
  return disk
}

async function onImage(
  store: DirStore,
  path: string,
  { name: disk }: NewDisk,
  { image, thick }: Extract<NewDisk['from'], { type: 'image' }>,
  sizeBytes: number,
  work: DiskWork,
): Promise<void> {
  const file = await findImageFile(store.layout, image)
  if (!file) throw noImage(image)
  if (file.kind === 'iso')
    throw problemError({
      code: 'invalid_input',
      message: `Image ${image} is an ISO: it goes into a CD drive, and no disk can stand on it.`,
      object: { type: 'image', name: image },
    })
  if (file.virtualSizeBytes > sizeBytes)
    throw smallerThanSource(disk, `image ${image}`, file.virtualSizeBytes, sizeBytes)
  const base: { path: string; format: DiskFormat } = file
  if (thick !== true)
    return makeAside(store, 'make the disk', path, (aside) =>
      store.tools.createOverlay(aside, base, sizeBytes),
    )
  // What stands on an image holds only what differs from it, and QEMU sets no room aside for the rest.
  await makeAside(store, 'make the disk', path, async (aside) => {
    await store.tools.copyDisk(base.path, base.format, aside, percentWork(work, sizeBytes), { thick })
    await store.tools.resizeDisk(aside, 'qcow2', sizeBytes, { thick })
  })
}

/** How much it is comes out on the way: what a volume holds is not written on it. */
async function takeDisk(
  store: DirStore,
  from: { readonly path: string; readonly format: DiskFormat },
  path: string,
  sizeBytes: number,
  work: DiskWork,
): Promise<void> {
  await makeAside(store, 'copy a disk to', path, (aside) =>
    store.tools.copyDisk(from.path, from.format, aside, percentWork(work, sizeBytes)),
  )
}

// QEMU counts in sectors and rounds up.
const sectorBytes = 512

function checkSize({ name, sizeBytes }: { readonly name: string; readonly sizeBytes: number }): number {
  if (Number.isSafeInteger(sizeBytes) && sizeBytes > 0)
    return Math.ceil(sizeBytes / sectorBytes) * sectorBytes
  throw problemError({
    code: 'invalid_input',
    message: `${sizeBytes} is not a size for disk ${name}: it must be a whole number of bytes above 0.`,
    object: { type: 'disk', name },
  })
}

function cannotShare(vm: string, disk: string) {
  return problemError({
    code: 'not_supported',
    message: `Disk ${disk} of VM ${vm} is raw, and only qcow2 disks can be shared with a clone.`,
    object: { type: 'disk', name: `${vm}/${disk}` },
    hint: 'Make a full copy: kiste vm clone --full',
  })
}
