import { markProperty } from '../../domain/pool-create-argv.ts'
import { poolFeatures } from '../../domain/pool-features.ts'
import type { Setting } from '../../domain/pool-settings.ts'
import type { Pool, Vdev } from '../../domain/pool.ts'
import { importedPool, poolProblem, poolsOf, type KeptPool } from './fake-pool-world.ts'
import { guidOf, settled } from './fake-vdevs.ts'
import { vdevsOf } from './fake-layout.ts'
import type { Verb } from './fake-zpool.ts'

/** `zpool create`. */
export const makePool: Verb = ({ world }, { options, operands: [name = '', ...layout], secret }) => {
  if (importedPool(world, name))
    throw poolProblem('already_exists', name, `Pool ${name} could not be made: the name is taken.`)
  const vdevs = vdevsOf(world, name, layout, 0)
  const { pool, dataset } = settingsIn(options)
  const mark = dataset[markProperty]?.value
  delete dataset[markProperty]
  if (dataset['encryption']) dataset['keystatus'] = { value: 'available', local: false }
  const made = freshPool(name, vdevs, pool, dataset)
  poolsOf(world)[made.pool.guid] = {
    ...made,
    ...(mark === undefined ? {} : { mark }),
    ...(secret === undefined ? {} : { passphrase: secret }),
  }
}

/** An empty pool of these vdevs. */
export function freshPool(
  name: string,
  vdevs: readonly Vdev[],
  pool: Record<string, Setting> = {},
  dataset: Record<string, Setting> = {},
): KeptPool {
  const features = poolFeatures.map(
    (one) => [`feature@${one.name}`, { value: 'enabled', local: true }] as const,
  )
  const bare: Pool = {
    name,
    guid: guidOf(`pool ${name} ${vdevs.map((vdev) => vdev.guid).join(' ')}`),
    state: 'online',
    sizeBytes: 0,
    allocatedBytes: 524_288,
    freeBytes: 0,
    fragmentationPercent: 0,
    dedupRatio: 1,
    readOnly: false,
    scan: { state: 'none' },
    expansion: { state: 'none' },
    removal: { state: 'none' },
    checkpoint: { state: 'none' },
    vdevs,
    dataErrors: { known: true, count: 0, objects: [] },
  }
  return {
    imported: true,
    pool: settled(bare),
    settings: { pool: { ...Object.fromEntries(features), ...pool }, dataset },
  }
}

/** `-o KEY=VALUE` is of the pool, `-O` of its root dataset. */
function settingsIn(options: readonly string[]) {
  const settings: KeptPool['settings'] = { pool: {}, dataset: {} }
  options.forEach((word, index) => {
    const [key = '', ...value] = (options[index + 1] ?? '').split('=')
    const of = word === '-o' ? settings.pool : word === '-O' ? settings.dataset : undefined
    if (of) of[key] = { value: value.join('='), local: true }
  })
  return settings
}
