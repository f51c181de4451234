import { usualKind, type DiskKind } from '../../domain/disk.ts'
import { problemError } from '../../domain/problem.ts'
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
  otherKind,
  placeOfAnother,
  smallerThanSource,
  wouldShrink,
} from '../store-problems.ts'
import { asDefinitionText } from './definition-text.ts'
import { assertDiskOff, assertOff, kindOfFake, ownPlace, placeOf } from './fake-places.ts'
import { fakePlaceFiles } from './fake-place-files.ts'
import { contentAt, fakeSnapshots } from './fake-snapshots.ts'
import type { Fake } from './fake.ts'
import { isSentinel } from './sentinels.ts'
import { inStores, type Spot } from './spots.ts'
import {
  contentBytes,
  emptyDiskBytes,
  type FakeDisk,
  type FakePlace,
  type StorePart,
  type World,
} from './world.ts'

/** One store of the fake host; of a pool that is none yet, every verb rejects. */
export function fakeStore(fake: Fake, spot: Spot, totalBytes: () => number): StoreHost {
  const { world, verb } = fake
  const part = () => spot.part(world)
  const freeBytes = () => totalBytes() - usedBytes(world, part())

  return {
    name: spot.name,
    kind: spot.kind,
    commands: folderCommands(spot, usualKind(spot)),
    space: verb('store.space', () => ({ totalBytes: totalBytes(), freeBytes: freeBytes() })),
    place: spot.place,
    places: verb('store.places', () =>
      Object.entries(part().places).map(([vm, { uuid }]) => ({
        store: spot.name,
        vm,
        uuid,
        path: spot.place(vm).path,
      })),
    ),
    disks: verb('store.disks', () =>
      Object.entries(part().places).map(([vm, { disks }]) => ({
        store: spot.name,
        kind: spot.kind,
        vm,
        place: spot.kind === 'zfs' ? `${spot.path}/${vm}` : spot.place(vm).path,
        disks: Object.entries(disks).map(([name, disk]) => {
          const kind = kindOfFake(spot, disk)
          const { source, format } = spot.place(vm).disk(name, kind)
          return { name, kind, path: source.path, format, sizeBytes: disk.virtualSizeBytes }
        }),
      })),
    ),
    ready: verb('store.ready', (vm, uuid) => void ownPlace(part(), spot, vm, uuid)),
    createPlace: verb('store.createPlace', (vm, uuid) => {
      const path = spot.place(vm)
      if (isSentinel('read-only', vm))
        throw problemError({
          code: 'read_only',
          message: `VM ${vm} could not be made: the file system is read-only.`,
          object: { type: 'store', name: path.path },
        })
      const place = (part().places[vm] ??= { uuid, disks: {} })
      if (place.uuid !== uuid) throw placeOfAnother(vm, path.path)
      return path
    }),
    removePlace: verb('store.removePlace', (vm, uuid) => {
      const place = part().places[storeName('vm', vm)]
      if (place?.uuid !== uuid) return
      assertOff(world, spot, vm, place)
      delete part().places[vm]
    }),
    renamePlace: verb('store.renamePlace', (from, to, uuid) => {
      const source = part().places[storeName('vm', from)]
      const there = part().places[storeName('vm', to)]
      if (source?.uuid === uuid && from !== to) {
        if (there) throw placeOfAnother(to, spot.place(to).path)
        assertOff(world, spot, from, source)
        part().places[to] = source
        delete part().places[from]
      } else if (there?.uuid !== uuid) throw noPlace(from)
    }),
    createDisk: verb('store.createDisk', (vm, wish, work) =>
      createDisk(fake, spot, freeBytes, vm, wish, work),
    ),
    growDisk: verb('store.growDisk', (vm, name, sizeBytes) => {
      const disk = placeOf(part(), vm).disks[storeName('disk', name)]
      if (!disk) throw noDisk(vm, name)
      if (sizeBytes === disk.virtualSizeBytes) return
      if (sizeBytes < disk.virtualSizeBytes) throw wouldShrink(vm, name, disk.virtualSizeBytes, sizeBytes)
      if (spot.kind === 'dir') assertDiskOff(world, spot, vm, name)
      disk.virtualSizeBytes = sizeBytes
    }),
    diskSize: verb('store.diskSize', (vm, name) => {
      const disk = part().places[storeName('vm', vm)]?.disks[storeName('disk', name)]
      if (!disk) return undefined
      const { virtualSizeBytes, allocatedBytes } = disk
      return { kind: kindOfFake(spot, disk), virtualSizeBytes, allocatedBytes }
    }),
    removeDisk: verb('store.removeDisk', (vm, name) => {
      const disks = part().places[storeName('vm', vm)]?.disks
      if (!disks?.[storeName('disk', name)]) return
      assertDiskOff(world, spot, vm, name)
      delete disks[name]
    }),
    ...fakePlaceFiles(fake, spot),
    ...fakeBin(fake, spot),
    snapshots: fakeSnapshots(fake, spot),
  }
}

