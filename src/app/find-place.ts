import { vmLocked } from '../domain/key-lock.ts'
import { problemError, type ProblemError } from '../domain/problem.ts'
import type { VmFacts } from '../domain/vm.ts'
import type { PlaceFacts } from '../host/store-host.ts'

/**
 * The place of a VM that must have one; by uuid, since a VM renamed with virsh keeps its place under the old name for a while. One whose key
 * is not loaded is refused, unless all that is wanted of it can be told without.
 */
export function findPlace(
  vm: Pick<VmFacts, 'name' | 'uuid'>,
  places: readonly PlaceFacts[],
  { evenLocked = false }: { readonly evenLocked?: boolean } = {},
): PlaceFacts {
  const place = places.find(({ uuid }) => uuid === vm.uuid)
  if (place?.lockedBy !== undefined && !evenLocked)
    throw problemError(vmLocked(vm.name, 'cannot be changed or read', place.lockedBy))
  if (place) return place
  throw noPlace(vm.name)
}

/** A VM whose place cannot be found, or not be read. */
export function noPlace(name: string): ProblemError {
  return problemError({
    code: 'not_found',
    object: { type: 'vm', name: name },
    message: `VM ${name} has its place in none of the stores that can be read now.`,
    hint: 'See which stores there are: kiste store list. A pool that is not imported hides what is in it.',
  })
}
