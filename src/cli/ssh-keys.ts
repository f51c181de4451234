import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { usageError } from './cli-error.ts'
import { unreadable } from './input-files.ts'
import { words } from './words.ts'

/** How the lines of public keys begin (sshd(8), AUTHORIZED_KEYS FILE FORMAT). */
const publicKey =
  /^(ssh-(ed25519|rsa|dss)|ecdsa-sha2-[a-z0-9-]+|sk-(ssh|ecdsa)-[a-z0-9@.-]+) +[A-Za-z0-9+/=]+/

export interface OwnKey {
  readonly path: string
  readonly text: string
}

/** The public keys that `--ssh-key` names: the key itself, or those in a file. */
export async function readKey(given: string): Promise<string[]> {
  if (publicKey.test(given)) return [given.trim()]
  let text: string
  try {
    text = await readFile(given, 'utf8')
  } catch (error) {
    throw unreadable('--ssh-key', given, error)
  }
  const keys = keysIn(text)
  if (keys.length > 0) return keys
  const { message, hint } = text.includes('PRIVATE KEY')
    ? words.usage.privateKey(given)
    : words.usage.noKeyInFile(given)
  throw usageError(message, { field: '--ssh-key', hint })
}

/** The user's own public keys, `~/.ssh/*.pub`, in the order of their names. Without any: none. */
export async function findOwnKeys(homeDir: string): Promise<OwnKey[]> {
  const directory = join(homeDir, '.ssh')
  const names = await readdir(directory).catch(() => [])
  const found = await Promise.all(
    names
      .filter((name) => name.endsWith('.pub'))
      .toSorted()
      .map(async (name) => {
        const path = join(directory, name)
        const text = await readFile(path, 'utf8').catch(() => '')
        return keysIn(text).map((key) => ({ path, text: key }))
      }),
  )
  return found.flat()
}

function keysIn(text: string): string[] {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => publicKey.test(line))
}
