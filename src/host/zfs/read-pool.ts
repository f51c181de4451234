import type { PoolName } from '../../domain/dataset-name.ts'
import type { PoolGlance } from '../../domain/pool-glance.ts'
import { flattenVdevs, poolRef, type DataErrors, type Pool, type PoolNumbers } from '../../domain/pool.ts'
import { ZfsOutputError } from './output-error.ts'
import { parsePoolListJson, parsePoolListText, poolColumns } from './pool-list.ts'
import { poolStates } from './pool-states.ts'
import type { PoolStatus } from './pool-status.ts'
import { mergedByPlace } from './merge-vdevs.ts'
import { parseStatusJson } from './status-json.ts'
import { parseErrorsText, parseStatusText } from './status-text.ts'
import { zfsProblem } from './zfs-problems.ts'
import { zfsErrorKind } from './zfs-error.ts'
import { ask, explained, inBestCodec, type Zfs, type ZfsCall } from './zfs.ts'

/** All imported pools. ZFS is asked only about those that answer, by name, so that one that hangs hides none. */
export async function listPools(zfs: Zfs): Promise<readonly PoolGlance[]> {
  const states = await explained(
    { object: { type: 'host', name: 'OpenZFS' }, done: 'asked for pools', readOnly: true },
    () => poolStates(zfs.runner),
  )
  const glances = await Promise.all(
    [...states].map(async ([name, state]): Promise<PoolGlance | undefined> => {
      if (state === 'suspended') return { answers: false, name, state }
      const numbers = await readNumbers(zfs, name).catch((error: unknown) => {
        // Exported since.
        if (zfsErrorKind(error) === 'not-found') return undefined
        throw error
      })
      return numbers && { answers: true, ...numbers }
    }),
  )
  return glances.filter((glance) => glance !== undefined)
}

/** All there is to know of a pool. Also of one that is suspended, as long as ZFS still answers. */
export async function readPool(zfs: Zfs, name: PoolName): Promise<Pool> {
  const status = await readStatus(zfs, name)
  const numbers = await readNumbers(zfs, name)
  if (numbers === undefined)
    throw zfsProblem(new ZfsOutputError(`zpool list does not show pool ${name}`), look(name, []).attempt)
  return {
    ...status,
    dataErrors: await named(zfs, name, status.dataErrors),
    guid: numbers.guid,
    sizeBytes: numbers.sizeBytes,
    allocatedBytes: numbers.allocatedBytes,
    freeBytes: numbers.freeBytes,
    fragmentationPercent: numbers.fragmentationPercent,
    dedupRatio: numbers.dedupRatio,
    readOnly: numbers.readOnly,
  }
}

/**
 * The same errors with the files and volumes they are in. Having them named takes ZFS long: it reads each damaged block again to find
 * its owners (35 ms each, measured on a slow machine). So it is asked only where there are some, and where it does not end in time
 * their count has to do.
 */
async function named(zfs: Zfs, name: PoolName, errors: DataErrors): Promise<DataErrors> {
  if (!errors.known || errors.count === errors.objects.length) return errors
  const asked = (words: readonly string[]) => look(name, ['status', ...words, '-P', '-v', name])
  try {
    const { dataErrors } = await inBestCodec(
      zfs,
      () =>
        ask(zfs, asked(['-j', '-p']), (stdout) => only(parseStatusJson(stdout, Date.now() / 1_000), name)),
      () => ask(zfs, asked(['-p']), (stdout) => only(parseErrorsText(stdout), name)),
    )
    return dataErrors
  } catch (error) {
    if (zfsErrorKind(error) === 'timeout') return errors
    throw error
  }
}

/** What `zpool status` tells of a pool: health, devices, what goes on. Data errors are counted and not named. */
export async function readStatus(zfs: Zfs, name: PoolName): Promise<PoolStatus> {
  return inBestCodec(
    zfs,
    () => statusViaJson(zfs, name),
    () => statusViaText(zfs, name),
  )
}

async function statusViaJson(zfs: Zfs, name: PoolName): Promise<PoolStatus> {
  const read = (stdout: string) => only(parseStatusJson(stdout, Date.now() / 1_000), name)
  const status = await ask(zfs, look(name, ['status', '-j', '-p', '-P', '-t', name]), read)
  if (flattenVdevs(status.vdevs).every(({ guid }) => guid !== '')) return status
  // By name ZFS does not find a dRAID, and tells neither its guid nor its state (zfs#18431). By guid it does.
  const byGuid = await ask(zfs, look(name, ['status', '-j', '-p', '-g', name]), read)
  return explained(look(name, []).attempt, async () => ({
    ...status,
    vdevs: mergedByPlace(status.vdevs, byGuid.vdevs),
  }))
}

async function statusViaText(zfs: Zfs, name: PoolName): Promise<PoolStatus> {
  const table = await ask(zfs, look(name, ['status', '-P', '-p', '-s', '-t', name]), (stdout) => stdout)
  return ask(zfs, look(name, ['status', '-g', '-p', name]), (withGuids) =>
    only(parseStatusText(table, withGuids), name),
  )
}

async function readNumbers(zfs: Zfs, name: PoolName): Promise<PoolNumbers | undefined> {
  const columns = ['-o', poolColumns.join(',')]
  const [numbers] = await inBestCodec(
    zfs,
    () => ask(zfs, look(name, ['list', '-j', '-p', ...columns, name]), parsePoolListJson),
    () => ask(zfs, look(name, ['list', '-H', '-p', ...columns, name]), parsePoolListText),
  )
  return numbers
}

function only<Found extends { readonly name: string }>(pools: readonly Found[], name: PoolName): Found {
  const found = pools.find((pool) => pool.name === name)
  if (found === undefined) throw new ZfsOutputError(`zpool status does not show pool ${name}`)
  return found
}

function look(name: PoolName, words: readonly string[]): ZfsCall {
  return {
    argv: ['zpool', ...words],
    limit: 'look',
    pool: name,
    // Looking takes no lock that I/O holds, and is what a pool that is ill needs most.
    evenSuspended: true,
    attempt: { object: poolRef(name), done: 'looked at', readOnly: true },
  }
}
