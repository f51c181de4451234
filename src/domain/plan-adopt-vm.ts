import { checkNewName } from './plan-create-vm.ts'
import type { DiskPlace } from './disk.ts'
import { disksElsewhere } from './placed-disks.ts'
import { refused, valid, type Checked, type Problem } from './problem.ts'
import { chooseStore, type StoreFacts } from './store.ts'
import type { DefinitionChanges } from './vm-definition.ts'
import { stateProblems } from './vm-rules.ts'
import type { VmFacts } from './vm.ts'

export interface AdoptVmFacts {
  readonly vm: VmFacts
  /** As libvirt has it, opaque. */
  readonly definition: string
  readonly vms: readonly VmFacts[]
  readonly placeNames: readonly string[]
  readonly stores: readonly StoreFacts[]
  /** Where its place would be. Asked for only once its name is known to be good. */
  placeIn(store: string): Pick<DiskPlace, 'roots'>
  readonly now: string
}

export interface AdoptVmPlan {
  readonly store: string
  readonly name: string
  readonly uuid: string
  readonly definition: string
  readonly changes: DefinitionChanges
  readonly notes: readonly string[]
}

/**
 * Decides how a VM that others made comes into Kiste's care, just where it is: it gets a place in a store, in which its definition is kept
 * from now on, and Kiste's mark in its definition. Its disks and all else that it has stay as they are.
 */
export function planAdoptVm(store: string | undefined, facts: AdoptVmFacts): Checked<AdoptVmPlan> {
  const { vm, definition } = facts
  const others = facts.vms.filter(({ uuid }) => uuid !== vm.uuid)
  const chosen = chooseStore(store, facts.stores)
  const problems = [
    ...alreadyOurs(vm),
    ...stateProblems('adopt', vm),
    ...checkNewName(vm.name, { vms: others, placeNames: facts.placeNames }).map((problem) => ({
      ...problem,
      field: undefined,
      hint: 'Give it another name first: virsh domrename OLD NEW',
    })),
    ...(chosen.ok ? [] : chosen.problems),
  ]
  if (!chosen.ok || problems.length > 0) return refused(...problems)
  return valid({
    store: chosen.value.name,
    name: vm.name,
    uuid: vm.uuid,
    definition,
    changes: { made: { at: facts.now } },
    notes: disksElsewhere(vm, facts.placeIn(chosen.value.name).roots),
  })
}

function alreadyOurs({ name, managed }: VmFacts): Problem[] {
  if (!managed) return []
  return [
    {
      code: 'already_exists',
      object: { type: 'vm', name },
      message: `${name} is in Kiste's care already.`,
      hint: `See what it has: kiste vm show ${name}`,
    },
  ]
}
