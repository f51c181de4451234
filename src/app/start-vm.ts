import { vmLocked } from '../domain/key-lock.ts'
import { problemError } from '../domain/problem.ts'
import { diskName, isBelow, isPlaced, kindOf, rawFileName, type DiskSource } from '../domain/disk.ts'
import type { VmFacts } from '../domain/vm.ts'
import { isLinkOfStore, volumeLinks } from '../domain/zvol-link.ts'
import type { Host } from '../host/host.ts'
import type { StoreHost } from '../host/store-host.ts'

/** Starts a VM, after its store has made sure that it gets its own disks. */
export async function startVm(host: Pick<Host, 'stores' | 'vms'>, uuid: string): Promise<void> {
  await readyVm(host, uuid)
  await host.vms.start(uuid)
}

/** Lets a VM go on from its RAM, with the same care. */
export async function restoreVm(
  host: Pick<Host, 'stores' | 'vms'>,
  uuid: string,
  ramPath: string,
): Promise<void> {
  await readyVm(host, uuid)
  await host.vms.restoreRam(uuid, ramPath)
}

/**
 * A VM that has its place in no store that can be read now is left to say itself what it lacks, unless it would be given the devices of
 * volumes: nobody could say then whether they are its own.
 */
async function readyVm(host: Pick<Host, 'stores' | 'vms'>, uuid: string): Promise<void> {
  const place = (await host.stores.places()).find((other) => other.uuid === uuid)
  const vm = await host.vms.get(uuid)
  if (place?.lockedBy !== undefined)
    throw problemError(vmLocked(vm?.name ?? place.vm, 'is not started', place.lockedBy))
  if (place) {
    const store = host.stores.get(place.store)
    await store.ready(place.vm, uuid)
    if (vm) await refuseUnknownDisks(store, place.vm, vm)
    return
  }
  const disk = vm?.managed === true && vm.disks.find(({ source }) => source?.path.startsWith(volumeLinks))
  if (!vm || !disk) return
  throw problemError({
    code: 'pool_unavailable',
    object: { type: 'vm', name: vm.name },
    message: `VM ${vm.name} is not started: its disk ${disk.target} is ${disk.source?.path}, and the store that this is from does not answer now, so nobody can say whether that device is its own.`,
    hint: 'See the pools and the stores: zpool status, kiste store list. Then try again.',
  })
}

/**
 * The store knows that the disks in the place are the VM's own. A volume that the definition names and that is not there, as it was renamed or
 * destroyed, may have left a link behind which leads to another one's device by now; a raw file, a folder with a file that is no disk.
 */
async function refuseUnknownDisks(store: StoreHost, place: string, vm: VmFacts): Promise<void> {
  const at = store.place(place)
  for (const { source, target } of vm.disks) {
    if (source === undefined || !isOfPool(source, store.kind === 'zfs' ? at.roots : [])) continue
    const name = diskName(source)
    const kind = kindOf(source)
    if (isPlaced(at, source) && (await store.diskSize(place, name))?.kind === kind) continue
    throw problemError({
      code: 'not_found',
      object: { type: 'disk', name: `${vm.name}/${name}` },
      message: `VM ${vm.name} is not started: its disk ${target} is ${source.path}, and there is no such ${kind === 'volume' ? 'volume' : 'disk'} in its place ${at.path}.`,
      hint: `See what is there: zfs list -t all -r ${store.name}/kiste; and what it wants: kiste vm xml ${vm.name}`,
    })
  }
}

/** Whether it is a link to a volume in a store, or the file of a disk as pools have it in the VM's own place. */
function isOfPool({ path }: DiskSource, roots: readonly string[]): boolean {
  return isLinkOfStore(path) || (path.endsWith(`/${rawFileName}`) && isBelow(path, roots))
}
