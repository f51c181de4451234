import type { PoolName } from '../../src/domain/dataset-name.ts'
import { flattenVdevs, poolRef } from '../../src/domain/pool.ts'
import { layoutWords, type LayoutGroup } from '../../src/domain/pool-layout.ts'
import { problemError, throwIfProblems } from '../../src/domain/problem.ts'
import { checkProperties, propertyArgs, type PropertyValues } from '../../src/host/zfs/property-args.ts'
import { readStatus } from '../../src/host/zfs/read-pool.ts'
import { whileDevicesSettle } from '../../src/host/zfs/while-devices-settle.ts'
import { wholeDiskPath } from '../../src/host/zfs/whole-disk.ts'
import { zfsErrorKind } from '../../src/host/zfs/zfs-error.ts'
import type { Zfs } from '../../src/host/zfs/zfs.ts'

// A device of a pool is named by its guid, which zpool takes everywhere: paths change, and may hold the name of another.

/** Adds top-level vdevs. Most cannot be taken out again. `force` allows redundancy that differs from what the pool has. */
export async function addVdevs(
  zfs: Zfs,
  pool: PoolName,
  groups: readonly LayoutGroup[],
  options: { readonly force?: boolean; readonly ashift?: number } = {},
): Promise<void> {
  const ashift = options.ashift === undefined ? {} : { ashift: String(options.ashift) }
  const words = [...(options.force === true ? ['-f'] : []), ...propertyArgs(ashift)]
  await changeWith(zfs, pool, 'extended', ['add', ...words, '--', pool, ...layoutWords(groups)])
}

/** Makes a single device a mirror, a mirror one deeper, or a raidz one wider (2.3 and later). What follows goes on by itself. */
export async function attachDevice(
  zfs: Zfs,
  pool: PoolName,
  to: string,
  device: string,
  options: { readonly force?: boolean; readonly sequential?: boolean } = {},
): Promise<void> {
  const words = [...(options.force === true ? ['-f'] : []), ...(options.sequential === true ? ['-s'] : [])]
  await changeWith(zfs, pool, `given ${device}`, ['attach', ...words, '--', pool, to, device])
}

/** Takes a device out of a mirror, or the old one out of a replacement. */
export async function detachDevice(zfs: Zfs, pool: PoolName, device: string): Promise<void> {
  await change(zfs, pool, 'slow', `freed of ${device}`, ['detach', '--', pool, device])
}

/** Puts another device in the place of one; `by` absent means that the new one is in the same place. */
export async function replaceDevice(
  zfs: Zfs,
  pool: PoolName,
  device: string,
  by?: string,
  options: { readonly force?: boolean; readonly sequential?: boolean } = {},
): Promise<void> {
  const words = [...(options.force === true ? ['-f'] : []), ...(options.sequential === true ? ['-s'] : [])]
  const operands = [pool, device, ...(by === undefined ? [] : [by])]
  await changeWith(zfs, pool, `given a new device for ${device}`, ['replace', ...words, '--', ...operands])
}

/** Stops using a device; `untilReboot` forgets that at the next boot. Refused where data would be lost. */
export async function offlineDevice(
  zfs: Zfs,
  pool: PoolName,
  device: string,
  options: { readonly untilReboot?: boolean } = {},
): Promise<void> {
  const words = options.untilReboot === true ? ['-t'] : []
  await change(zfs, pool, 'change', `run without ${device}`, ['offline', ...words, '--', pool, device])
}

/** Uses a device again; with `expand`, all of it, if it has grown. Also mends a pool that is suspended. */
export async function onlineDevice(
  zfs: Zfs,
  pool: PoolName,
  device: string,
  options: { readonly expand?: boolean } = {},
): Promise<void> {
  const words = ['online', ...(options.expand === true ? ['-e'] : []), '--', pool]
  const bringBack = (operand: string) => mend(zfs, pool, `brought ${device} back`, [...words, operand])
  try {
    await bringBack(device)
  } catch (error) {
    if (zfsErrorKind(error) !== 'no-such-device') throw error
    // Where a whole disk may grow (`-e`, `autoexpand`), zpool makes its partition anew, and takes the operand for a path to it
    // (zpool_vdev_online in libzfs_pool.c).
    const path = await wholeDiskOf(zfs, pool, device)
    if (path === undefined) throw error
    await bringBack(path)
  }
}

