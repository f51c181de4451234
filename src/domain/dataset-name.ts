import { refused, valid, type Checked, type Problem } from './problem.ts'

/** A checked name of a dataset: `tank`, `tank/kiste/web`. Branded, so that an unchecked text never reaches a command. */
export type DatasetName = string & { readonly __dataset: unique symbol }

/** A checked name of a pool, which is that of its root dataset too. */
export type PoolName = DatasetName & { readonly __pool: unique symbol }

/** `tank/kiste/web@before-upgrade`. */
export type SnapshotName = string & { readonly __snapshot: unique symbol }

/** `tank/kiste/web#sent`. */
export type BookmarkName = string & { readonly __bookmark: unique symbol }

/** 256 with the closing NUL (ZFS_MAX_DATASET_NAME_LEN), for the whole name including `@…`. */
export const datasetNameMaxLength = 255

/** A pool's own hidden datasets must fit as well: `POOL/$ORIGIN@$ORIGIN` (pool_namecheck in zfs_namecheck.c). */
export const poolNameMaxLength = 239

/** `zfs_max_dataset_nesting`: so many `/` less one. */
const nestingLimit = 50

// `%` is ZFS's own, for what is being received (`%recv`); ZFS would accept it from us, and then collide.
const goodCharacter = /[A-Za-z0-9._:\- ]/

/** What ZFS reads as the beginning of a vdev specification (zpool_name_valid in libzfs_pool.c); `c0…` is a Solaris disk. */
const reserved: readonly { readonly pattern: RegExp; readonly because: string }[] = [
  { pattern: /^mirror/, because: 'names that begin with "mirror" are reserved' },
  { pattern: /^raidz/, because: 'names that begin with "raidz" are reserved' },
  { pattern: /^draid/, because: 'names that begin with "draid" are reserved' },
  { pattern: /^spare/, because: 'names that begin with "spare" are reserved' },
  { pattern: /^log$/, because: '"log" is reserved' },
  { pattern: /^c[0-9]/, because: 'names that begin with "c" and a digit are reserved for disks' },
]

/** Checks the name of a pool that is to be made or renamed. All problems at once. */
export function checkNewPoolName(name: string, field = 'pool'): Checked<PoolName> {
  const because = [
    ...whyBadComponents(name.split('/'), name),
    ...(name.includes('/') ? ['a pool has no "/" in its name'] : []),
    ...(name.length > poolNameMaxLength ? [tooLong(name, poolNameMaxLength)] : []),
    ...reserved.filter(({ pattern }) => pattern.test(name)).map(({ because }) => because),
  ]
  return judged<PoolName>(name, because, 'a pool', field)
}

/** Checks the name of a pool that is already there: older ZFS took names that are reserved now. */
export function checkPoolName(name: string, field = 'pool'): Checked<PoolName> {
  const because = [
    ...whyBadComponents(name.split('/'), name),
    ...(name.includes('/') ? ['a pool has no "/" in its name'] : []),
    ...(name.length > poolNameMaxLength ? [tooLong(name, poolNameMaxLength)] : []),
  ]
  return judged<PoolName>(name, because, 'a pool', field)
}

/** Checks a dataset's full name, pool first. All problems at once. */
export function checkDatasetName(name: string, field = 'dataset'): Checked<DatasetName> {
  return judged<DatasetName>(name, whyBadDataset(name), 'a dataset', field)
}

/** Checks a snapshot's full name: dataset, `@`, label. All problems at once. */
export function checkSnapshotName(name: string, field = 'snapshot'): Checked<SnapshotName> {
  return judged<SnapshotName>(name, whyBadPointInTime(name, '@'), 'a snapshot', field)
}

/** Checks a bookmark's full name: dataset, `#`, label. All problems at once. */
export function checkBookmarkName(name: string, field = 'bookmark'): Checked<BookmarkName> {
  return judged<BookmarkName>(name, whyBadPointInTime(name, '#'), 'a bookmark', field)
}

/** The snapshot of this label of a dataset. */
export function snapshotOf(dataset: DatasetName, label: string, field = 'snapshot'): Checked<SnapshotName> {
  return checkSnapshotName(`${dataset}@${label}`, field)
}

