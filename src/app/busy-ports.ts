import type { PortForward } from '../domain/nic.ts'
import { forwardKey } from '../domain/port-forward.ts'
import type { FactsHost } from '../host/host.ts'

/** Which of these host ports something listens on already, as `tcp/2222`. */
export async function busyPorts(facts: FactsHost, forwards: readonly PortForward[]): Promise<string[]> {
  const plausible = forwards.filter(
    ({ hostPort }) => Number.isInteger(hostPort) && hostPort > 0 && hostPort < 65_536,
  )
  const free = await Promise.all(
    plausible.map(({ protocol, hostAddress, hostPort }) => facts.portIsFree(protocol, hostAddress, hostPort)),
  )
  return plausible.filter((_, index) => free[index] === false).map(forwardKey)
}
