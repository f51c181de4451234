import { problemError, type ProblemError } from '../../domain/problem.ts'
import type { VmVerb } from '../../domain/vm.ts'
import type { FakeVm } from './world.ts'

export function noVm(uuid: string): ProblemError {
  return problemError({
    code: 'not_found',
    message: `There is no VM ${uuid}.`,
    object: { type: 'vm', name: uuid },
    hint: 'See what there is: kiste vm list',
  })
}

export function wrongState(name: string, verb: VmVerb | 'undefine', vm: FakeVm): ProblemError {
  return problemError({
    code: 'wrong_state',
    message: `VM ${name} is ${vm.run?.state ?? 'stopped'}: ${verb} is not possible now.`,
    object: { type: 'vm', name },
  })
}

export function nameTaken(name: string): ProblemError {
  return problemError({
    code: 'already_exists',
    message: `VM ${name} could not be defined: the name is taken.`,
    object: { type: 'vm', name },
    hint: 'Choose another name.',
  })
}

export function refused(name: string, because: string): ProblemError {
  return problemError({
    code: 'host_failed',
    message: `VM ${name} could not be made known: ${because}.`,
    object: { type: 'vm', name },
  })
}