/** The dataset right below another. */
export function childOf(parent: DatasetName, child: string, field = 'dataset'): Checked<DatasetName> {
  if (child.includes('/'))
    return refused(badName(child, 'a dataset', ['it is one step of a path and has no "/"'], field))
  return checkDatasetName(`${parent}/${child}`, field)
}

/** The pool a dataset, snapshot or bookmark is in. */
export function poolOf(name: DatasetName | SnapshotName | BookmarkName): PoolName {
  return name.split(/[/@#]/, 1)[0] as PoolName
}

/** The dataset a snapshot or bookmark is of. */
export function datasetOf(name: SnapshotName | BookmarkName): DatasetName {
  return name.split(/[@#]/, 1)[0] as DatasetName
}

/** What stands behind the `@` or `#`. */
export function labelOf(name: SnapshotName | BookmarkName): string {
  return name.slice(datasetOf(name).length + 1)
}

/** The dataset above; a pool's root dataset has none. */
export function parentOf(name: DatasetName): DatasetName | undefined {
  const end = name.lastIndexOf('/')
  return end < 0 ? undefined : (name.slice(0, end) as DatasetName)
}

export function isPoolRoot(name: DatasetName): name is PoolName {
  return !name.includes('/')
}

/** Whether `name` is `root` or lies anywhere below it. */
export function isWithin(name: DatasetName, root: DatasetName): boolean {
  return name === root || name.startsWith(`${root}/`)
}

function whyBadDataset(name: string): string[] {
  return [
    ...whyBadComponents(name.split('/'), name),
    ...(name.length > datasetNameMaxLength ? [tooLong(name, datasetNameMaxLength)] : []),
  ]
}

function whyBadPointInTime(name: string, delimiter: '@' | '#'): string[] {
  const at = name.indexOf(delimiter)
  if (at < 0) return [...whyBadDataset(name), `it has no "${delimiter}"`]
  const label = name.slice(at + 1)
  return [
    ...whyBadComponents(name.slice(0, at).split('/'), name.slice(0, at)),
    ...(label === '' ? [`nothing stands behind the "${delimiter}"`] : []),
    ...badCharacters(label, ''),
    ...(name.length > datasetNameMaxLength ? [tooLong(name, datasetNameMaxLength)] : []),
  ]
}

function whyBadComponents(components: readonly string[], name: string): string[] {
  if (name === '') return ['it is empty']
  const because: string[] = []
  if (name.startsWith('/')) because.push('it begins with "/"')
  if (name.endsWith('/')) because.push('it ends with "/"')
  if (components.slice(1, -1).includes('')) because.push('it has "//" in it')
  for (const dots of ['.', '..'])
    if (components.includes(dots)) because.push(`"${dots}" cannot be a part of it`)
  if (components.length > nestingLimit)
    because.push(`it is ${components.length} levels deep and ${nestingLimit} are allowed`)
  because.push(...badCharacters(name, '/'))
  if (!/^[A-Za-z/]/.test(name)) because.push('it does not begin with a letter')
  return because
}

function badCharacters(text: string, alsoGood: string): string[] {
  const bad = new Set(Array.from(text).filter((one) => !goodCharacter.test(one) && !alsoGood.includes(one)))
  return [...bad].map((one) => `${JSON.stringify(one)} is not allowed in it`)
}

function tooLong(name: string, most: number): string {
  return `it has ${name.length} characters and ${most} are allowed`
}

function judged<T extends string>(
  name: string,
  because: readonly string[],
  what: string,
  field: string,
): Checked<T> {
  return because.length === 0 ? valid(name as T) : refused(badName(name, what, because, field))
}

function badName(name: string, what: string, because: readonly string[], field: string): Problem {
  const shown = name.length > 80 ? `${name.slice(0, 77)}…` : name
  return {
    code: 'invalid_input',
    field,
    message: `${JSON.stringify(shown)} cannot be the name of ${what}: ${because.join('; ')}.`,
    hint: 'Use letters, digits, ".", "_", "-" and ":", parts separated by "/", beginning with a letter.',
  }
}
