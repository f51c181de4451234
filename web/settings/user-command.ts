import type { Role } from '../../src/domain/rights.ts'
import { shellWord } from '../components/shell-word.ts'

interface Given {
  readonly role: Role
  /** Names of the VMs of an operator. */
  readonly vms: readonly string[]
}

/** What one would type to invite somebody. */
export function inviteCommand(name: string, given: Given): string {
  return ['kiste user add', shellWord(name === '' ? 'NAME' : name), ...rightsOptions(given)].join(' ')
}

/** What one would type to give somebody other rights. */
export function rightsCommand(name: string, given: Given): string {
  return ['kiste user set', shellWord(name), ...rightsOptions(given)].join(' ')
}

function rightsOptions({ role, vms }: Given): string[] {
  const named = role === 'operator' ? vms.map((vm) => `--vm ${shellWord(vm)}`) : []
  return [`--role ${role}`, ...named]
}
