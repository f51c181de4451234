import type { PoolNumbers } from '../../domain/pool.ts'
import { objectAt, objectsIn, parseZfsJson, requiredText, textAt, type JsonObject } from './json.ts'
import { ZfsOutputError } from './output-error.ts'
import { poolStateOfWord } from './vdev-words.ts'

/** The columns to ask for, in the order the text has them. */
export const poolColumns = [
  'name',
  'guid',
  'health',
  'size',
  'allocated',
  'free',
  'fragmentation',
  'dedupratio',
  'readonly',
] as const

type Columns = Readonly<Record<(typeof poolColumns)[number], string>>

/** Reads `zpool list -j -p -o COLUMNS`; no output at all means no pool. */
export function parsePoolListJson(stdout: string): readonly PoolNumbers[] {
  const document = parseZfsJson(stdout, 'zpool list')
  return document === undefined ? [] : objectsIn(document, 'pools').map((pool) => toNumbers(columnsOf(pool)))
}

/** Reads `zpool list -H -p -o COLUMNS`: tabs between columns, as names may hold blanks. */
export function parsePoolListText(stdout: string): readonly PoolNumbers[] {
  return stdout
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => {
      const values = line.split('\t')
      if (values.length !== poolColumns.length)
        throw new ZfsOutputError(
          `zpool list gave ${values.length} columns, not ${poolColumns.length}: ${line}`,
        )
      const columns = Object.fromEntries(poolColumns.map((column, nth) => [column, values[nth] ?? '']))
      return toNumbers(columns as Columns)
    })
}

function columnsOf(pool: JsonObject): Columns {
  const name = requiredText(pool, 'name', 'a pool')
  const properties = objectAt(pool, 'properties') ?? {}
  const value = (column: string) => textAt(objectAt(properties, column) ?? {}, 'value')
  const columns = Object.fromEntries(poolColumns.map((column) => [column, value(column) ?? '-']))
  // The name and the guid stand beside the properties.
  return { ...(columns as Columns), name, guid: requiredText(pool, 'pool_guid', `pool ${name}`) }
}

function toNumbers(columns: Columns): PoolNumbers {
  return {
    name: columns.name,
    guid: columns.guid,
    state: poolStateOfWord(columns.health),
    sizeBytes: number(columns.size),
    allocatedBytes: number(columns.allocated),
    freeBytes: number(columns.free),
    fragmentationPercent: number(columns.fragmentation),
    dedupRatio: number(columns.dedupratio),
    readOnly: columns.readonly === 'on',
  }
}

/** `-p` leaves units away, but not in every release. */
function number(text: string): number {
  if (text === '-' || text === '') return 0
  const value = Number(text.replace(/[%x]$/, ''))
  if (!Number.isFinite(value)) throw new ZfsOutputError(`zpool list gave a number that is none: ${text}`)
  return value
}
