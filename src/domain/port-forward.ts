import { checkWhole } from './number-check.ts'
import type { PortForward } from './nic.ts'
import type { Problem } from './problem.ts'
import type { VmFacts } from './vm.ts'

/** A host port as other programs see it; two of these may not be the same. */
export function forwardKey(forward: Pick<PortForward, 'protocol' | 'hostPort'>): string {
  return `${forward.protocol}/${forward.hostPort}`
}

/** How a person writes it: `127.0.0.1:2222:22/tcp`. */
export function showForward(forward: PortForward): string {
  return `${forward.hostAddress}:${forward.hostPort}:${forward.guestPort}/${forward.protocol}`
}

const ipv4 = /^(?:(?:25[0-5]|2[0-4]\d|1?\d?\d)(?:\.(?!$)|$)){4}$/

/** Problems of the wished forwards, among themselves and against what other VMs have and what is busy on the host. */
export function checkForwards(
  forwards: readonly PortForward[],
  facts: { readonly vms: readonly VmFacts[]; readonly busyPorts: readonly string[] },
): Problem[] {
  const taken = portsOfVms(facts.vms)
  const busy = new Set(facts.busyPorts)
  const seen = new Set<string>()
  return forwards.flatMap((forward, index) => {
    const field = `publish[${index}]`
    const port = { min: 1, max: 65_535 }
    const problems = [
      ...checkWhole(forward.hostPort, { field: `${field}.hostPort`, what: 'A host port', ...port }),
      ...checkWhole(forward.guestPort, { field: `${field}.guestPort`, what: 'A guest port', ...port }),
    ]
    if (!ipv4.test(forward.hostAddress))
      problems.push({
        code: 'invalid_input',
        field: `${field}.hostAddress`,
        message: `${JSON.stringify(forward.hostAddress)} is not an IPv4 address to listen on.`,
        hint: 'Use 127.0.0.1 for this machine only, or 0.0.0.0 for the whole network.',
      })
    const key = forwardKey(forward)
    const owner = taken.get(key)
    if (seen.has(key)) problems.push(portTaken(field, forward, 'it is named twice here'))
    else if (owner !== undefined) problems.push(portTaken(field, forward, `${owner} has it`))
    else if (busy.has(key)) problems.push(portTaken(field, forward, 'another program listens on it'))
    seen.add(key)
    return problems
  })
}

function portTaken(field: string, forward: PortForward, because: string): Problem {
  return {
    code: 'in_use',
    field,
    object: { type: 'host', name: forwardKey(forward) },
    message: `Port ${forward.hostPort}/${forward.protocol} of the host cannot be published: ${because}.`,
    hint: 'Choose another host port.',
  }
}

function portsOfVms(vms: readonly VmFacts[]): Map<string, string> {
  const taken = new Map<string, string>()
  for (const vm of vms)
    for (const { link } of vm.nics)
      if (link.type === 'user') for (const forward of link.forwards) taken.set(forwardKey(forward), vm.name)
  return taken
}
