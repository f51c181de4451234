import type { DataErrors, PoolCheckpoint, PoolExpansion, PoolRemoval } from '../../domain/pool.ts'
import { numberAt, objectAt, objectsIn, parseZfsJson, requiredText, textAt, type JsonObject } from './json.ts'
import { isoTime } from './numbers.ts'
import { unwrapped, type PoolStatus } from './pool-status.ts'
import { scanFromJson } from './scan-json.ts'
import { poolStateOfWord } from './vdev-words.ts'
import { vdevsFromJson } from './vdev-json.ts'

/**
 * Reads `zpool status -j -p -P -v`. `now`, in seconds since 1970, is when it ran: the rate of a scan follows from how long it has been
 * going. Keys that are not known here are left alone.
 */
export function parseStatusJson(stdout: string, now: number): readonly PoolStatus[] {
  const document = parseZfsJson(stdout, 'zpool status')
  return document === undefined ? [] : objectsIn(document, 'pools').map((pool) => poolFromJson(pool, now))
}

function poolFromJson(pool: JsonObject, now: number): PoolStatus {
  const name = requiredText(pool, 'name', 'a pool')
  return {
    name,
    guid: requiredText(pool, 'pool_guid', `pool ${name}`),
    state: poolStateOfWord(requiredText(pool, 'state', `pool ${name}`)),
    messageId: textAt(pool, 'msgid'),
    statusText: unwrapped(textAt(pool, 'status')),
    scan: scanFromJson(objectAt(pool, 'scan_stats'), now),
    expansion: expansion(objectAt(pool, 'raidz_expand_stats')),
    removal: removal(objectAt(pool, 'removal_stats')),
    checkpoint: checkpoint(objectAt(pool, 'checkpoint_stats')),
    vdevs: vdevsFromJson(pool, name),
    dataErrors: dataErrors(pool),
  }
}

function expansion(stats: JsonObject | undefined): PoolExpansion {
  const state = stats && textAt(stats, 'state')
  if (stats === undefined || state === 'NONE') return { state: 'none' }
  // The name comes without its number (raidz_expand_status_nvlist asks for it that way), which stands beside it.
  const vdev = `${requiredText(stats, 'name', 'an expansion')}-${numberAt(stats, 'expanding_vdev')}`
  const startedAt = isoTime(numberAt(stats, 'start_time'))
  const endedAt = isoTime(numberAt(stats, 'end_time'))
  if (state === 'FINISHED') return { state: 'finished', vdev, endedAt }
  if (state === 'CANCELED') return { state: 'cancelled', vdev, endedAt }
  return {
    state: numberAt(stats, 'waiting_for_resilver') === 0 ? 'running' : 'paused',
    vdev,
    doneBytes: numberAt(stats, 'reflowed'),
    totalBytes: numberAt(stats, 'to_reflow'),
    startedAt,
  }
}

function removal(stats: JsonObject | undefined): PoolRemoval {
  const state = stats && textAt(stats, 'state')
  if (stats === undefined || state === 'NONE') return { state: 'none' }
  const endedAt = isoTime(numberAt(stats, 'end_time'))
  if (state === 'FINISHED') return { state: 'finished', endedAt }
  if (state === 'CANCELED') return { state: 'cancelled', endedAt }
  return {
    state: 'running',
    doneBytes: numberAt(stats, 'copied'),
    totalBytes: numberAt(stats, 'to_copy'),
    startedAt: isoTime(numberAt(stats, 'start_time')),
  }
}

function checkpoint(stats: JsonObject | undefined): PoolCheckpoint {
  const state = stats && textAt(stats, 'state')
  if (stats === undefined || state === 'NONE') return { state: 'none' }
  if (state === 'DISCARDING') return { state: 'discarding', leftBytes: numberAt(stats, 'space') }
  return {
    state: 'exists',
    createdAt: isoTime(numberAt(stats, 'start_time')),
    sizeBytes: numberAt(stats, 'space'),
  }
}

function dataErrors(pool: JsonObject): DataErrors {
  if (pool['error_count'] === undefined)
    return { known: false, because: 'ZFS does not say how many there are' }
  const count = numberAt(pool, 'error_count')
  const list = pool['errlist']
  // In the place of the list can stand the text of the error that kept it from being read (errors_nvlist).
  if (typeof list === 'string') return { known: false, because: list }
  // Without -v there is no list.
  if (count > 0 && list === undefined) return { known: true, count, objects: [] }
  const objects = Array.isArray(list) ? list.map(String) : []
  // `error_count` counts blocks, the list the files and volumes they are in.
  return { known: true, count: objects.length, objects }
}
