import { checkNewName } from './plan-create-vm.ts'
import { refused, valid, type Checked } from './problem.ts'
import { movedPaths, type DefinitionChanges } from './vm-definition.ts'
import { whyNot } from './vm-rules.ts'
import type { VmFacts } from './vm.ts'

export interface RenameFacts {
  readonly vm: VmFacts
  readonly definition: string
  readonly vms: readonly VmFacts[]
  readonly placeNames: readonly string[]
  readonly store: string
  readonly roots: readonly string[]
  readonly newRoots: readonly string[]
}

export interface RenamePlan {
  readonly store: string
  readonly from: string
  readonly to: string
  readonly uuid: string
  readonly autostart: boolean
  readonly definition: string
  readonly changes: DefinitionChanges
}

/** Decides how a VM gets another name: its place moves with it, so that the pool goes on describing itself. */
export function planRenameVm(name: string, facts: RenameFacts): Checked<RenamePlan> {
  const { vm } = facts
  const others = facts.vms.filter((other) => other.uuid !== vm.uuid)
  const placeNames = facts.placeNames.filter((place) => place !== vm.name)
  const problems = [
    ...whyNot('rename', vm),
    ...(name === vm.name
      ? [{ code: 'invalid_input', field: 'name', message: `${vm.name} already has that name.` } as const]
      : checkNewName(name, { vms: others, placeNames })),
  ]
  if (problems.length > 0) return refused(...problems)
  return valid({
    store: facts.store,
    from: vm.name,
    to: name,
    uuid: vm.uuid,
    autostart: vm.autostart,
    definition: facts.definition,
    changes: { name, movePaths: movedPaths(facts.roots, facts.newRoots) },
  })
}
