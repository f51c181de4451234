import { diskInUse, noPlace, placeOfAnother } from '../store-problems.ts'
import { storeName } from '../store-names.ts'
import type { VmPlace } from '../store-host.ts'
import { readDefinition } from './definition-text.ts'
import { storeRoot, type FakePlace, type World } from './world.ts'

/** Where things are in the fake store, and whose they are. */

export function vmPlace(vm: string): VmPlace {
  return placeAt(`${storeRoot}/${storeName('vm', vm)}`, vm)
}

export function binPlace(id: string): VmPlace {
  return placeAt(`${storeRoot}/.bin/${storeName('bin', id)}`, id)
}

function placeAt(path: string, vm: string): VmPlace {
  return {
    vm,
    path,
    roots: [path],
    nvramPath: `${path}/nvram.fd`,
    seedPath: `${path}/seed.iso`,
    consoleLogPath: `${path}/console.log`,
    disk: (name) => ({
      source: { type: 'file', path: `${path}/${storeName('disk', name)}.qcow2` },
      format: 'qcow2',
    }),
  }
}

export function assertOff(world: World, vm: string, place: FakePlace): void {
  for (const disk of Object.keys(place.disks)) assertDiskOff(world, vm, disk)
}

/** QEMU holds a lock on every disk of a running VM. */
export function assertDiskOff(world: World, vm: string, disk: string): void {
  const path = `${storeRoot}/${vm}/${disk}.`
  for (const { run } of Object.values(world.vms)) {
    if (
      run &&
      run.state !== 'crashed' &&
      readDefinition(run.text).disks.some((used) => used.source.path.startsWith(path))
    )
      throw diskInUse(vm, disk)
  }
}

export function placeOf(world: World, vm: string): FakePlace {
  const place = world.places[storeName('vm', vm)]
  if (!place) throw noPlace(vm)
  return place
}

/** The place of this VM, which must be that uuid's. */
export function ownPlace(world: World, vm: string, uuid: string): FakePlace {
  const place = placeOf(world, vm)
  if (place.uuid !== uuid) throw placeOfAnother(vm, vmPlace(vm).path)
  return place
}

/** The place that a file with RAM lies in. */
export function placeOfRam(world: World, path: string): FakePlace {
  const [vm = ''] = path.slice(storeRoot.length + 1).split('/')
  return placeOf(world, vm)
}