type Bin = 'bin' | 'moveToBin' | 'restoreFromBin' | 'binPlace' | 'readBinDefinition' | 'purge'

function fakeBin({ world, verb }: Fake, spot: Spot): Pick<StoreHost, Bin> {
  const part = () => spot.part(world)
  return {
    bin: verb('store.bin', () =>
      Object.entries(part().bin).map(([id, { place, ...entry }]) => ({
        store: spot.name,
        id,
        ...entry,
        uuid: place.uuid,
        sizeBytes: placeBytes(place),
      })),
    ),
    moveToBin: verb('store.moveToBin', (vm, uuid, { id, vm: knownAs = vm, deletedAt, keepUntil }) => {
      const entry = part().bin[storeName('bin', id)]
      if (entry?.place.uuid === uuid) return
      const place = part().places[storeName('vm', vm)]
      if (!place) throw noPlace(vm)
      if (place.uuid !== uuid) throw placeOfAnother(vm, spot.place(vm).path)
      if (entry) throw binEntryTaken(id)
      assertOff(world, spot, vm, place)
      part().bin[id] = { vm: knownAs, deletedAt, keepUntil, place }
      delete part().places[vm]
    }),
    restoreFromBin: verb('store.restoreFromBin', (id, vm) => {
      const there = part().places[storeName('vm', vm)]
      const entry = part().bin[storeName('bin', id)]
      // Moved back already, or never moved.
      if (!entry && there) return
      if (!entry) throw noBinEntry(id)
      if (there) throw placeOfAnother(vm, spot.place(vm).path)
      part().places[vm] = entry.place
      delete part().bin[id]
    }),
    binPlace: spot.binPlace,
    readBinDefinition: verb('store.readBinDefinition', (id) => {
      const text = part().bin[storeName('bin', id)]?.place.definition
      return text === undefined ? undefined : asDefinitionText(text)
    }),
    purge: verb('store.purge', (id) => {
      delete part().bin[storeName('bin', id)]
    }),
  }
}

async function createDisk(
  fake: Fake,
  spot: Spot,
  freeBytes: () => number,
  vm: string,
  wish: NewDisk,
  work: DiskWork = {},
) {
  const part = spot.part(fake.world)
  const place = placeOf(part, vm)
  const sourceOf = (disk: FakeDisk | undefined) =>
    spot.place(vm).disk(wish.name, kindOfFake(spot, disk)).source
  const there = place.disks[wish.name]
  const { from } = wish
  if (there && spot.kind === 'zfs' && from.type !== 'vm') {
    const kind = (from.type === 'image' ? undefined : from.kind) ?? 'volume'
    if (kindOfFake(spot, there) !== kind) throw otherKind(vm, wish.name, kind)
  }
  if (there && there.virtualSizeBytes !== wish.sizeBytes)
    throw otherDisk(vm, wish.name, there.virtualSizeBytes)
  if (there) return sourceOf(there)
  const disk = newDisk(fake.world, spot, wish)
  if (isSentinel('full-disk', vm, wish.name) || disk.allocatedBytes > freeBytes())
    throw notEnoughSpace(spot.path, `Disk ${wish.name} of VM ${vm}`, disk.allocatedBytes, freeBytes())
  const isCopy = wish.from.type === 'elsewhere' || (wish.from.type === 'vm' && wish.from.how === 'full')
  for (const tenth of isCopy ? [2, 5, 8, 10] : [10]) {
    work.onProgress?.((disk.allocatedBytes * tenth) / 10, disk.allocatedBytes)
    await fake.time.pause(0)
    if (work.signal?.aborted)
      throw problemError({
        code: 'cancelled',
        message: `Copying the disk ${wish.name} was cancelled.`,
        object: { type: 'disk', name: `${vm}/${wish.name}` },
      })
  }
  place.disks[wish.name] = disk
  return sourceOf(disk)
}

