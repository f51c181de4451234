import type { PoolName } from '../../domain/dataset-name.ts'
import type { Properties } from '../../domain/dataset.ts'
import { poolRef } from '../../domain/pool.ts'
import { throwIfProblems } from '../../domain/problem.ts'
import { objectsIn, parseZfsJson } from './json.ts'
import { ZfsOutputError } from './output-error.ts'
import { checkProperties, type PropertyValues } from './property-args.ts'
import { parsePropertyRows, propertiesFromJson } from './properties.ts'
import { ask, inBestCodec, type Zfs } from './zfs.ts'

/** Properties of a pool: those named, or all, features (`feature@…`) among them. */
export async function getPoolProperties(
  zfs: Zfs,
  pool: PoolName,
  names: readonly string[] = ['all'],
): Promise<Properties> {
  const call = (codec: readonly string[]) => ({
    argv: ['zpool', 'get', ...codec, '--', names.join(','), pool] as const,
    limit: 'look' as const,
    pool,
    attempt: { object: poolRef(pool), done: 'looked at', readOnly: true },
  })
  return inBestCodec(
    zfs,
    () => ask(zfs, call(['-j', '-p']), (stdout) => parsePoolPropertiesJson(stdout, pool)),
    () =>
      ask(zfs, call(['-H', '-p', '-o', 'name,property,source,value']), (stdout) =>
        parsePoolPropertyRows(stdout, pool),
      ),
  )
}

/** Reads `zpool get -j -p`. */
export function parsePoolPropertiesJson(stdout: string, pool: PoolName): Properties {
  const document = parseZfsJson(stdout, 'zpool get') ?? {}
  const found = objectsIn(document, 'pools').find((object) => object['name'] === pool)
  if (found === undefined) throw new ZfsOutputError(`zpool get does not show pool ${pool}`)
  return propertiesFromJson(found)
}

/** Reads `zpool get -Hp -o name,property,source,value`. Values of pools have no line ends. */
export function parsePoolPropertyRows(stdout: string, pool: PoolName): Properties {
  const asked = new Set(
    stdout.split('\n').flatMap((line) => {
      const [name, property] = line.split('\t')
      return name === pool && property !== undefined ? [property] : []
    }),
  )
  return parsePropertyRows(stdout, new Set([pool]), asked).get(pool) ?? new Map()
}

/** Sets properties of a pool, one command each, as `zpool set` takes no more. */
export async function setPoolProperties(zfs: Zfs, pool: PoolName, values: PropertyValues): Promise<void> {
  const checked = checkProperties(values)
  throwIfProblems(checked.ok ? [] : checked.problems)
  for (const [name, value] of Object.entries(values))
    await zfs.run({
      argv: ['zpool', 'set', `${name}=${value}`, pool],
      limit: 'change',
      pool,
      attempt: { object: poolRef(pool), done: 'changed' },
    })
}
