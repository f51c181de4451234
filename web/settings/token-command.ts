import type { Level } from '../../src/domain/rights.ts'
import { shellWord } from '../components/shell-word.ts'
import { tokenLifeWord, type TokenLife } from './token-life.ts'

interface Wish {
  readonly name: string
  readonly user: string
  readonly level: Level
  readonly life: TokenLife
  /** Names of the VMs it is for; undefined for all that its user may. */
  readonly vms: readonly string[] | undefined
}

/** What one would type on the host to make a token. */
export function createTokenCommand({ name, user, level, life, vms = [] }: Wish): string {
  return [
    'kiste token create',
    shellWord(name === '' ? 'NAME' : name),
    `--user ${shellWord(user)}`,
    `--level ${level}`,
    ...vms.map((vm) => `--vm ${shellWord(vm)}`),
    `--expires ${tokenLifeWord(life)}`,
  ].join(' ')
}

/** What one would type on the host to take it back. */
export function revokeTokenCommand({ user, name }: { readonly user: string; readonly name: string }): string {
  return `kiste token revoke ${shellWord(`${user}/${name}`)}`
}
