import { problemError, type ProblemError } from '../../domain/problem.ts'

/** Refusals that come from looking before asking libvirt. */
export function noVm(uuid: string): ProblemError {
  return problemError({
    code: 'not_found',
    object: { type: 'vm', name: uuid },
    message: `There is no VM ${uuid}.`,
    hint: 'See what there is: kiste vm list',
  })
}

/** `how` completes "while it is …". */
export function notWhile(vm: string, done: string, how: string): ProblemError {
  return problemError({
    code: 'wrong_state',
    object: { type: 'vm', name: vm },
    message: `VM ${vm} cannot be ${done} while it is ${how}.`,
    hint: `See how it is now: kiste vm show ${vm}`,
  })
}
