import type { PortForward } from '../domain/nic.ts'
import { refused, valid, type Checked } from '../domain/problem.ts'
import { MiB, parseSizeBytes } from '../domain/size.ts'

/** How option values are read: text in, value or a problem with its field out. Limits are the daemon's to check. */

export function readText(raw: string, field: string): Checked<string> {
  return raw === ''
    ? refused({
        code: 'invalid_input',
        field,
        message: `${field} is empty.`,
        hint: 'Leave it out, or give a value.',
      })
    : valid(raw)
}

export function readNumber(raw: string, field: string): Checked<number> {
  // `Number` alone takes "", "0x10" and "1e30" for numbers that nobody meant to type.
  if (/^-?\d{1,15}(\.\d{1,6})?$/.test(raw)) return valid(Number(raw))
  return refused({
    code: 'invalid_input',
    field,
    message: `${JSON.stringify(raw)} is not a number.`,
    hint: `Write ${field} with digits, such as 2.`,
  })
}

export function readBytes(raw: string, field: string): Checked<number> {
  return parseSizeBytes(raw, field)
}

export function readMiB(raw: string, field: string): Checked<number> {
  const bytes = parseSizeBytes(raw, field)
  return bytes.ok ? valid(bytes.value / MiB) : bytes
}

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
