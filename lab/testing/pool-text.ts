import type { Lab } from '../machine.ts'
import { until } from './until.ts'

/** What `zpool status` says, for tests of the lab itself; the product has an adapter for that. Both flavours say it alike as text. */
export async function poolStatus(lab: Lab, pool: string): Promise<string> {
  return (await lab.runner.run(['zpool', 'status', '-P', '-p', '--', pool])).stdout
}

/** The line of a disk in it: state and counters. */
export function diskLine(
  status: string,
  serial: string,
): { readonly state: string; readonly checksumErrors: number } | undefined {
  const match = new RegExp(`virtio-${serial}(?:-part1)?\\s+(\\w+)\\s+\\d+\\s+\\d+\\s+(\\d+)`).exec(status)
  return match ? { state: match[1]!, checksumErrors: Number(match[2]) } : undefined
}

/** Waits until the status is such. */
export async function untilStatus(
  lab: Lab,
  pool: string,
  what: string,
  isSuch: (status: string) => boolean,
): Promise<string> {
  let seen = ''
  const ask = async () => {
    seen = await poolStatus(lab, pool)
    return isSuch(seen) ? seen : undefined
  }
  return until(what, ask, { lastSeen: () => seen })
}
