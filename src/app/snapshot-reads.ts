import { existingSnapshot } from '../host/snapshot-problems.ts'
import type { SnapshotAt } from '../host/snapshot-host.ts'
import type { SnapshotReads } from './app.ts'
import type { AppDeps } from './deps.ts'
import { findHistory } from './snapshot-facts.ts'

/** Looks into the disks of VMs as they were at a snapshot. */
export function createSnapshotReads(deps: AppDeps): SnapshotReads {
  const { files } = deps.host
  return {
    look: async (vm, snapshot, place) => files.look(await at(deps, vm, snapshot), place),
    read: async (vm, snapshot, place) => (await files.read(await at(deps, vm, snapshot), place)).content,
    readFolder: async (vm, snapshot, place) => files.readFolder(await at(deps, vm, snapshot), place),
  }
}

async function at(deps: AppDeps, name: string, id: string): Promise<SnapshotAt> {
  const { vm, store, place, history } = await findHistory(deps, name)
  const { id: snapshot } = existingSnapshot(vm.name, history, id)
  return { store: store.name, vm: place, uuid: vm.uuid, snapshot }
}
