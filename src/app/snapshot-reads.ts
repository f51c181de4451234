import type { Readable } from 'node:stream'
import { diffFiles, type SnapshotDiff } from '../domain/diff-files.ts'
import type { GuestPlace } from '../domain/guest-file.ts'
import { ProblemError } from '../domain/problem.ts'
import type { SnapshotAt } from '../host/snapshot-host.ts'
import { existingSnapshot } from '../host/snapshot-problems.ts'
import type { SnapshotReads } from './app.ts'
import type { AppDeps } from './deps.ts'
import { findHistory } from './snapshot-facts.ts'

/** Looks into the disks of VMs as they were at a snapshot. Not journaled: nothing is changed. */
export function createSnapshotReads(deps: AppDeps): SnapshotReads {
  const { files } = deps.host
  return {
    look: async (vm, snapshot, place) => files.look(await at(deps, vm, snapshot), place),
    read: async (vm, snapshot, place, signal) =>
      unlessGone((await files.read(await at(deps, vm, snapshot), place)).content, signal),
    readFolder: async (vm, snapshot, place, signal) =>
      unlessGone(await files.readFolder(await at(deps, vm, snapshot), place), signal),
    diff: (vm, from, to, place, signal) => diff(deps, { vm, from, to }, place, signal),
  }
}

async function at(deps: AppDeps, name: string, id: string): Promise<SnapshotAt> {
  const { vm, store, place, history } = await findHistory(deps, name)
  const { id: snapshot } = existingSnapshot(vm.name, history, id)
  return { store: store.name, vm: place, uuid: vm.uuid, snapshot }
}

/** Whoever asked may have gone while the disks were opened; then nobody reads on. */
function unlessGone(content: Readable, signal: AbortSignal): Readable {
  if (signal.aborted) content.destroy()
  return content
}

async function diff(
  deps: AppDeps,
  { vm: name, from, to }: { readonly vm: string; readonly from: string; readonly to: string | undefined },
  place: GuestPlace,
  signal: AbortSignal,
): Promise<SnapshotDiff> {
  const { vm, store, place: stored, history } = await findHistory(deps, name)
  const point = { store: store.name, vm: stored, uuid: vm.uuid }
  const before = existingSnapshot(vm.name, history, from).id
  const after = to === undefined ? undefined : existingSnapshot(vm.name, history, to).id
  const disks = await store.snapshots.written(stored, vm.uuid, before, after)
  const { files } = deps.host
  // One after the other: each opens its disks in a VM of its own.
  const old = await unlessAbsent(files.walk({ ...point, snapshot: before }, place, signal))
  const now = await unlessAbsent(files.walk({ ...point, snapshot: after }, place, signal))
  // A folder that is on one side only came, or went, with all in it.
  if (old instanceof ProblemError && now instanceof ProblemError) throw old
  return {
    disks,
    ...diffFiles(old instanceof ProblemError ? [] : old, now instanceof ProblemError ? [] : now),
  }
}

async function unlessAbsent<T>(work: Promise<T>): Promise<T | ProblemError> {
  try {
    return await work
  } catch (error) {
    if (error instanceof ProblemError && error.problems[0].code === 'not_found') return error
    throw error
  }
}
