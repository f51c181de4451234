import { problemError } from '../../domain/problem.ts'
import { poolProblem, thePool } from './fake-pool-world.ts'
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
      if (options.includes('prompt') && secret !== kept.passphrase)
        throw problemError({
          code: 'invalid_input',
          object: { type: 'dataset', name },
          message: `Dataset ${name} could not be unlocked: the key is wrong.`,
          hint: 'Type it again.',
        })
      return status('available')
    case 'unload-key':
      return status('unavailable')
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
