import { problemError } from '../../domain/problem.ts'
import { localStore } from '../../domain/store.ts'
import type { DiskWork, NewDisk, StoreHost } from '../store-host.ts'
import { folderCommands } from '../folder-commands.ts'
import { storeName } from '../store-names.ts'
import {
  binEntryTaken,
  noBinEntry,
  noDisk,
  noImage,
  noPlace,
  notEnoughSpace,
  otherDisk,
  placeOfAnother,
  smallerThanSource,
  wouldShrink,
} from '../store-problems.ts'
import { asDefinitionText } from './definition-text.ts'
import { assertDiskOff, assertOff, binPlace, ownPlace, placeOf, vmPlace } from './fake-places.ts'
import { fakeSnapshots } from './fake-snapshots.ts'
import type { Fake } from './fake.ts'
import { isSentinel } from './sentinels.ts'
import {
  contentBytes,
  emptyDiskBytes,
  storeRoot,
  type FakeDisk,
  type FakePlace,
  type World,
} from './world.ts'

export function fakeStore(fake: Fake, options: { readonly totalBytes: number }): StoreHost {
  const { world, verb } = fake

  const freeBytes = () => options.totalBytes - usedBytes(world)

  return {
    name: localStore,
    kind: 'dir',
    commands: folderCommands({ place: vmPlace, binPlace }),
    space: verb('store.space', () => ({ totalBytes: options.totalBytes, freeBytes: freeBytes() })),
    place: vmPlace,
    places: verb('store.places', () =>
      Object.entries(world.places).map(([vm, { uuid }]) => ({
        store: localStore,
        vm,
        uuid,
        path: vmPlace(vm).path,
      })),
    ),
    ready: verb('store.ready', (vm, uuid) => void ownPlace(world, vm, uuid)),
    createPlace: verb('store.createPlace', (vm, uuid) => {
      const path = vmPlace(vm)
      if (isSentinel('read-only', vm))
        throw problemError({
          code: 'read_only',
          message: `${path.path} cannot be made: the file system is read-only.`,
          object: { type: 'store', name: path.path },
        })
      const place = (world.places[vm] ??= { uuid, disks: {} })
      if (place.uuid !== uuid) throw placeOfAnother(vm, path.path)
      return path
    }),
    removePlace: verb('store.removePlace', (vm, uuid) => {
      const place = world.places[storeName('vm', vm)]
      if (place?.uuid !== uuid) return
      assertOff(world, vm, place)
      delete world.places[vm]
    }),
    renamePlace: verb('store.renamePlace', (from, to, uuid) => {
      const source = world.places[storeName('vm', from)]
      const there = world.places[storeName('vm', to)]
      if (source?.uuid === uuid && from !== to) {
        if (there) throw placeOfAnother(to, vmPlace(to).path)
        assertOff(world, from, source)
        world.places[to] = source
        delete world.places[from]
      } else if (there?.uuid !== uuid) throw noPlace(from)
    }),
    createDisk: verb('store.createDisk', (vm, wish, work) => createDisk(fake, freeBytes, vm, wish, work)),
    growDisk: verb('store.growDisk', (vm, name, sizeBytes) => {
      const disk = placeOf(world, vm).disks[storeName('disk', name)]
      if (!disk) throw noDisk(vm, name)
      if (sizeBytes === disk.virtualSizeBytes) return
      if (sizeBytes < disk.virtualSizeBytes) throw wouldShrink(vm, name, disk.virtualSizeBytes, sizeBytes)
      assertDiskOff(world, vm, name)
      disk.virtualSizeBytes = sizeBytes
    }),
    diskSize: verb('store.diskSize', (vm, name) => {
      const disk = world.places[storeName('vm', vm)]?.disks[storeName('disk', name)]
      return disk && { virtualSizeBytes: disk.virtualSizeBytes, allocatedBytes: disk.allocatedBytes }
    }),
    removeDisk: verb('store.removeDisk', (vm, name) => {
      const disks = world.places[storeName('vm', vm)]?.disks
      if (!disks?.[storeName('disk', name)]) return
      assertDiskOff(world, vm, name)
      delete disks[name]
    }),
    copyNvram: verb('store.copyNvram', (from, to) => {
      const [source, target] = [placeOf(world, from), placeOf(world, to)]
      if (source.nvram !== undefined) target.nvram = source.nvram
    }),
    writeSeed: verb('store.writeSeed', (vm, seed) => {
      placeOf(world, vm).seed = { ...seed }
    }),
    writeDefinition: verb('store.writeDefinition', (vm, uuid, text) => {
      ownPlace(world, vm, uuid).definition = text
    }),
    readDefinition: verb('store.readDefinition', (vm) => {
      const text = world.places[storeName('vm', vm)]?.definition
      return text === undefined ? undefined : asDefinitionText(text)
    }),
    ...fakeBin(fake),
    snapshots: fakeSnapshots(fake),
  }
}

type Bin = 'bin' | 'moveToBin' | 'restoreFromBin' | 'binPlace' | 'readBinDefinition' | 'purge'

