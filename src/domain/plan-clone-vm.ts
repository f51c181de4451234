import { seedForClone, type SeedDocuments } from './cloud-init.ts'
import { diskName, isBelow, type DiskSource } from './disk.ts'
import type { PortForward } from './nic.ts'
import { checkNewName } from './plan-create-vm.ts'
import { checkForwards } from './port-forward.ts'
import { refused, valid, type Checked, type Problem } from './problem.ts'
import { movedPaths, type DefinitionChanges } from './vm-definition.ts'
import { whyNot } from './vm-rules.ts'
import type { VmFacts } from './vm.ts'

export interface CloneWish {
  readonly name: string
  /** `linked` shares what both have in common; `full` stands alone. Default linked. */
  readonly how?: 'linked' | 'full' | undefined
  readonly publish?: readonly PortForward[] | undefined
  readonly start?: boolean | undefined
}

export interface CloneFacts {
  readonly source: VmFacts
  /** The source's definition, opaque. */
  readonly definition: string
  readonly vms: readonly VmFacts[]
  readonly placeNames: readonly string[]
  readonly busyPorts: readonly string[]
  /** The store both are in, and where. */
  readonly store: string
  readonly sourcePlace: { readonly roots: readonly string[]; readonly seedPath: string }
  readonly place: { readonly roots: readonly string[] }
  /** Size of each of the source's disks, by its name in the place. */
  readonly diskSizes: Readonly<Record<string, number>>
  readonly fresh: { readonly uuid: string; readonly macs: readonly string[]; readonly now: string }
}

export interface ClonePlan {
  readonly store: string
  readonly source: string
  readonly name: string
  readonly uuid: string
  readonly how: 'linked' | 'full'
  readonly definition: string
  readonly changes: DefinitionChanges
  readonly disks: readonly { readonly name: string; readonly sizeBytes: number }[]
  readonly seed: SeedDocuments | null
  readonly start: boolean
  readonly notes: readonly string[]
}

/** Decides how to copy a VM so that the copy has an identity of its own. */
export function planCloneVm(wish: CloneWish, facts: CloneFacts): Checked<ClonePlan> {
  const { source, sourcePlace, place, fresh } = facts
  const disks = source.disks.filter((disk) => disk.device === 'disk' && !disk.readOnly)
  const problems = [
    ...whyNot('clone', source),
    ...checkNewName(wish.name, facts),
    // A VM that Kiste did not make has no place; that is refused already.
    ...(source.managed
      ? disks.flatMap((disk) => outsideDisk(source.name, sourcePlace.roots, disk.source))
      : []),
    ...checkForwards(wish.publish ?? [], facts),
    ...checkPublish(wish, source),
  ]
  if (problems.length > 0) return refused(...problems)
  const seeded = source.disks.some((disk) => disk.source?.path === sourcePlace.seedPath)
  const dropsForwards = source.nics.some((nic) => nic.link.type === 'user' && nic.link.forwards.length > 0)
  return valid({
    store: facts.store,
    source: source.name,
    name: wish.name,
    uuid: fresh.uuid,
    how: wish.how ?? 'linked',
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
        ...(source.made?.image === undefined ? {} : { image: source.made.image }),
        ...(source.made?.user === undefined ? {} : { user: source.made.user }),
      },
    },
    disks: disks.map((disk) => {
      const name = diskName(disk.source)
      return { name, sizeBytes: facts.diskSizes[name] ?? 0 }
    }),
    seed: seeded ? seedForClone({ hostname: wish.name, instanceId: fresh.uuid, macs: fresh.macs }) : null,
    start: wish.start ?? false,
    notes: [
      ...(seeded
        ? []
        : [`${source.name} has no cloud-init seed: inside, the clone keeps its host name and machine id.`]),
      ...(dropsForwards && wish.publish === undefined
        ? [`The ports that ${source.name} publishes stay with it; publish others with --publish.`]
        : []),
    ],
  })
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
