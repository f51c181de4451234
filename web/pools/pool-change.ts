import type { Input } from '../../src/contract/input.ts'
import { wishFor, type Wish } from '../api/wish.ts'
import { keyFileWords, type NewKey } from './new-key.ts'
import { shellWord } from '../components/shell-word.ts'

export type GroupWish = Input<'addToPool'>['body']['groups'][number]
export type PoolToMake = Input<'createPool'>['body']
export type ImportOptions = NonNullable<Input<'importPool'>['body']>

/** A change to a pool that somebody thinks of, with all that it takes. */
export type PoolChange =
  | { readonly do: 'scrub' | 'trim'; readonly how: 'start' | 'pause' | 'stop' }
  | {
      readonly do:
        | 'clear'
        | 'expand'
        | 'upgrade'
        | 'export'
        | 'destroy'
        | 'stopRemoval'
        | 'unloadKey'
        | 'makeStore'
        | 'adopt'
    }
  | { readonly do: 'checkpoint'; readonly how: 'make' | 'discard' }
  | { readonly do: 'online' | 'remove'; readonly device: string }
  | { readonly do: 'offline'; readonly device: string; readonly temporary: boolean }
  | { readonly do: 'detach'; readonly device: string; readonly acceptNoRedundancy: boolean }
  | { readonly do: 'replace'; readonly device: string; readonly fresh: string; readonly erase: boolean }
  | { readonly do: 'attach'; readonly device: string; readonly fresh: string; readonly erase: boolean }
  | {
      readonly do: 'add'
      readonly groups: readonly GroupWish[]
      readonly erase: boolean
      readonly acceptWaste: boolean
    }
  | { readonly do: 'split'; readonly name: string; readonly acceptNoRedundancy: boolean }
  | {
      readonly do: 'set'
      readonly settings: Readonly<Record<string, string>>
      /** One in the pool, in the place of its root. */
      readonly dataset?: string | undefined
    }
  | { readonly do: 'loadKey'; readonly passphrase: string | undefined }
  | { readonly do: 'changeKey'; readonly key: NewKey }
  | { readonly do: 'import'; readonly named: string; readonly options: ImportOptions }

/** The change, as the daemon takes it. */
export function poolWish(pool: string, change: PoolChange): Wish {
  const params = { pool }
  switch (change.do) {
    case 'scrub':
      return wishFor('scrubPool', { params, body: { action: change.how } })
    case 'trim':
      return wishFor('trimPool', { params, body: { action: change.how } })
    case 'clear':
      return wishFor('clearPool', { params, body: {} })
    case 'expand':
      return wishFor('expandPool', { params, body: {} })
    case 'upgrade':
      return wishFor('upgradePool', { params, body: {} })
    case 'export':
      return wishFor('exportPool', { params, body: {} })
    case 'destroy':
      return wishFor('destroyPool', { params })
    case 'stopRemoval':
      return wishFor('stopRemoval', { params, body: {} })
    case 'unloadKey':
      return wishFor('unloadPoolKey', { params, body: {} })
    case 'makeStore':
      return wishFor('createStore', { body: { pool } })
    case 'adopt':
      return wishFor('adoptStore', { params: { store: pool }, body: {} })
    case 'checkpoint':
      return wishFor('checkpointPool', { params, body: { action: change.how } })
    case 'online':
      return wishFor('onlineInPool', { params, body: { device: change.device } })
    case 'remove':
      return wishFor('removeFromPool', { params, body: { vdev: change.device } })
    case 'offline':
      return wishFor('offlineInPool', {
        params,
        body: { device: change.device, ...(change.temporary ? { temporary: true } : {}) },
      })
    case 'detach':
      return wishFor('detachFromPool', {
        params,
        body: {
          device: change.device,
          ...(change.acceptNoRedundancy ? { acceptNoRedundancy: true } : {}),
        },
      })
    case 'replace':
      return wishFor('replaceInPool', {
        params,
        body: { old: change.device, new: change.fresh, ...(change.erase ? { erase: true } : {}) },
      })
    case 'attach':
      return wishFor('attachToPool', {
        params,
        body: { to: change.device, new: change.fresh, ...(change.erase ? { erase: true } : {}) },
      })
    case 'add':
      return wishFor('addToPool', {
        params,
        body: {
          groups: [...change.groups],
          ...(change.erase ? { erase: true } : {}),
          ...(change.acceptWaste ? { acceptWaste: true } : {}),
        },
      })
    case 'split':
      return wishFor('splitPool', {
        params,
        body: { name: change.name, ...(change.acceptNoRedundancy ? { acceptNoRedundancy: true } : {}) },
      })
    case 'set':
      return wishFor('setPool', {
        params,
        body: {
          settings: change.settings,
          ...(change.dataset === undefined ? {} : { dataset: change.dataset }),
        },
      })
    case 'loadKey':
      return wishFor('loadPoolKey', {
        params,
        body: change.passphrase === undefined ? {} : { passphrase: change.passphrase },
      })
    case 'changeKey':
      return wishFor('changePoolKey', {
        params,
        body:
          change.key.key === 'file' ? change.key : { key: 'passphrase', passphrase: change.key.passphrase },
      })
    case 'import':
      return wishFor('importPool', { params: { pool: change.named }, body: change.options })
  }
}