async function wholeDiskOf(zfs: Zfs, pool: PoolName, device: string): Promise<string | undefined> {
  const found = flattenVdevs((await readStatus(zfs, pool)).vdevs).find(({ guid }) => guid === device)
  return found?.kind === 'disk' ? wholeDiskPath(found.wasPath ?? found.path) : undefined
}

/** Takes a top-level vdev out: mirrors and single devices are emptied first, which goes on by itself; spares and caches at once. */
export async function removeVdev(zfs: Zfs, pool: PoolName, vdev: string): Promise<void> {
  await change(zfs, pool, 'slow', `freed of ${vdev}`, ['remove', '--', pool, vdev])
}

/** Stops a removal that goes on. */
export async function cancelRemoval(zfs: Zfs, pool: PoolName): Promise<void> {
  await change(zfs, pool, 'change', 'kept as it is', ['remove', '-s', '--', pool])
}

/** Makes a pool of its own from one device of each mirror; named ones, or the last of each. It is not imported. */
export async function splitPool(
  zfs: Zfs,
  pool: PoolName,
  newName: PoolName,
  devices: readonly string[] = [],
  properties: PropertyValues = {},
): Promise<void> {
  const checked = checkProperties(properties)
  throwIfProblems(checked.ok ? [] : checked.problems)
  const words = ['split', ...propertyArgs(properties), '--', pool, newName, ...devices]
  await change(zfs, pool, 'slow', `split into ${newName}`, words)
}

/** Forgets errors counted so far, of a device or all; a pool that is suspended tries again. */
export async function clearErrors(zfs: Zfs, pool: PoolName, device?: string): Promise<void> {
  await mend(zfs, pool, 'cleared', ['clear', '--', pool, ...(device === undefined ? [] : [device])])
}

/** Looks at all devices again, as after a cable was put back. */
export async function reopenPool(zfs: Zfs, pool: PoolName): Promise<void> {
  await mend(zfs, pool, 'looked at afresh', ['reopen', '--', pool])
}

/** Takes ZFS's labels off a device that is in no imported pool. `force`: also if it says that it is in a pool. */
export async function clearLabel(
  zfs: Zfs,
  path: string,
  options: { readonly force?: boolean } = {},
): Promise<void> {
  if (!path.startsWith('/'))
    throw problemError({ code: 'invalid_input', field: 'path', message: `${path} is not an absolute path.` })
  await zfs.run({
    argv: ['zpool', 'labelclear', ...(options.force === true ? ['-f'] : []), '--', path],
    limit: 'change',
    pool: undefined,
    attempt: { object: { type: 'drive', name: path }, done: 'erased' },
  })
}

async function change(
  zfs: Zfs,
  pool: PoolName,
  limit: 'change' | 'slow',
  done: string,
  words: readonly string[],
): Promise<void> {
  await zfs.run({ argv: ['zpool', ...words], limit, pool, attempt: { object: poolRef(pool), done } })
}

/** As `change`, with devices that are new to the pool. */
async function changeWith(zfs: Zfs, pool: PoolName, done: string, words: readonly string[]): Promise<void> {
  await whileDevicesSettle(() => change(zfs, pool, 'slow', done, words))
}

/** What has to get through to a pool that is suspended. */
async function mend(zfs: Zfs, pool: PoolName, done: string, words: readonly string[]): Promise<void> {
  await zfs.run({
    argv: ['zpool', ...words],
    limit: 'change',
    pool,
    evenSuspended: true,
    attempt: { object: poolRef(pool), done },
  })
}
