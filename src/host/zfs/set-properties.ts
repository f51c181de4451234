import { poolOf, type DatasetName, type SnapshotName } from '../../domain/dataset-name.ts'
import { throwIfProblems } from '../../domain/problem.ts'
import { refOf } from './dataset-verbs.ts'
import { checkProperties, type PropertyValues } from './property-args.ts'
import type { Zfs } from './zfs.ts'

/**
 * Sets properties of a dataset or snapshot, all in one command. With `unmounted`, a new mountpoint takes effect at the next mount
 * (2.2 and later).
 */
export async function setProperties(
  zfs: Zfs,
  name: DatasetName | SnapshotName,
  values: PropertyValues,
  { unmounted = false }: { readonly unmounted?: boolean } = {},
): Promise<void> {
  const checked = checkProperties(values)
  throwIfProblems(checked.ok ? [] : checked.problems)
  const pairs = Object.entries(values).map(([property, value]) => `${property}=${value}`)
  if (pairs.length === 0) return
  // Without `--`: releases before 2.2 take it for a property. A checked name of a property begins with no dash.
  await zfs.run({
    argv: ['zfs', 'set', ...(unmounted ? ['-u'] : []), ...pairs, name],
    limit: 'change',
    pool: poolOf(name),
    attempt: { object: refOf(name), done: 'changed' },
  })
}

/** Takes a property back to what the dataset above has, or to its default; a user's own property is removed. */
export async function inheritProperty(
  zfs: Zfs,
  name: DatasetName | SnapshotName,
  property: string,
): Promise<void> {
  const checked = checkProperties({ [property]: '' })
  throwIfProblems(checked.ok ? [] : checked.problems)
  await zfs.run({
    argv: ['zfs', 'inherit', '--', property, name],
    limit: 'change',
    pool: poolOf(name),
    attempt: { object: refOf(name), done: 'changed' },
  })
}
