import { checkDatasetName, poolOf, type DatasetName } from '../../domain/dataset-name.ts'
import { datasetRef, type Dataset, type Properties } from '../../domain/dataset.ts'
import { numberAt, objectsIn, parseZfsJson, requiredText, textAt, type JsonObject } from './json.ts'
import { parseCount } from './numbers.ts'
import { ZfsOutputError } from './output-error.ts'
import { parsePropertyRows, propertiesFromJson } from './properties.ts'
import { zfsErrorKind } from './zfs-error.ts'
import { ask, inBestCodec, type Zfs, type ZfsCall } from './zfs.ts'

export interface DatasetQuery {
  readonly root: DatasetName
  /** How far below the root: 0 is the root alone; absent for all. */
  readonly depth?: number | undefined
  readonly kinds?: readonly Dataset['kind'][] | undefined
  /** Native and users' own properties, by name. */
  readonly properties?: readonly string[] | undefined
  readonly signal?: AbortSignal | undefined
}

/** The datasets below a root, and itself, parents before children. Rejects with `not_found` if there is no root. */
export async function listDatasets(zfs: Zfs, query: DatasetQuery): Promise<readonly Dataset[]> {
  return inBestCodec(
    zfs,
    () => viaJson(zfs, query),
    () => viaText(zfs, query),
  )
}

/** One dataset; undefined if it is not there. */
export async function getDataset(
  zfs: Zfs,
  name: DatasetName,
  properties: readonly string[] = [],
): Promise<Dataset | undefined> {
  try {
    const [dataset] = await listDatasets(zfs, { root: name, depth: 0, properties })
    return dataset
  } catch (error) {
    if (zfsErrorKind(error) === 'not-found') return undefined
    throw error
  }
}

async function viaJson(zfs: Zfs, query: DatasetQuery): Promise<readonly Dataset[]> {
  // JSON gives type and createtxg without being asked.
  const columns = ['name', 'guid', ...(query.properties ?? [])].join(',')
  return ask(zfs, callFor(query, ['list', '-j', '-p', '-o', columns]), parseDatasetsJson)
}

/** Reads `zfs list -j -p -o name,guid,…`. */
export function parseDatasetsJson(stdout: string): readonly Dataset[] {
  const document = parseZfsJson(stdout, 'zfs list')
  return document === undefined ? [] : objectsIn(document, 'datasets').map(datasetFromJson)
}

function datasetFromJson(object: JsonObject): Dataset {
  const name = requiredText(object, 'name', 'a dataset')
  const properties = new Map(propertiesFromJson(object))
  const guid = properties.get('guid')
  properties.delete('guid')
  if (guid === undefined) throw new ZfsOutputError(`dataset ${name} has no guid`)
  return {
    name: named(name),
    kind: kindOf(textAt(object, 'type') ?? ''),
    guid: guid.value,
    createTxg: numberAt(object, 'createtxg'),
    properties,
  }
}

async function viaText(zfs: Zfs, query: DatasetQuery): Promise<readonly Dataset[]> {
  const heads = await ask(
    zfs,
    callFor(query, ['list', '-H', '-p', '-o', 'name,type,guid,createtxg']),
    parseDatasetRows,
  )
  const asked = query.properties ?? []
  if (asked.length === 0) return heads.map((head) => ({ ...head, properties: new Map() }))
  const columns = 'name,property,source,value'
  const names = new Set<string>(heads.map(({ name }) => name))
  const found = await ask(
    zfs,
    callFor(query, ['get', '-H', '-p', '-o', columns], [asked.join(',')]),
    (stdout) => parsePropertyRows(stdout, names, new Set(asked)),
  )
  const none: Properties = new Map()
  return heads.map((head) => ({ ...head, properties: found.get(head.name) ?? none }))
}

/** Reads `zfs list -Hp -o name,type,guid,createtxg`. */
export function parseDatasetRows(stdout: string): readonly Omit<Dataset, 'properties'>[] {
  return stdout
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => {
      const [name = '', type = '', guid = '', createTxg, ...rest] = line.split('\t')
      const txg = parseCount(createTxg)
      if (txg === undefined || rest.length > 0)
        throw new ZfsOutputError(`zfs list gave a row that is none: ${line}`)
      return { name: named(name), kind: kindOf(type), guid, createTxg: txg }
    })
}

function callFor(query: DatasetQuery, words: readonly string[], properties: readonly string[] = []): ZfsCall {
  const { root, depth, kinds = ['filesystem', 'volume'], signal } = query
  const reach = depth === undefined ? ['-r'] : ['-d', String(depth)]
  return {
    argv: ['zfs', ...words, '-t', kinds.join(','), ...reach, '--', ...properties, root],
    limit: 'look',
    pool: poolOf(root),
    attempt: { object: datasetRef(root), done: 'listed', readOnly: true },
    signal,
  }
}

function named(name: string): DatasetName {
  const checked = checkDatasetName(name)
  if (!checked.ok) throw new ZfsOutputError(`zfs list gave a name that is none: ${name}`)
  return checked.value
}

function kindOf(type: string): Dataset['kind'] {
  switch (type.toLowerCase()) {
    case 'filesystem':
      return 'filesystem'
    case 'volume':
      return 'volume'
    default:
      throw new ZfsOutputError(`zfs list gave a dataset of a kind that was not asked for: ${type}`)
  }
}
