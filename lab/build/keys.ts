import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { here } from '../../src/host/exec.ts'
import type { LabKeys } from './recipe.ts'

/** The name the lab's host key is known by, whatever port a machine has. */
export const hostKeyAlias = 'kiste-lab'

export interface MadeKeys extends LabKeys {
  /** Private key of whoever may log in as root. */
  readonly identity: string
  /** The line for ssh's known_hosts. */
  readonly knownHosts: string
}

/** Makes the keys of a build. Its machines live on loopback and hold nothing, so all machines of a build may share them. */
export async function makeKeys(scratch: string): Promise<MadeKeys> {
  const pair = async (name: string) => {
    const path = join(scratch, name)
    await here.run(['ssh-keygen', '-q', '-t', 'ed25519', '-N', '', '-C', name, '-f', path])
    return { secret: await readFile(path, 'utf8'), open: await readFile(`${path}.pub`, 'utf8') }
  }
  const [login, host] = [await pair('kiste-lab-login'), await pair('kiste-lab-host')]
  return {
    identity: login.secret,
    authorized: login.open,
    hostPrivate: host.secret,
    hostPublic: host.open,
    knownHosts: `${hostKeyAlias} ${host.open}`,
  }
}
