import type { PoolName } from '../../src/domain/dataset-name.ts'
import { poolRef } from '../../src/domain/pool.ts'
import { layoutWords, type PoolLayout } from '../../src/domain/pool-layout.ts'
import { problemError, throwIfProblems } from '../../src/domain/problem.ts'
import type { EncryptionKey } from '../../src/host/zfs/keys.ts'
import { checkProperties, propertyArgs, type PropertyValues } from '../../src/host/zfs/property-args.ts'
import { readPool } from '../../src/host/zfs/read-pool.ts'
import { zfsErrorKind } from '../../src/host/zfs/zfs-error.ts'
import { whileBusy, type Sleep } from '../../src/host/zfs/while-busy.ts'
import { whileDevicesSettle } from '../../src/host/zfs/while-devices-settle.ts'
import type { Zfs, ZfsCall } from '../../src/host/zfs/zfs.ts'

/** A pool to be made, with nothing left to decide. */
export interface NewPool {
  readonly name: PoolName
  /** Drives as absolute paths. */
  readonly layout: PoolLayout
  /** Of the pool, `compatibility` and `feature@…` among them; `ashift` comes from the layout. */
  readonly properties?: PropertyValues | undefined
  /** Of its root dataset, which all others inherit: `compression`, `atime`, `encryption` … */
  readonly rootProperties?: PropertyValues | undefined
  /** The key, when the root's `keylocation` is `prompt`. */
  readonly key?: EncryptionKey | undefined
  readonly altRoot?: string | undefined
  /** Mixed redundancy and devices with old labels are refused by ZFS otherwise; devices in use always are. */
  readonly force?: boolean | undefined
}

/** Makes a pool. Nothing on its devices survives. */
export async function createPool(
  zfs: Zfs,
  wish: NewPool,
  { sleep }: { readonly sleep?: Sleep | undefined } = {},
): Promise<void> {
  throwIfProblems([
    ...problemsOf(wish.properties, 'properties'),
    ...problemsOf(wish.rootProperties, 'rootProperties'),
  ])
  const call: ZfsCall = {
    argv: ['zpool', 'create', ...createWords(wish)],
    limit: 'slow',
    pool: undefined,
    attempt: { object: poolRef(wish.name), done: 'created' },
    ...(wish.key === undefined ? {} : { input: wish.key }),
  }
  await whileDevicesSettle(() => zfs.run(call), sleep)
}

/** What stands behind `zpool create`. Pure, so that a preview shows the very words. */
export function createWords(wish: NewPool): readonly string[] {
  return [
    ...(wish.force === true ? ['-f'] : []),
    '-o',
    `ashift=${wish.layout.ashift}`,
    ...propertyArgs(wish.properties ?? {}),
    ...propertyArgs(wish.rootProperties ?? {}, '-O'),
    ...(wish.altRoot === undefined ? [] : ['-R', wish.altRoot]),
    '--',
    wish.name,
    ...layoutWords(wish.layout.groups),
  ]
}

/** Destroys a pool with all that is in it, if it still is the one of this guid. Gone already is success. */
export async function destroyPool(
  zfs: Zfs,
  name: PoolName,
  guid: string,
  { sleep }: { readonly sleep?: Sleep | undefined } = {},
): Promise<void> {
  try {
    const there = await readPool(zfs, name)
    if (there.guid !== guid)
      throw problemError({
        code: 'foreign_object',
        object: poolRef(name),
        message: `Pool ${name} was not destroyed: another one has its name now (guid ${there.guid}, not ${guid}).`,
        hint: 'See: zpool list -o name,guid',
      })
    const call: ZfsCall = {
      argv: ['zpool', 'destroy', '--', name],
      limit: 'slow',
      pool: name,
      attempt: { object: poolRef(name), done: 'destroyed' },
    }
    await whileBusy(() => zfs.run(call), sleep)
  } catch (error) {
    if (zfsErrorKind(error) !== 'not-found') throw error
  }
}

function problemsOf(values: PropertyValues | undefined, field: string) {
  const checked = checkProperties(values ?? {}, field)
  return checked.ok ? [] : checked.problems
}
