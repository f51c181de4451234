import { usualKind, type DiskKind } from '../../domain/disk.ts'
import { diskInUse, noPlace, placeOfAnother } from '../store-problems.ts'
import { storeName } from '../store-names.ts'
import { readDefinition } from './definition-text.ts'
import { allParts, inStores, type Spot } from './spots.ts'
import type { FakeDisk, FakePlace, StorePart, World } from './world.ts'

/** Whose places in the fake stores are. */

export function assertOff(world: World, spot: Spot, vm: string, place: FakePlace): void {
  for (const disk of Object.keys(place.disks)) assertDiskOff(world, spot, vm, disk)
}

/** QEMU holds a lock on every disk of a running VM. */
export function assertDiskOff(world: World, spot: Spot, vm: string, disk: string): void {
  if (isDiskOpen(world, spot, vm, disk)) throw diskInUse(vm, disk)
}

export function isDiskOpen(world: World, spot: Spot, vm: string, disk: string): boolean {
  const there = spot.part(world).places[vm]?.disks[disk]
  const { path } = spot.place(vm).disk(disk, kindOfFake(spot, there)).source
  const stem = path.replace(/\.\w+$/, '.')
  return Object.values(world.vms).some(
    ({ run }) =>
      run !== undefined &&
      run.state !== 'crashed' &&
      readDefinition(run.text).disks.some(({ source }) =>
        spot.kind === 'dir' ? source.path.startsWith(stem) : source.path === path,
      ),
  )
}

export function kindOfFake(spot: Pick<Spot, 'kind'>, disk: FakeDisk | undefined): DiskKind {
  return disk?.kind ?? usualKind(spot)
}

export function placeOf({ places }: Pick<StorePart, 'places'>, vm: string): FakePlace {
  const place = places[storeName('vm', vm)]
  if (!place) throw noPlace(vm)
  return place
}

/** The place of this VM, which must be that uuid's. */
export function ownPlace(part: StorePart, spot: Spot, vm: string, uuid: string): FakePlace {
  const place = placeOf(part, vm)
  if (place.uuid !== uuid) throw placeOfAnother(vm, spot.place(vm).path)
  return place
}

/** The place of a VM in whichever store it is. */
export function placeAnywhere(world: World, vm: string): FakePlace {
  const part = allParts(world).find(({ places }) => places[vm] !== undefined)
  return placeOf(part ?? world, vm)
}

/** The place that a file with RAM lies in. */
export function placeOfRam(world: World, path: string): FakePlace {
  const found = inStores(world, path)
  if (!found?.place) throw noPlace(found?.vm ?? path)
  return found.place
}
