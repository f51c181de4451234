import type { ReturnFacts } from '../plan-return.ts'
import type { SnapshotVmFacts } from '../plan-snapshot.ts'
import { GiB } from '../size.ts'
import { someVm } from './facts.ts'
import { history } from './histories.ts'

export const snapshotTime = '2026-11-26T20:15:00.000Z'

/** The place of a VM in a store of folders, for tests. */
export function somePlace(vm: string) {
  return {
    roots: [`/store/${vm}`],
    disk: (name: string) =>
      ({ source: { type: 'file', path: `/store/${vm}/${name}.qcow2` }, format: 'qcow2' }) as const,
  }
}

/** What planning a snapshot of one VM knows about it. */
export function someSnapshotVm(changes: Partial<SnapshotVmFacts> = {}): SnapshotVmFacts {
  const vm = changes.vm ?? someVm()
  return {
    vm,
    store: { name: 'local', kind: 'dir', freeBytes: 100 * GiB },
    history: history('*main: s1 s2'),
    definition: 'now',
    place: somePlace(vm.name),
    keepsRam: false,
    ...changes,
  }
}

/** What planning a way back knows: `web` has two snapshots on main, and was defined then as it is now. */
export function someReturn(changes: Partial<ReturnFacts> = {}): ReturnFacts {
  const vm = changes.vm ?? someVm()
  return {
    vm,
    store: 'local',
    history: history('*main: s1 s2'),
    definition: 'now',
    place: somePlace(vm.name),
    earlier: { definition: 'then', vm: someVm(), roots: ['/store/web'] },
    others: [],
    keepsRam: false,
    now: snapshotTime,
    ...changes,
  }
}
