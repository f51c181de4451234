import type { RunningVms } from './dir/store.ts'
import type { VmHost } from './host.ts'
import { isOff } from '../domain/vm.ts'

/** Gives a `dir` store what it needs of VMs that run: rooms do not know each other, so they meet here. */
export function runningVms(vms: Pick<VmHost, 'get' | 'pivotDisks'>): RunningVms {
  return {
    async openDisks(uuid) {
      const vm = await vms.get(uuid)
      // Of one that crashed nothing says whether QEMU is still there; if it is, its lock on the disks says so.
      if (!vm || isOff(vm.status.state)) return []
      return vm.disks.flatMap(({ source, readOnly }) => (source && !readOnly ? [source.path] : []))
    },
    pivotDisks: (uuid, paths) => vms.pivotDisks(uuid, paths),
  }
}
