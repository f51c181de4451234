import { disksElsewhere } from './placed-disks.ts'
import { checkNewName } from './plan-create-vm.ts'
import { refused, valid, type Checked, type Problem } from './problem.ts'
import { movedPaths, type DefinitionChanges } from './vm-definition.ts'
import { whyNot } from './vm-rules.ts'
import type { VmFacts } from './vm.ts'

/** How long what was deleted can come back. */
export const binDays = 30

export interface DeletePlan {
  readonly store: string
  readonly name: string
  readonly uuid: string
  readonly autostart: boolean
  readonly definition: string
  readonly bin: { readonly id: string; readonly deletedAt: string; readonly keepUntil: string }
  /** Not into the bin, but gone. */
  readonly forGood: boolean
  readonly notes: readonly string[]
}

/** Decides how a VM is deleted: it moves to the bin, and only on request leaves it at once. */
export function planDeleteVm(
  how: { readonly now: boolean },
  facts: {
    readonly vm: VmFacts
    readonly store: string
    /** Where its place is. */
    readonly roots: readonly string[]
    readonly definition: string
    readonly bin: DeletePlan['bin']
    /** How many snapshots it has, which share its fate; undefined if its history cannot be read. */
    readonly snapshots: number | undefined
  },
): Checked<DeletePlan> {
  const problems = whyNot('delete', facts.vm)
  if (problems.length > 0) return refused(...problems)
  const { name, uuid, autostart } = facts.vm
  const { store, definition, bin, snapshots } = facts
  const fate = how.now ? 'with it, for good' : 'to the bin with it'
  const notes = [
    ...(snapshots === 0 ? [] : [`${itsSnapshots(snapshots)} ${fate}.`]),
    ...disksElsewhere(facts.vm, facts.roots),
  ]
  return valid({ store, name, uuid, autostart, definition, bin, forGood: how.now, notes })
}

function itsSnapshots(count: number | undefined): string {
  if (count === undefined) return 'Its history cannot be read now; whatever snapshots it has go'
  return count === 1 ? 'Its snapshot goes' : `Its ${count} snapshots go`
}

export interface BinEntryFacts {
  readonly store: string
  readonly id: string
  readonly vm: string
  readonly uuid: string
  readonly deletedAt: string
  readonly keepUntil: string
}

export interface RestorePlan {
  readonly entry: BinEntryFacts
  readonly name: string
  readonly definition: string
  readonly changes: DefinitionChanges
}

export interface RestoreFacts {
  readonly entry: BinEntryFacts
  readonly definition: string | undefined
  readonly vms: readonly VmFacts[]
  readonly placeNames: readonly string[]
  /** Where it was when its definition was written, and where it would be now. */
  readonly oldRoots: readonly string[]
  readonly newRoots: readonly string[]
}

/** Decides how a deleted VM comes back, under its old name or another. */
export function planRestoreFromBin(name: string | undefined, facts: RestoreFacts): Checked<RestorePlan> {
  const { entry } = facts
  const newName = name ?? entry.vm
  const object = { type: 'bin', name: entry.id } as const
  const problems: Problem[] = checkNewName(newName, facts).map((problem) =>
    problem.code === 'already_exists' && name === undefined
      ? { ...problem, hint: `Bring it back under another name: kiste bin restore ${entry.id} --as NAME` }
      : problem,
  )
  const living = facts.vms.find((vm) => vm.uuid === entry.uuid)
  if (living)
    problems.push({
      code: 'already_exists',
      object,
      message: `${entry.vm} is not only in the bin: a VM with its UUID lives as ${living.name}.`,
    })
  if (facts.definition === undefined) {
    problems.push({
      code: 'host_failed',
      object,
      message: `The bin entry ${entry.id} has no readable definition, so the VM cannot be brought back by itself.`,
      hint: 'Its disks are still there: make a VM from them with `kiste image import`.',
    })
    return refused(...problems)
  }
  if (problems.length > 0) return refused(...problems)
  return valid({
    entry,
    name: newName,
    definition: facts.definition,
    changes: {
      ...(newName === entry.vm ? {} : { name: newName }),
      ...(newName === entry.vm ? {} : { movePaths: movedPaths(facts.oldRoots, facts.newRoots) }),
    },
  })
}
