import type { PoolSettings } from '../../domain/pool-settings.ts'
import { problemError } from '../../domain/problem.ts'
import type { SampledDataset } from '../../domain/sampled-dataset.ts'
import { thePool, type KeptPool } from './fake-pool-world.ts'
import type { World } from './world.ts'

/** How a pool and its root dataset are set, or a dataset in it in the place of that. */
export function settingsOf(kept: KeptPool, dataset: string): PoolSettings {
  const { pool, settings } = kept
  if (dataset === pool.name) return settings
  const { compression, dedup } = theDataset(kept, dataset)
  return {
    pool: settings.pool,
    dataset: {
      compression: { value: compression, local: compression !== compressionOf(kept) },
      dedup: { value: dedup ? 'on' : 'off', local: dedup },
    },
  }
}

/** `zpool set`, `zfs set`. */
export function putSetting(
  world: World,
  of: 'pool' | 'dataset',
  [setting = '', name = '']: readonly string[],
): void {
  const [property = '', value = ''] = setting.split('=')
  const kept = poolWith(world, name)
  if (name === kept.pool.name) kept.settings[of][property] = { value, local: true }
  else changeDataset(kept, name, property, value)
}

/** `zfs inherit`. */
export function inheritSetting(world: World, property: string, name: string): void {
  const kept = poolWith(world, name)
  if (name === kept.pool.name) delete kept.settings.dataset[property]
  else changeDataset(kept, name, property, property === 'compression' ? compressionOf(kept) : 'off')
}

function poolWith(world: World, dataset: string): KeptPool {
  return thePool(world, dataset.split('/')[0] ?? dataset)
}

function compressionOf({ settings }: KeptPool): string {
  return settings.dataset['compression']?.value ?? 'on'
}

function changeDataset(kept: KeptPool, name: string, property: string, value: string): void {
  const it = theDataset(kept, name)
  const changed = property === 'dedup' ? { dedup: value !== 'off' } : { [property]: value }
  kept.datasets = kept.datasets?.map((one) => (one === it ? { ...one, ...changed } : one)) ?? []
}

function theDataset({ pool, datasets = [] }: KeptPool, name: string): SampledDataset {
  const found = datasets.find((one) => one.name === name)
  if (found) return found
  throw problemError({
    code: 'not_found',
    field: 'dataset',
    object: { type: 'dataset', name },
    message: `There is no dataset ${name} in ${pool.name}.`,
    hint: `See which there are: zfs list -r ${pool.name}`,
  })
}
