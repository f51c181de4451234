import { isoTime, parseCount } from '../numbers.ts'
import { ZfsOutputError } from '../output-error.ts'
import { marks, type Marks } from './marks.ts'
import { splitSnapshot, type Tree, type TreeDataset, type TreeSnapshot } from './tree.ts'

/**
 * What is asked of each dataset and snapshot. A fact that nobody can set stands last: what a person wrote into a property, however much
 * it looks like rows of this table, then always ends before a row that has to come.
 */
export const askedProperties: readonly string[] = [
  'guid',
  'createtxg',
  'creation',
  'origin',
  'volsize',
  'used',
  'usedbydataset',
  'userrefs',
  'clones',
  'encryptionroot',
  'keystatus',
  ...Object.values(marks),
  'type',
]

/** The columns of a row; values stand last, as those of users' own properties may hold tabs and line ends. */
export const rowColumns = 'name,property,source,value'

/** Reads `zfs get -Hp` of the asked properties. Holds are not in it: where `userrefs` is not 0, `holdsOf` is asked for them. */
export function readTree(stdout: string, holdsOf: (snapshot: string) => readonly string[] = () => []): Tree {
  const rows = readRows(stdout)
  const snapshots = snapshotRows(rows)
  return rows
    .filter(({ name }) => !name.includes('@'))
    .map((row): TreeDataset => {
      const kind = row.value('type')
      if (kind !== 'filesystem' && kind !== 'volume') throw unread(`${row.name} is a ${kind ?? 'nothing'}`)
      return {
        name: row.name,
        kind,
        guid: row.needed('guid'),
        createTxg: row.count('createtxg'),
        own: row.own,
        ...(row.value('origin') === undefined ? {} : { origin: row.value('origin') }),
        ...(row.value('volsize') === undefined ? {} : { sizeBytes: row.count('volsize') }),
        ...(row.value('keystatus') === 'unavailable'
          ? { lockedBy: row.value('encryptionroot') ?? row.name }
          : {}),
        usedBytes: row.count('used'),
        ownBytes: row.count('usedbydataset'),
        snapshots: (snapshots.get(row.name) ?? [])
          .map((snapshot) => snapshotOf(snapshot, holdsOf))
          .toSorted((a, b) => a.createTxg - b.createTxg),
      }
    })
}

/** By dataset; in one pass, as a store may have ten thousand. */
function snapshotRows(rows: readonly Row[]): ReadonlyMap<string, readonly Row[]> {
  const found = new Map<string, Row[]>()
  for (const row of rows) {
    if (!row.name.includes('@')) continue
    const { dataset } = splitSnapshot(row.name)
    const others = found.get(dataset)
    if (others) others.push(row)
    else found.set(dataset, [row])
  }
  return found
}

/** The snapshots of this table that are held. */
export function heldIn(stdout: string): readonly string[] {
  return readRows(stdout)
    .filter((row) => row.name.includes('@') && row.count('userrefs') > 0)
    .map(({ name }) => name)
}

function snapshotOf(row: Row, holdsOf: (snapshot: string) => readonly string[]): TreeSnapshot {
  return {
    label: splitSnapshot(row.name).label,
    guid: row.needed('guid'),
    createTxg: row.count('createtxg'),
    createdAt: isoTime(row.count('creation')),
    usedBytes: row.count('used'),
    ...(row.value('volsize') === undefined ? {} : { sizeBytes: row.count('volsize') }),
    own: row.own,
    clones: (row.value('clones') ?? '').split(',').filter((name) => name !== ''),
    holds: holdsOf(row.name),
  }
}

interface Row {
  readonly name: string
  /** Undefined where ZFS says `-`. */
  value(property: string): string | undefined
  needed(property: string): string
  count(property: string): number
  readonly own: Marks
}

function readRows(stdout: string): Row[] {
  const found: Row[] = []
  let name: string | undefined
  let values: { property: string; source: string; value: string }[] = []
  const finish = () => {
    if (name !== undefined) found.push(rowOf(name, values))
    name = undefined
    values = []
  }
  for (const line of stdout.replace(/\n$/, '').split('\n')) {
    if (line === '' && name === undefined) continue
    const [first = '', property = '', source = '', ...rest] = line.split('\t')
    const isNext = property === askedProperties[values.length] && (name === undefined || first === name)
    const last = values.at(-1)
    if (isNext) {
      name ??= first
      values.push({ property, source, value: rest.join('\t') })
    } else if (last) last.value += `\n${line}`
    else throw unread(line)
    if (values.length === askedProperties.length) finish()
  }
  if (name !== undefined) throw unread(`${name} lacks ${askedProperties[values.length] ?? ''}`)
  return found
}

function rowOf(
  name: string,
  values: readonly { readonly property: string; readonly source: string; readonly value: string }[],
): Row {
  const value = (property: string) => {
    const found = values.find((one) => one.property === property)?.value
    return found === '-' ? undefined : found
  }
  const needed = (property: string) => {
    const found = value(property)
    if (found === undefined) throw unread(`${name} has no ${property}`)
    return found
  }
  return {
    name,
    value,
    needed,
    count(property) {
      const found = parseCount(needed(property))
      if (found === undefined) throw unread(`${property} of ${name} is no number`)
      return found
    },
    own: Object.fromEntries(
      values
        .filter(
          ({ property, source }) => property.includes(':') && (source === 'local' || source === 'received'),
        )
        .map((one) => [one.property, one.value]),
    ),
  }
}

/** Reads `zfs get -Hp -s local,received all`: what people set on each dataset, without what Kiste or ZFS itself keeps there. */
export function readSettings(stdout: string): ReadonlyMap<string, Marks> {
  const found = new Map<string, Record<string, string>>()
  for (const line of stdout.split('\n')) {
    const [name = '', property = '', source, ...value] = line.split('\t')
    if (source !== 'local' && source !== 'received') continue
    if (property.startsWith('kiste:') || notCarried.has(property)) continue
    const settings = found.get(name) ?? {}
    settings[property] = value.join('\t')
    found.set(name, settings)
  }
  return found
}

/** What a clone has of its origin anyway, or must not have: a size, a place of its own, a key, space set aside for another size. */
const notCarried: ReadonlySet<string> = new Set([
  'volsize',
  'volblocksize',
  'refreservation',
  'reservation',
  'mountpoint',
  'canmount',
  'encryption',
  'keyformat',
  'keylocation',
  'pbkdf2iters',
])

function unread(what: string): ZfsOutputError {
  return new ZfsOutputError(`zfs get gave something that cannot be read: ${what}`)
}
