import { keyPathOf, type KeyFile } from '../../domain/key-file.ts'
import { problemError } from '../../domain/problem.ts'
import { datasetsIn } from './fake-pool-mounts.ts'
import { poolProblem, thePool, type KeptPool } from './fake-pool-world.ts'
import type { World } from './world.ts'

/** `zfs load-key`, `unload-key` and `change-key` of a pool's root dataset. */
export function keyCommand(
  world: World,
  verb: string,
  options: readonly string[],
  name: string,
  secret: string | undefined,
): void {
  const kept = thePool(world, name)
  const { dataset } = kept.settings
  const status = (value: 'available' | 'unavailable') => {
    dataset['keystatus'] = { value, local: false }
  }
  switch (verb) {
    case 'load-key':
      assertKey(world, kept, options, secret)
      return status('available')
    case 'unload-key': {
      const open = datasetsIn(kept).find(({ mounted }) => mounted)?.name ?? kept.heldBy?.[0]?.path
      if (open !== undefined)
        throw poolProblem('in_use', name, `Dataset ${name} could not be locked: it is in use.`)
      return status('unavailable')
    }
    case 'change-key': {
      if (dataset['keystatus']?.value !== 'available')
        throw poolProblem('key_needed', name, `The key of ${name} is not loaded.`)
      for (const option of options) {
        const [key = '', value = ''] = option.split('=')
        if (option.includes('=')) dataset[key] = { value, local: true }
      }
      if (secret === undefined) delete kept.passphrase
      else kept.passphrase = secret
      return
    }
    default:
      throw new TypeError(`the fake host does not know: zfs ${verb}`)
  }
}

/** A key file as it is in this world. */
export function keyFileAt({ keyFiles = {} }: World, path: string): KeyFile {
  const file = keyFiles[path]
  return file === undefined || file.state === 'wrong'
    ? { state: 'there', sizeBytes: 32, othersRead: false }
    : file
}

function assertKey(
  { keyFiles = {} }: World,
  { settings, passphrase, pool: { name } }: KeptPool,
  options: readonly string[],
  secret: string | undefined,
): void {
  const refuse = (because: string, hint: string) =>
    problemError({
      code: 'invalid_input',
      object: { type: 'dataset', name },
      message: `Dataset ${name} could not be unlocked: ${because}.`,
      hint,
    })
  const path = keyPathOf(settings.dataset['keylocation']?.value)
  if (options.includes('prompt') || path === undefined) {
    if (secret !== passphrase) throw refuse('the key is wrong', 'Try again.')
    return
  }
  const file = keyFiles[path]
  if (file?.state === 'wrong') throw refuse('the key is wrong', 'Try again.')
  if (file?.state === 'missing')
    throw refuse(
      'Failed to open key material file: No such file or directory',
      `See how the pool is: zpool status -v ${name}`,
    )
}
