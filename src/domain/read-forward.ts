import type { PortForward } from './nic.ts'
import { refused, valid, type Checked } from './problem.ts'

const forwardPattern = /^(?:(\[[0-9A-Fa-f:.]+\]|[^:[\]]+):)?(\d{1,5}):(\d{1,5})(?:\/(tcp|udp))?$/

/** `[ADDRESS:]HOST:GUEST[/udp]`; without an address only this host itself can reach it. */
export function readForward(raw: string, field: string): Checked<PortForward> {
  const match = forwardPattern.exec(raw)
  if (!match)
    return refused({
      code: 'invalid_input',
      field,
      message: `${JSON.stringify(raw)} is not a port forward.`,
      hint: 'Write HOST:GUEST, such as 2222:22; with an address and a protocol: 0.0.0.0:53:53/udp.',
    })
  const [, address, hostPort, guestPort, protocol] = match
  return valid({
    protocol: protocol === 'udp' ? 'udp' : 'tcp',
    hostAddress: address?.replace(/^\[|\]$/g, '') ?? '127.0.0.1',
    hostPort: Number(hostPort),
    guestPort: Number(guestPort),
  })
}