/** What one would type for the same. Passphrases are asked for there, and stand in no command. */
export function poolCommand(pool: string, change: PoolChange): string {
  const line = (verb: string, ...words: readonly (string | false | undefined)[]) =>
    ['kiste', ...verb.split(' '), ...words.filter((word) => typeof word === 'string')]
      .map(shellWord)
      .join(' ')
  switch (change.do) {
    case 'scrub':
    case 'trim':
      return line(`pool ${change.do}`, pool, change.how !== 'start' && `--${change.how}`)
    case 'clear':
    case 'expand':
    case 'upgrade':
    case 'export':
    case 'destroy':
      return line(`pool ${change.do}`, pool)
    case 'stopRemoval':
      return line('pool remove', pool, '--stop')
    case 'unloadKey':
      return line('pool unload-key', pool)
    case 'makeStore':
      return line('store create', pool)
    case 'adopt':
      return line('adopt', pool)
    case 'checkpoint':
      return line('pool checkpoint', pool, change.how === 'discard' && '--discard')
    case 'online':
    case 'remove':
      return line(`pool ${change.do}`, pool, change.device)
    case 'offline':
      return line('pool offline', pool, change.device, change.temporary && '--temporary')
    case 'detach':
      return line('pool detach', pool, change.device, change.acceptNoRedundancy && '--accept-no-redundancy')
    case 'replace':
    case 'attach':
      return line(`pool ${change.do}`, pool, change.device, change.fresh, change.erase && '--erase')
    case 'add':
      return line(
        'pool add',
        pool,
        ...change.groups.flatMap((group) => ['--vdev', vdevWords(group)]),
        change.erase && '--erase',
        change.acceptWaste && '--accept-waste',
      )
    case 'split':
      return line('pool split', pool, change.name, change.acceptNoRedundancy && '--accept-no-redundancy')
    case 'set':
      return line(
        'pool set',
        pool,
        ...Object.entries(change.settings).map(([name, value]) => `${name}=${value}`),
        ...(change.dataset === undefined ? [] : ['--dataset', change.dataset]),
      )
    case 'loadKey':
      return line('pool load-key', pool)
    case 'changeKey':
      return [line('pool change-key', pool), ...keyFileWords(change.key)].join(' ')
    case 'import':
      return line(
        'pool import',
        change.named,
        ...(change.options.as === undefined ? [] : ['--as', change.options.as]),
        change.options.look && '--look',
        change.options.force && '--force',
        change.options.mount !== undefined && (change.options.mount ? '--mount' : '--no-mount'),
        change.options.dropLog && '--drop-log',
        change.options.rewind && '--rewind',
      )
  }
}

/** A vdev as the command line takes it: `mirror A B`, `cache A`. */
export function vdevWords({ class: use, kind, drives }: GroupWish): string {
  const word = use === 'l2cache' ? 'cache' : use
  return [
    ...(word === undefined || word === 'normal' ? [] : [word]),
    ...(kind === 'single' ? [] : [kind]),
    ...drives,
  ].join(' ')
}
