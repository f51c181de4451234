import { kindOf, type DiskDefinition } from './disk.ts'
import { findDisk, isUp, type DiskFactsOfVm } from './plan-disk.ts'
import { planSnapshot, type SnapshotFacts, type SnapshotPlan } from './plan-snapshot.ts'
import { refused, valid, type Checked, type Problem } from './problem.ts'
import { whyNot } from './vm-rules.ts'

export interface RemoveDiskWish {
  /** Its name, or its target such as `vdb`. */
  readonly disk: string
  /** For good: no snapshot keeps it. */
  readonly now?: boolean | undefined
}

export interface RemoveDiskPlan {
  readonly store: string
  readonly vm: string
  readonly uuid: string
  readonly disk: string
  readonly target: string
  readonly path: string
  /** What it is given back as. */
  readonly attached: DiskDefinition
  /** It runs, and the guest has to let it go. */
  readonly live: boolean
  /** Its definition before. */
  readonly definition: string
  /** The way back: taken first, and kept. */
  readonly snapshot: SnapshotPlan | null
  readonly notes: readonly string[]
}

/**
 * Decides how a disk goes. A snapshot of the whole VM is taken first, so that it can come back; where the person wants it gone for good,
 * none is, and only snapshots that were there already still have it.
 */
export function planRemoveDisk(
  wish: RemoveDiskWish,
  facts: DiskFactsOfVm & { readonly definition: string; readonly snapshot: SnapshotFacts },
): Checked<RemoveDiskPlan> {
  const { vm, store, definition } = facts
  const found = findDisk(wish.disk, facts)
  const snapshot =
    wish.now === true || !found.ok
      ? undefined
      : planSnapshot({ note: `Before the disk ${found.value.name} was removed` }, facts.snapshot)
  const verb = whyNot('detach', vm)
  const problems: Problem[] = [
    ...verb,
    ...(found.ok ? [] : found.problems),
    ...(snapshot && !snapshot.ok && verb.length === 0 ? snapshot.problems : []),
  ]
  if (problems.length > 0 || !found.ok || (snapshot && !snapshot.ok)) return refused(...problems)
  const { name, target, source } = found.value
  const live = isUp(vm)
  return valid({
    store: store.name,
    vm: vm.name,
    uuid: vm.uuid,
    disk: name,
    target,
    path: source.path,
    attached: {
      name,
      target,
      device: 'disk',
      ...facts.place.disk(name, kindOf(source)),
      readOnly: false,
    },
    live,
    definition,
    snapshot: snapshot?.value ?? null,
    notes: [
      ...(snapshot
        ? [
            `The snapshot ${snapshot.value.id} keeps it: kiste snapshot rollback ${vm.name} ${snapshot.value.id}`,
          ]
        : ['It is gone for good, but for snapshots that have it already.']),
      ...(live
        ? [`Unmount it in ${vm.name} first: what the guest writes to it after the snapshot is lost.`]
        : []),
    ],
  })
}
