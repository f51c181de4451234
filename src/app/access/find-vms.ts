import { throwIfProblems, type Problem } from '../../domain/problem.ts'
import type { AccessDeps } from './deps.ts'

/** The UUIDs of VMs that are named; throws with every name that is none. A UUID that no VM has any more is taken as it is. */
export async function findUuids(
  { vms }: Pick<AccessDeps, 'vms'>,
  wished: readonly string[],
  kept: readonly string[] = [],
): Promise<readonly string[]> {
  if (wished.length === 0) return []
  const there = await vms()
  const problems: Problem[] = []
  const found = wished.flatMap((wish, index) => {
    const vm = there.find(({ uuid, name }) => uuid === wish || name === wish)
    if (vm !== undefined) return [vm.uuid]
    if (kept.includes(wish)) return [wish]
    problems.push({
      code: 'not_found',
      field: `vms[${index}]`,
      object: { type: 'vm', name: wish },
      message: `There is no VM ${wish}.`,
      hint: 'kiste vm list shows all.',
    })
    return []
  })
  throwIfProblems(problems)
  return [...new Set(found)]
}
