import { createInTurn, type InTurn } from '../in-turn.ts'
import type { ParsedDomain } from './parse-domain.ts'

/** What all who ask one libvirt about VMs share, however patiently each waits for it. */
export interface VmMemory {
  /** Whatever changes a VM takes turns, by its UUID. */
  readonly turn: InTurn
  /** By UUID, only for the words of a problem when libvirt cannot be asked for the name any more. */
  readonly names: Map<string, string>
  /** XML that was read last, by its kind and the UUID, and what it says. */
  readonly parsed: Map<string, { readonly text: string; readonly domain: ParsedDomain }>
}

export function createVmMemory(): VmMemory {
  return { turn: createInTurn(), names: new Map(), parsed: new Map() }
}
