import type { Problem } from './problem.ts'
import { isAllowed, vmCan, type VmFacts, type VmStateName, type VmVerb } from './vm.ts'

const words: Readonly<Record<VmStateName, string>> = {
  stopped: 'off',
  running: 'running',
  paused: 'paused',
  stopping: 'shutting down',
  sleeping: 'asleep',
  crashed: 'crashed',
}

/** What to do so that a verb becomes possible. */
const remedies: Readonly<Partial<Record<VmVerb, (vm: string) => string>>> = {
  // Kiste does not stop what is none of its own.
  adopt: () => 'Stop it first with the tool that runs it, such as virsh.',
  rename: (vm) => `Stop it first: kiste vm stop ${vm}`,
  clone: (vm) =>
    `Stop it first: kiste vm stop ${vm}; or clone a snapshot of it: kiste vm clone ${vm} NEW --from-snapshot NAME`,
  detach: (vm) => `Let it go on first: kiste vm resume ${vm}`,
  move: (vm) => `Stop it first: kiste vm stop ${vm}`,
  delete: (vm) => `Stop it first: kiste vm stop ${vm}`,
  rollback: (vm) => `Stop it first: kiste vm stop ${vm}; or add --stop`,
  switch: (vm) => `Stop it first: kiste vm stop ${vm}; or add --stop`,
  restart: (vm) => `Start it: kiste vm start ${vm}`,
  pause: (vm) => `Start it: kiste vm start ${vm}`,
  console: (vm) => `Start it: kiste vm start ${vm}`,
  exec: (vm) => `Start it: kiste vm start ${vm}`,
}

/** Everything that stands in the way of doing this to that VM now. */
export function whyNot(verb: VmVerb, vm: Pick<VmFacts, 'name' | 'managed' | 'status'>): Problem[] {
  // Looking in is allowed for any VM; changing only for ours.
  const foreign = verb === 'console' ? [] : whyNotTouch(vm)
  return foreign.length > 0 ? foreign : stateProblems(verb, vm)
}

/** What stands in the way in the state that a VM is in. */
export function stateProblems(verb: VmVerb, vm: Pick<VmFacts, 'name' | 'status'>): Problem[] {
  const { state } = vm.status
  if (isAllowed(verb, state)) return []
  const hint = remedies[verb]?.(vm.name)
  return [
    {
      code: 'wrong_state',
      object: { type: 'vm', name: vm.name },
      message: `${vm.name} is ${words[state]}; ${verb} works while it is ${allowedStates(verb)}.`,
      ...(hint === undefined ? {} : { hint }),
    },
  ]
}

/** Why a VM is none of Kiste's business, whatever its state. */
export function whyNotTouch(vm: Pick<VmFacts, 'name' | 'managed'>): Problem[] {
  if (vm.managed) return []
  return [
    {
      code: 'foreign_object',
      object: { type: 'vm', name: vm.name },
      message: `${vm.name} was not made by Kiste, so Kiste lists it and does not touch it.`,
      hint: "Use the tool that made it, such as virsh; or give it into Kiste's care: kiste adopt vm NAME",
    },
  ]
}

function allowedStates(verb: VmVerb): string {
  const states = vmCan[verb].map((state) => words[state])
  return states.length === 1
    ? (states[0] ?? '')
    : `${states.slice(0, -1).join(', ')} or ${states.at(-1) ?? ''}`
}
