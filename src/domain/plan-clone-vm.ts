import { seedForClone, type SeedDocuments } from './cloud-init.ts'
import { diskName, isBelow, type DiskSource } from './disk.ts'
import type { PortForward } from './nic.ts'
import { checkNewName } from './plan-create-vm.ts'
import { checkForwards } from './port-forward.ts'
import { refused, valid, type Checked, type Problem } from './problem.ts'
import { findSnapshot, isProblem, snapshotRef } from './snapshot-rules.ts'
import type { Consistency, History, Snapshot } from './snapshot.ts'
import { movedPaths, type DefinitionChanges } from './vm-definition.ts'
import { whyNot, whyNotTouch } from './vm-rules.ts'
import type { VmFacts } from './vm.ts'

export interface CloneWish {
  readonly name: string
  /** As the VM was at this snapshot, whatever it does now; as it is now, while it is off, unless said. */
  readonly fromSnapshot?: string | undefined
  /** `linked` shares what both have in common; `full` stands alone. Default linked. */
  readonly how?: 'linked' | 'full' | undefined
  readonly publish?: readonly PortForward[] | undefined
  readonly start?: boolean | undefined
}

export interface CloneFacts {
  readonly source: VmFacts
  /** Its points; needed for a clone of one. */
  readonly history?: History | undefined
  /** What is copied: the source as it is, or as the snapshot has it, under the name that it had then. */
  readonly model: VmFacts
  /** The model's definition, opaque. */
  readonly definition: string
  readonly vms: readonly VmFacts[]
  readonly placeNames: readonly string[]
  readonly busyPorts: readonly string[]
  /** The store both are in, and where; that of the model by the name that it has. */
  readonly store: string
  readonly sourcePlace: { readonly roots: readonly string[]; readonly seedPath: string }
  readonly place: { readonly roots: readonly string[] }
  /** Size of each of the model's disks, by its name in the place. */
  readonly diskSizes: Readonly<Record<string, number>>
  readonly fresh: { readonly uuid: string; readonly macs: readonly string[]; readonly now: string }
}

export interface ClonePlan {
  readonly store: string
  readonly source: string
  readonly name: string
  readonly uuid: string
  readonly how: 'linked' | 'full'
  /** The source as it is now unless said. */
  readonly snapshot?: string | undefined
  readonly definition: string
  readonly changes: DefinitionChanges
  readonly disks: readonly { readonly name: string; readonly sizeBytes: number }[]
  readonly seed: SeedDocuments | null
  readonly start: boolean
  readonly notes: readonly string[]
}

/** Decides how to copy a VM so that the copy has an identity of its own. */
export function planCloneVm(wish: CloneWish, facts: CloneFacts): Checked<ClonePlan> {
  const { source, model, sourcePlace, place, fresh } = facts
  const disks = model.disks.filter((disk) => disk.device === 'disk' && !disk.readOnly)
  const target = targetOf(wish, facts)
  const problems = [
    ...(target === undefined ? whyNot('clone', source) : whyNotTouch(source)),
    ...(target && isProblem(target) ? [target] : []),
    ...checkNewName(wish.name, facts),
    // A VM that Kiste did not make has no place; that is refused already.
    ...(source.managed
      ? disks.flatMap((disk) => outsideDisk(source.name, sourcePlace.roots, disk.source))
      : []),
    ...(target && !isProblem(target) ? lackingDisks(facts, target, disks) : []),
    ...checkForwards(wish.publish ?? [], facts),
    ...checkPublish(wish, model),
  ]
  if (problems.length > 0 || (target && isProblem(target))) return refused(...problems)
  const seeded = model.disks.some((disk) => disk.source?.path === sourcePlace.seedPath)
  const dropsForwards = model.nics.some((nic) => nic.link.type === 'user' && nic.link.forwards.length > 0)
  return valid({
    store: facts.store,
    source: source.name,
    name: wish.name,
    uuid: fresh.uuid,
    how: wish.how ?? 'linked',
    ...(target === undefined ? {} : { snapshot: target.id }),
    definition: facts.definition,
    changes: {
      uuid: fresh.uuid,
      name: wish.name,
      movePaths: movedPaths(sourcePlace.roots, place.roots),
      macs: fresh.macs,
      forwards: wish.publish ?? [],
      made: {
        at: fresh.now,
        clonedFrom: source.name,
        ...(model.made?.image === undefined ? {} : { image: model.made.image }),
        ...(model.made?.user === undefined ? {} : { user: model.made.user }),
      },
    },
    disks: disks.map((disk) => {
      const name = diskName(disk.source)
      return { name, sizeBytes: facts.diskSizes[name] ?? 0 }
    }),
    seed: seeded ? seedForClone({ hostname: wish.name, instanceId: fresh.uuid, macs: fresh.macs }) : null,
    start: wish.start ?? false,
    notes: [
      ...(target === undefined || findsAllInOrder[target.consistency]
        ? []
        : [`${wish.name} finds its disks as after a power cut.`]),
      ...(seeded
        ? []
        : [`${source.name} has no cloud-init seed: inside, the clone keeps its host name and machine id.`]),
      ...(dropsForwards && wish.publish === undefined
        ? [`The ports that ${source.name} publishes stay with it; publish others with --publish.`]
        : []),
    ],
  })
}

/** RAM is not copied: it knows the guest by its old name and addresses. */
const findsAllInOrder: Readonly<Record<Consistency, boolean>> = {
  off: true,
  filesystem: true,
  ram: false,
  crash: false,
}

/** The snapshot that is cloned, or that there is none; undefined where it is the VM as it is. */
function targetOf(
  { fromSnapshot }: CloneWish,
  { source, history }: CloneFacts,
): Snapshot | Problem | undefined {
  if (fromSnapshot === undefined) return undefined
  const found = findSnapshot(source.name, history ?? { branches: [], snapshots: [] }, fromSnapshot)
  return isProblem(found) ? { ...found, field: 'fromSnapshot' } : found
}

/** Disks that the VM had then and the snapshot does not hold, as other tools leave it. */
function lackingDisks(
  { source, diskSizes }: CloneFacts,
  { id }: Snapshot,
  disks: readonly VmFacts['disks'][number][],
): Problem[] {
  return disks
    .map((disk) => diskName(disk.source))
    .filter((name) => diskSizes[name] === undefined)
    .map((name) => ({
      code: 'not_supported',
      field: 'fromSnapshot',
      object: snapshotRef(source.name, id),
      message: `Snapshot ${id} of ${source.name} does not hold the disk ${name}, so no VM can be made of it.`,
      hint: 'Take one that holds all of the VM.',
    }))
}

function checkPublish(wish: CloneWish, source: VmFacts): Problem[] {
  if ((wish.publish ?? []).length === 0 || source.nics.some((nic) => nic.link.type === 'user')) return []
  return [
    {
      code: 'invalid_input',
      field: 'publish',
      message: `Ports are published only on the user network, and ${source.name} is not on it.`,
    },
  ]
}

function outsideDisk(vm: string, roots: readonly string[], source: DiskSource | undefined): Problem[] {
  if (!source || isBelow(source.path, roots)) return []
  return [
    {
      code: 'not_supported',
      object: { type: 'disk', name: source.path },
      message: `${vm} has a disk outside its place, ${source.path}, and Kiste copies only what lies there.`,
      hint: `Detach it first: virsh detach-disk ${vm} ${source.path} --config`,
    },
  ]
}
