import { usageError } from './cli-error.ts'
import { flag, optional, value } from './options.ts'
import { readText } from './readers.ts'

/** For what something is wished: a VM, or with an option all of a store, or all of the host. */
export const whoseVm = optional('vm', 'The VM, by name or UUID', 'vm')

export const whose = {
  store: value('--store <store>', 'Of all VMs of a store instead', readText, 'store'),
  host: flag('--host', 'Of all VMs of this host instead'),
} as const

export interface WhoseInput {
  readonly vm?: string | undefined
  readonly store?: string | undefined
  readonly host?: boolean | undefined
}

export type Whose =
  | { readonly of: 'vm'; readonly vm: string }
  | { readonly of: 'store'; readonly store: string }
  | { readonly of: 'host' }

/** Which of them was given; anything but one of them is the usage error of this problem. */
export function readWhose(
  { vm, store, host = false }: WhoseInput,
  problem: { readonly field: string; readonly message: string; readonly hint: string },
): Whose {
  if ([vm !== undefined, store !== undefined, host].filter((is) => is).length !== 1) {
    const { message, ...more } = problem
    throw usageError(message, more)
  }
  if (vm !== undefined) return { of: 'vm', vm }
  return store === undefined ? { of: 'host' } : { of: 'store', store }
}
