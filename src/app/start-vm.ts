import { problemError } from '../domain/problem.ts'
import type { Host } from '../host/host.ts'

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
  if (place) return host.stores.get(place.store).ready(place.vm, uuid)
  const vm = await host.vms.get(uuid)
  const disk = vm?.managed === true && vm.disks.find(({ source }) => source?.path.startsWith(volumes))
  if (!vm || !disk) return
  throw problemError({
    code: 'pool_unavailable',
    object: { type: 'vm', name: vm.name },
    message: `VM ${vm.name} is not started: its disk ${disk.target} is ${disk.source?.path}, and the store that this is from does not answer now, so nobody can say whether that device is its own.`,
    hint: 'See the pools and the stores: zpool status, kiste store list. Then try again.',
  })
}

/** Below which udev keeps the links to volumes. */
const volumes = '/dev/zvol/'
