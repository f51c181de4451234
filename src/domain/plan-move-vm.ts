import {
  diskName,
  isBelow,
  kindOf,
  usualKind,
  type DiskFormat,
  type DiskKind,
  type DiskPlace,
} from './disk.ts'
import { checkPlacedDisks } from './placed-disks.ts'
import type { DeletePlan } from './plan-bin.ts'
import { sleepsOnDisk } from './plan-snapshot.ts'
import { refused, valid, type Checked, type Problem } from './problem.ts'
import { formatBytes } from './size.ts'
import { spaceNotes } from './store-space.ts'
import { chooseStore, type StoreFacts } from './store.ts'
import { movedPaths, type DefinitionChanges } from './vm-definition.ts'
import { whyNot } from './vm-rules.ts'
import type { VmFacts } from './vm.ts'

export interface MoveWish {
  /** The store it is to live in. */
  readonly store: string
  /** What it leaves behind goes for good, not into the bin. */
  readonly now?: boolean | undefined
}

export interface MoveFacts {
  readonly vm: VmFacts
  readonly definition: string
  readonly stores: readonly StoreFacts[]
  /** Where it lives now. */
  readonly from: { readonly store: string; readonly place: DiskPlace }
  /** The place it would have in a store of that name. */
  readonly placeIn: (store: string) => DiskPlace
  readonly sizes: Readonly<
    Record<string, { readonly virtualSizeBytes?: number | undefined; readonly allocatedBytes: number }>
  >
  readonly snapshots: number
  readonly keepsRam: boolean
  readonly bin: DeletePlan['bin']
}

export interface MovePlan {
  readonly vm: string
  readonly uuid: string
  readonly from: string
  readonly to: string
  readonly disks: readonly MovedDisk[]
  readonly definition: string
  readonly changes: DefinitionChanges
  /** Where what it leaves behind goes. */
  readonly bin: DeletePlan['bin']
  readonly forGood: boolean
  readonly notes: readonly string[]
}

export interface MovedDisk {
  readonly name: string
  readonly sizeBytes: number
  readonly path: string
  readonly format: DiskFormat
  /** What it becomes; plans from before there were two kinds have none. */
  readonly kind?: DiskKind | undefined
}

/**
 * Decides how a VM that is off goes to live in another store: all it holds now is copied, and what it leaves behind, its history with it,
 * goes to the bin of the store it leaves.
 */
export function planMoveVm(wish: MoveWish, facts: MoveFacts): Checked<MovePlan> {
  const { vm, from, sizes } = facts
  const target = chooseStore(wish.store, facts.stores)
  const verb = whyNot('move', vm)
  const placed = checkPlacedDisks(vm, from.place)
  const disks = vm.disks.flatMap(({ device, readOnly, source }) => {
    const isOwn = device === 'disk' && !readOnly && source !== undefined
    if (!isOwn || !isBelow(source.path, from.place.roots)) return []
    const name = diskName(source)
    const was = from.place.disk(name, kindOf(source))
    return [{ name, path: source.path, size: sizes[name], kind: kindOf(source), was }]
  })
  const needBytes = disks.reduce((sum, { size }) => sum + (size?.allocatedBytes ?? 0), 0)
  const problems: Problem[] = [
    ...verb,
    ...(target.ok ? [] : target.problems),
    ...(target.ok && target.value.name === from.store ? [alreadyThere(vm.name, from.store)] : []),
    ...(facts.keepsRam && verb.length === 0 ? [sleepsOnDisk(vm.name)] : []),
    ...placed.problems,
    ...disks.flatMap(({ name, size }) =>
      size?.virtualSizeBytes === undefined ? [missing(vm.name, name)] : [],
    ),
    ...(target.ok && needBytes > target.value.freeBytes ? [tooLarge(vm.name, target.value, needBytes)] : []),
  ]
  if (problems.length > 0 || !target.ok) return refused(...problems)
  const place = facts.placeIn(target.value.name)
  // From one pool to another a disk stays what it is; in a directory there is nothing to choose.
  const isBetweenPools = facts.stores.find(({ name }) => name === from.store)?.kind === 'zfs'
  const kindThere = (kind: DiskKind) => (isBetweenPools ? kind : usualKind(target.value))
  return valid({
    vm: vm.name,
    uuid: vm.uuid,
    from: from.store,
    to: target.value.name,
    disks: disks.map(({ name, path, size, kind, was }) => ({
      name,
      path,
      format: was.format,
      kind: kindThere(kind),
      sizeBytes: size?.virtualSizeBytes ?? 0,
    })),
    definition: facts.definition,
    changes: {
      disks: disks.map(({ name, path, kind, was }) => ({
        from: path,
        to: place.disk(name, kindThere(kind)),
        ...(was.hostCached === true ? { wasHostCached: true } : {}),
      })),
      movePaths: movedPaths(from.place.roots, place.roots),
    },
    bin: facts.bin,
    forGood: wish.now === true,
    notes: [...placed.notes, ...spaceNotes(target.value), ...notesOn(wish, facts)],
  })
}

function notesOn({ now }: MoveWish, { vm, from, snapshots }: MoveFacts): string[] {
  const history =
    snapshots === 0
      ? []
      : [
          now === true
            ? `Its snapshots (${snapshots}) do not come along and go for good.`
            : `Its snapshots (${snapshots}) do not come along; they stay with what it leaves in the bin of ${from.store}.`,
        ]
  if (now === true) return history
  return [...history, `What ${vm.name} leaves takes room in ${from.store} until it goes: kiste bin list`]
}

function alreadyThere(vm: string, store: string): Problem {
  return {
    code: 'invalid_input',
    field: 'store',
    object: { type: 'vm', name: vm },
    message: `${vm} lives in the store ${store} already.`,
  }
}

function missing(vm: string, disk: string): Problem {
  return {
    code: 'not_found',
    object: { type: 'disk', name: `${vm}/${disk}` },
    message: `The disk ${disk} of ${vm} is not in its store, though its definition names it.`,
    hint: `See where it went: kiste vm xml ${vm}`,
  }
}

function tooLarge(vm: string, { name, freeBytes }: StoreFacts, needBytes: number): Problem {
  return {
    code: 'no_space',
    field: 'store',
    object: { type: 'store', name },
    message: `The store ${name} has ${formatBytes(freeBytes)} free, and what ${vm} holds takes ${formatBytes(needBytes)}.`,
    hint: 'Free some: kiste bin list, kiste snapshot list, kiste image list; or add drives to its pool.',
  }
}
