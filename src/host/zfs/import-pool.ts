import type { PoolName } from '../../domain/dataset-name.ts'
import type { ImportablePool } from '../../domain/importable-pool.ts'
import { poolRef } from '../../domain/pool.ts'
import { problemError, throwIfProblems } from '../../domain/problem.ts'
import { parseImportListing } from './import-listing.ts'
import { isoTime, parseCDate } from './numbers.ts'
import type { PoolNumbers } from '../../domain/pool.ts'
import { checkProperties, propertyArgs, type PropertyValues } from './property-args.ts'
import { listPools } from './read-pool.ts'
import { whileBusy, type Sleep } from './while-busy.ts'
import { ask, type Zfs, type ZfsCall } from './zfs.ts'

/** Where devices are looked for: paths that stay, so that they become the pool's. */
const usualFolders: readonly string[] = ['/dev/disk/by-id']

export interface ImportSearch {
  /** Folders with devices or files. Default: `/dev/disk/by-id`. */
  readonly folders?: readonly string[] | undefined
  /** Lists pools that were destroyed in the place of the others. */
  readonly destroyed?: boolean | undefined
}

/** The pools on the devices of this host that are not imported. Looks only. */
export async function listImportable(
  zfs: Zfs,
  { folders = usualFolders, destroyed = false }: ImportSearch = {},
): Promise<readonly ImportablePool[]> {
  return ask(
    zfs,
    {
      argv: ['zpool', 'import', ...searchWords(folders), ...(destroyed ? ['-D'] : [])],
      limit: 'slow',
      pool: undefined,
      attempt: { object: { type: 'host', name: 'OpenZFS' }, done: 'searched for pools', readOnly: true },
      // None found: older releases say so with 1.
      okCodes: [0, 1],
    },
    parseImportListing,
  )
}

export interface ImportWish {
  /** Which pool: names need not be unique among pools that are not imported. */
  readonly guid: string
  /** The name it has, for texts. */
  readonly name: string
  readonly newName?: PoolName | undefined
  readonly folders?: readonly string[] | undefined
  /** Such as `cachefile`, which decides whether it is imported at the next boot. */
  readonly properties?: PropertyValues | undefined
  /** Mounts nothing. */
  readonly unmounted?: boolean | undefined
  readonly readOnly?: boolean | undefined
  /** A folder before all mountpoints, for this import only. */
  readonly altRoot?: string | undefined
  /** Goes back to the checkpoint, and all that came after it is lost; with `readOnly`, only for a look. */
  readonly rewindToCheckpoint?: boolean | undefined
  /** Also when another host had it last. Never when that host may still use it: two would destroy it. */
  readonly force?: boolean | undefined
  /** Also when a log device is lost, and with it the last seconds of synchronous writes. */
  readonly withoutLog?: boolean | undefined
  /** One that was destroyed. */
  readonly destroyed?: boolean | undefined
}

/** Imports a pool. Rejects with `in_use` when another host had it last, unless forced. */
export async function importPool(zfs: Zfs, wish: ImportWish): Promise<void> {
  refuseBadGuid(wish.guid)
  const checked = checkProperties(wish.properties ?? {})
  throwIfProblems(checked.ok ? [] : checked.problems)
  const words = [
    ...searchWords(wish.folders ?? usualFolders),
    ...propertyArgs(wish.properties ?? {}),
    ...(wish.unmounted === true ? ['-N'] : []),
    ...(wish.readOnly === true ? ['-o', 'readonly=on'] : []),
    ...(wish.altRoot === undefined ? [] : ['-R', wish.altRoot]),
    ...(wish.rewindToCheckpoint === true ? ['--rewind-to-checkpoint'] : []),
    ...(wish.force === true ? ['-f'] : []),
    ...(wish.withoutLog === true ? ['-m'] : []),
    ...(wish.destroyed === true ? ['-D'] : []),
  ]
  await zfs.run({
    argv: [
      'zpool',
      'import',
      ...words,
      '--',
      wish.guid,
      ...(wish.newName === undefined ? [] : [wish.newName]),
    ],
    limit: 'slow',
    pool: undefined,
    attempt: { object: poolRef(wish.newName ?? wish.name), pool: wish.name, done: 'imported' },
  })
}

/** What going back a little would do for a pool that cannot be imported as it is. */
export type RewindLook =
  | { readonly possible: false }
  | { readonly possible: true; readonly asOf: string; readonly lost?: string | undefined }

/**
 * Looks whether a pool could be imported by giving up its last transactions (`-F -n`). Nothing is written. Rejects with `wrong_state`
 * when it is imported.
 */
export async function lookAtRewind(
  zfs: Zfs,
  pool: Pick<ImportWish, 'guid' | 'name' | 'folders'>,
): Promise<RewindLook> {
  refuseBadGuid(pool.guid)
  if (await importedAs(zfs, pool.guid))
    throw problemError({
      code: 'wrong_state',
      object: poolRef(pool.name),
      message: `Pool ${pool.name} is imported: there is nothing to go back from.`,
      hint: `See how it is: zpool status ${pool.name}`,
    })
  const words = ['-N', '-o', 'readonly=on', '-o', 'cachefile=none', '-F', '-n', '--', pool.guid]
  const look = await ask(
    zfs,
    {
      argv: ['zpool', 'import', ...searchWords(pool.folders ?? usualFolders), ...words],
      limit: 'slow',
      pool: undefined,
      attempt: { object: poolRef(pool.name), done: 'looked at', readOnly: true },
      okCodes: [0, 1],
    },
    parseRewind,
  )
  // A pool that needs no going back is imported, `-n` or not: read-only, as asked for above. It goes as it came.
  const come = await importedAs(zfs, pool.guid)
  if (come?.readOnly === true) await exportPool(zfs, come.name as PoolName)
  return look
}

async function importedAs(zfs: Zfs, guid: string): Promise<PoolNumbers | undefined> {
  const found = (await listPools(zfs)).find((glance) => glance.answers && glance.guid === guid)
  return found?.answers === true ? found : undefined
}

/** Reads what `zpool import -Fn` says it would do (zpool_rewind_exclaim). */
export function parseRewind(stdout: string): RewindLook {
  const found = /Would be able to return .+ to its state as of (.+)\.\n/.exec(stdout)
  const seconds = parseCDate(found?.[1] ?? '')
  if (seconds === undefined) return { possible: false }
  const lost = /Would discard approximately (\d+ (?:seconds|minutes)) of transactions/.exec(stdout)?.[1]
  return { possible: true, asOf: isoTime(seconds), ...(lost === undefined ? {} : { lost }) }
}

/** Lets go of a pool, so that another host can import it. Refused while something in it is open (`in_use`). */
export async function exportPool(
  zfs: Zfs,
  pool: PoolName,
  { sleep }: { readonly sleep?: Sleep | undefined } = {},
): Promise<void> {
  const call: ZfsCall = {
    argv: ['zpool', 'export', '--', pool],
    limit: 'slow',
    pool,
    attempt: { object: poolRef(pool), done: 'exported' },
  }
  await whileBusy(() => zfs.run(call), sleep)
}

function searchWords(folders: readonly string[]): readonly string[] {
  return folders.flatMap((folder) => ['-d', folder])
}

function refuseBadGuid(guid: string): void {
  if (/^\d{1,20}$/.test(guid)) return
  throw problemError({
    code: 'invalid_input',
    field: 'guid',
    message: `${JSON.stringify(guid.slice(0, 40))} is no number of a pool.`,
    hint: 'See the numbers: zpool import',
  })
}
