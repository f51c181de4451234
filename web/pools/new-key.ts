import type { Input } from '../../src/contract/input.ts'
import type { MessageKey } from '../messages/message.ts'
import { shellWord } from '../components/shell-word.ts'

/** The key that a pool gets: typed by somebody, or read from a file of the host. */
export type NewKey = NonNullable<Input<'createPool'>['body']['encryption']>
export type KeyFormat = Extract<NewKey, { key: 'file' }>['format']

/** What is in a key file; the first is what is meant where nothing is said. */
export const keyFormats: readonly (readonly [KeyFormat, MessageKey])[] = [
  ['raw', 'key.format.raw'],
  ['hex', 'key.format.hex'],
  ['passphrase', 'key.format.passphrase'],
]

/** A key as it is filled in. */
export interface KeyForm {
  readonly by: NewKey['key']
  readonly first: string
  readonly again: string
  readonly path: string
  readonly format: KeyFormat
}

export const emptyKey: KeyForm = { by: 'prompt', first: '', again: '', path: '', format: 'raw' }

/** The key, once all of it was filled in. */
export function newKeyOf({ by, first, again, path, format }: KeyForm): NewKey | undefined {
  if (by === 'file') return path === '' ? undefined : { key: 'file', path, format }
  return first === '' || first !== again ? undefined : { key: 'prompt', passphrase: first }
}

/** What stands in the command while the key is being filled in. */
export function unfinishedKey({ by, format }: KeyForm): NewKey {
  return by === 'file' ? { key: 'file', path: 'PATH', format } : { key: 'prompt', passphrase: '' }
}

/** What one would type for a key file. A passphrase is asked for, and stands in no command. */
export function keyFileWords(key: NewKey): readonly string[] {
  if (key.key === 'prompt') return []
  const { path, format } = key
  return ['--key-file', shellWord(path), ...(format === 'raw' ? [] : ['--key-format', format])]
}
