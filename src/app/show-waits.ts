import type { VmFacts } from '../domain/vm.ts'
import type { VmHost } from '../host/host.ts'
import type { WaitsKeeper } from './waits-keeper.ts'

/** VMs as libvirt has them, and what those that are off wait for. */
export function showWaits(vms: VmHost, waits: Pick<WaitsKeeper, 'read'>): VmHost {
  const withWait = (vm: VmFacts): VmFacts => {
    if (vm.status.state !== 'stopped') return vm
    const wait = waits.read().waiting.find(({ uuid }) => uuid === vm.uuid)
    if (wait === undefined) return vm
    const { uuid: _uuid, ...waitsFor } = wait
    return { ...vm, status: { state: 'stopped', waitsFor } }
  }
  return {
    ...vms,
    list: async () => (await vms.list()).map(withWait),
    get: async (uuid) => {
      const vm = await vms.get(uuid)
      return vm && withWait(vm)
    },
  }
}