function newDisk(world: World, spot: Spot, { name, sizeBytes, from }: NewDisk): FakeDisk {
  switch (from.type) {
    case 'blank':
      return {
        virtualSizeBytes: sizeBytes,
        allocatedBytes: from.thick === true ? sizeBytes : emptyDiskBytes,
        files: {},
        ...kindWished(spot, from.kind),
      }
    case 'image': {
      const image = world.images[from.image]
      if (!image) throw noImage(from.image)
      if (image.virtualSizeBytes > sizeBytes)
        throw smallerThanSource(name, `image ${from.image}`, image.virtualSizeBytes, sizeBytes)
      const allocatedBytes = from.thick === true ? sizeBytes : emptyDiskBytes
      return { virtualSizeBytes: sizeBytes, allocatedBytes, image: from.image, files: {} }
    }
    case 'elsewhere': {
      const found = inStores(world, from.path)
      const source = found?.place?.disks[found.file.replace(/\.\w+$/, '')]
      if (!source) throw noDisk(found?.vm ?? '', from.path)
      const { image, kind: _, ...rest } = structuredClone(source)
      const imageBytes = (image && world.images[image]?.fileSizeBytes) || 0
      const allocatedBytes = source.allocatedBytes + imageBytes
      return { ...rest, virtualSizeBytes: sizeBytes, allocatedBytes, ...kindWished(spot, from.kind) }
    }
    case 'vm': {
      const place = placeOf(spot.part(world), from.vm)
      const source = contentAt(from.vm, place, from.snapshot).content.disks[from.disk]
      if (!source) throw noDisk(from.vm, from.disk)
      if (source.virtualSizeBytes > sizeBytes)
        throw smallerThanSource(
          name,
          `disk ${from.disk} of VM ${from.vm}`,
          source.virtualSizeBytes,
          sizeBytes,
        )
      if (from.snapshot === undefined) assertDiskOff(world, spot, from.vm, from.disk)
      const { image, ...rest } = structuredClone(source)
      if (from.how === 'full') {
        const imageBytes = (image && world.images[image]?.fileSizeBytes) || 0
        return { ...rest, virtualSizeBytes: sizeBytes, allocatedBytes: source.allocatedBytes + imageBytes }
      }
      return { ...structuredClone(source), virtualSizeBytes: sizeBytes, allocatedBytes: emptyDiskBytes }
    }
  }
}

function kindWished({ kind }: Spot, wish: DiskKind | undefined): Pick<FakeDisk, 'kind'> {
  return kind === 'zfs' && wish === 'file' ? { kind: 'file' } : {}
}

function placeBytes({ disks, history }: FakePlace): number {
  const kept = Object.values(history?.kept ?? {})
  return [{ disks }, ...kept].reduce((sum, content) => sum + contentBytes(content), 0)
}

function usedBytes(world: World, part: StorePart): number {
  const places = [...Object.values(part.places), ...Object.values(part.bin).map((entry) => entry.place)]
  // Images lie in the local store.
  const images = part === world ? Object.values(world.images) : []
  const imageBytes = images.reduce((sum, image) => sum + image.fileSizeBytes, 0)
  return places.reduce((sum, place) => sum + placeBytes(place), imageBytes)
}
