import { adoptPolicies, type AdoptedWish } from './adopt-policies.ts'
import { isBelow } from './disk.ts'
import { vmLocked } from './key-lock.ts'
import { refused, valid, type Checked, type Problem } from './problem.ts'
import type { PolicyInForce, WishedPolicies } from './policy-scope.ts'
import { movedPaths, type DefinitionChanges } from './vm-definition.ts'
import type { Accelerator, VmFacts } from './vm.ts'

/** A VM's place as it lies in a store. */
export interface PlaceToAdopt {
  readonly vm: string
  readonly uuid: string
  /** Where it is now. */
  readonly roots: readonly string[]
  /** The dataset whose key is not loaded, so that nothing in it can be read. */
  readonly lockedBy?: string | undefined
  /** Which policy it followed where it was. */
  readonly followed?: PolicyInForce | undefined
  /** Absent if none could be read. */
  readonly definition?: { readonly text: string; readonly vm: VmFacts } | undefined
}

export interface AdoptFacts {
  readonly store: string
  readonly places: readonly PlaceToAdopt[]
  /** Those that the host knows already. */
  readonly vms: readonly VmFacts[]
  readonly wished: WishedPolicies
  readonly accelerator: Accelerator
}

export interface AdoptPlan {
  readonly store: string
  readonly vms: readonly AdoptedVm[]
  /** What comes with them; a journal of an earlier version has none. */
  readonly wishes?: readonly AdoptedWish[] | undefined
  readonly notes: readonly string[]
}

export interface AdoptedVm {
  /** What its place is called. */
  readonly place: string
  readonly name: string
  readonly uuid: string
  readonly definition: string
  readonly changes: DefinitionChanges
}

/**
 * Decides which VMs of a store become known to this host, from what lies beside their disks. Those that are known already stay as they are;
 * their snapshots and branches are in the store anyway.
 */
export function planAdopt({ store, places, vms, wished, accelerator }: AdoptFacts): Checked<AdoptPlan> {
  const isKnown = ({ uuid }: PlaceToAdopt) => vms.some((vm) => vm.uuid === uuid)
  const missing = places.filter((place) => !isKnown(place))
  const locked = missing.filter(({ lockedBy }) => lockedBy !== undefined)
  const bare = missing.filter(
    ({ definition, lockedBy }) => definition === undefined && lockedBy === undefined,
  )
  const adopted = missing.flatMap((place) => adoptedVm(store, place))
  const problems = adopted.flatMap(({ name }): Problem[] => nameProblems(name, vms))
  const [firstLocked] = locked
  if (adopted.length === 0 && firstLocked?.lockedBy !== undefined)
    problems.push(vmLocked(firstLocked.vm, 'is not taken in', firstLocked.lockedBy))
  else if (adopted.length === 0)
    problems.push({
      code: 'not_found',
      object: { type: 'store', name: store },
      message: `The store ${store} has no VM that this host does not know already${bare.length > 0 ? ' and that has a definition' : ''}.`,
      hint:
        bare.length > 0
          ? `Without one: ${names(bare)}. Their disks are there; make a VM from them with: kiste image import`
          : 'See what there is: kiste vm list',
    })
  if (problems.length > 0) return refused(...problems)
  const coming = missing.filter(({ definition }) => definition !== undefined)
  const policies = adoptPolicies(store, coming, wished)
  return valid({
    store,
    vms: adopted,
    wishes: policies.wishes,
    notes: [
      ...policies.notes,
      ...(missing.length < places.length ? [`Known already: ${names(places.filter(isKnown))}.`] : []),
      ...(bare.length > 0 ? [`Without a readable definition, and so left as they are: ${names(bare)}.`] : []),
      ...(locked.length > 0 ? [`Their key is not loaded, so they are left for now: ${names(locked)}.`] : []),
      ...missing.flatMap((place) => noteOnAccelerator(place, accelerator)),
    ],
  })
}

function adoptedVm(store: string, { vm: place, uuid, roots, definition }: PlaceToAdopt): AdoptedVm[] {
  if (!definition) return []
  const { text, vm } = definition
  return [
    {
      place,
      name: vm.name,
      uuid,
      definition: text,
      changes: {
        // A definition that was copied by hand keeps the uuid of its place, which is what the store knows it by.
        ...(vm.uuid === uuid ? {} : { uuid }),
        movePaths: movedPaths(rootsThen(store, place, roots, vm), roots),
      },
    },
  ]
}

/**
 * Where the place was when the definition was written: a pool that was imported under another name has moved since. Of its roots, two parts
 * may have had other names, the pool's and the VM's; the paths of its disks tell which.
 */
function rootsThen(store: string, place: string, roots: readonly string[], vm: VmFacts): readonly string[] {
  const paths = vm.disks.flatMap(({ source }) => (source ? [source.path] : []))
  if (paths.some((path) => isBelow(path, roots))) return roots
  const then = roots.map((root) => {
    const pattern = patternOf(root, store)
    return paths.map((path) => pattern.exec(path)).find((found) => found !== null)
  })
  const found = then.find((match) => match !== undefined)
  if (!found) return roots
  const [, oldStore = store, oldPlace = place] = found
  return roots.map((root) => renamedRoot(root, store, oldStore, oldPlace))
}

function patternOf(root: string, store: string): RegExp {
  const steps = root.split('/')
  const at = steps.indexOf(store)
  const pattern = steps.map((step, index) =>
    index === at || index === steps.length - 1 ? '([^/]+)' : step.replaceAll(/[^\w-]/g, String.raw`\$&`),
  )
  return new RegExp(`^${pattern.join('/')}/`)
}

function renamedRoot(root: string, store: string, oldStore: string, oldPlace: string): string {
  const steps = root.split('/')
  const at = steps.indexOf(store)
  return steps
    .map((step, index) => (index === at ? oldStore : index === steps.length - 1 ? oldPlace : step))
    .join('/')
}

function nameProblems(name: string, vms: readonly VmFacts[]): Problem[] {
  if (!vms.some((vm) => vm.name === name)) return []
  return [
    {
      code: 'already_exists',
      object: { type: 'vm', name },
      message: `This host already has another VM named ${name}.`,
      hint: `Give that one another name first: kiste vm rename ${name} NAME`,
    },
  ]
}

function noteOnAccelerator({ definition }: PlaceToAdopt, accelerator: Accelerator): string[] {
  if (definition?.vm.accelerator !== 'kvm' || accelerator === 'kvm') return []
  return [`${definition.vm.name} was made for KVM, which this host does not have: it will not start here.`]
}

const names = (places: readonly PlaceToAdopt[]) => places.map(({ vm }) => vm).join(', ')