function fakeBin({ world, verb }: Fake): Pick<StoreHost, Bin> {
  return {
    bin: verb('store.bin', () =>
      Object.entries(world.bin).map(([id, { place, ...entry }]) => ({
        store: localStore,
        id,
        ...entry,
        uuid: place.uuid,
        sizeBytes: placeBytes(place),
      })),
    ),
    moveToBin: verb('store.moveToBin', (vm, uuid, { id, vm: knownAs = vm, deletedAt, keepUntil }) => {
      const entry = world.bin[storeName('bin', id)]
      if (entry?.place.uuid === uuid) return
      const place = world.places[storeName('vm', vm)]
      if (!place) throw noPlace(vm)
      if (place.uuid !== uuid) throw placeOfAnother(vm, vmPlace(vm).path)
      if (entry) throw binEntryTaken(id)
      assertOff(world, vm, place)
      world.bin[id] = { vm: knownAs, deletedAt, keepUntil, place }
      delete world.places[vm]
    }),
    restoreFromBin: verb('store.restoreFromBin', (id, vm) => {
      const there = world.places[storeName('vm', vm)]
      const entry = world.bin[storeName('bin', id)]
      // Moved back already, or never moved.
      if (!entry && there) return
      if (!entry) throw noBinEntry(id)
      if (there) throw placeOfAnother(vm, vmPlace(vm).path)
      world.places[vm] = entry.place
      delete world.bin[id]
    }),
    binPlace,
    readBinDefinition: verb('store.readBinDefinition', (id) => {
      const text = world.bin[storeName('bin', id)]?.place.definition
      return text === undefined ? undefined : asDefinitionText(text)
    }),
    purge: verb('store.purge', (id) => {
      delete world.bin[storeName('bin', id)]
    }),
  }
}

async function createDisk(
  fake: Fake,
  freeBytes: () => number,
  vm: string,
  wish: NewDisk,
  work: DiskWork = {},
) {
  const { world } = fake
  const place = placeOf(world, vm)
  const { source } = vmPlace(vm).disk(wish.name)
  const there = place.disks[wish.name]
  if (there && there.virtualSizeBytes !== wish.sizeBytes)
    throw otherDisk(vm, wish.name, there.virtualSizeBytes)
  if (there) return source
  const disk = newDisk(world, wish)
  if (isSentinel('full-disk', vm, wish.name) || disk.allocatedBytes > freeBytes())
    throw notEnoughSpace(storeRoot, `Disk ${wish.name} of VM ${vm}`, disk.allocatedBytes, freeBytes())
  for (const tenth of wish.from.type === 'vm' && wish.from.how === 'full' ? [2, 5, 8, 10] : [10]) {
    work.onProgress?.((disk.allocatedBytes * tenth) / 10, disk.allocatedBytes)
    await fake.time.pause(0)
    if (work.signal?.aborted)
      throw problemError({
        code: 'cancelled',
        message: `Making disk ${wish.name} of VM ${vm} was cancelled.`,
        object: { type: 'disk', name: `${vm}/${wish.name}` },
      })
  }
  place.disks[wish.name] = disk
  return source
}

function newDisk(world: World, { name, sizeBytes, from }: NewDisk): FakeDisk {
  switch (from.type) {
    case 'blank':
      return { virtualSizeBytes: sizeBytes, allocatedBytes: emptyDiskBytes, files: {} }
    case 'image': {
      const image = world.images[from.image]
      if (!image) throw noImage(from.image)
      if (image.virtualSizeBytes > sizeBytes)
        throw smallerThanSource(name, `image ${from.image}`, image.virtualSizeBytes, sizeBytes)
      return { virtualSizeBytes: sizeBytes, allocatedBytes: emptyDiskBytes, image: from.image, files: {} }
    }
    case 'vm': {
      const source = placeOf(world, from.vm).disks[from.disk]
      if (!source) throw noDisk(from.vm, from.disk)
      if (source.virtualSizeBytes > sizeBytes)
        throw smallerThanSource(
          name,
          `disk ${from.disk} of VM ${from.vm}`,
          source.virtualSizeBytes,
          sizeBytes,
        )
      assertDiskOff(world, from.vm, from.disk)
      const { image, ...rest } = structuredClone(source)
      if (from.how === 'full') {
        const imageBytes = (image && world.images[image]?.fileSizeBytes) || 0
        return { ...rest, virtualSizeBytes: sizeBytes, allocatedBytes: source.allocatedBytes + imageBytes }
      }
      return { ...structuredClone(source), virtualSizeBytes: sizeBytes, allocatedBytes: emptyDiskBytes }
    }
  }
}

function placeBytes({ disks, history }: FakePlace): number {
  const kept = Object.values(history?.kept ?? {})
  return [{ disks }, ...kept].reduce((sum, content) => sum + contentBytes(content), 0)
}

function usedBytes(world: World): number {
  const places = [...Object.values(world.places), ...Object.values(world.bin).map((entry) => entry.place)]
  const images = Object.values(world.images).reduce((sum, image) => sum + image.fileSizeBytes, 0)
  return places.reduce((sum, place) => sum + placeBytes(place), images)
}
