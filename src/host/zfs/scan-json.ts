import type { PoolScan } from '../../domain/pool.ts'
import { numberAt, objectsIn, textAt, type JsonObject } from './json.ts'
import { isoTime } from './numbers.ts'
import { mostTelling, secondsLeft } from './pool-status.ts'

/** The scan that matters most: one that runs, else the one that ended last. `now` is in seconds since 1970. */
export function scanFromJson(stats: JsonObject | undefined, now: number): PoolScan {
  if (stats === undefined) return { state: 'none' }
  const scans = [healing(stats, now), ...objectsIn(stats, 'rebuild_stats').map(rebuild)]
  return mostTelling(scans)
}

function healing(stats: JsonObject, now: number): PoolScan {
  const what = textAt(stats, 'function') === 'RESILVER' ? 'resilver' : 'scrub'
  const repairedBytes = numberAt(stats, 'processed')
  const startedAt = isoTime(numberAt(stats, 'start_time'))
  const endedAt = isoTime(numberAt(stats, 'end_time'))
  switch (textAt(stats, 'state') ?? 'NONE') {
    case 'SCANNING': {
      const doneBytes = numberAt(stats, 'issued')
      const totalBytes = Math.max(doneBytes, numberAt(stats, 'to_examine') - numberAt(stats, 'skipped'))
      const paused = numberAt(stats, 'scrub_pause') > 0
      const busySeconds = Math.max(
        1,
        now - numberAt(stats, 'pass_start') - numberAt(stats, 'scrub_spent_paused'),
      )
      const bytesPerSecond = paused ? 0 : Math.floor(numberAt(stats, 'issued_bytes_per_scan') / busySeconds)
      return {
        state: 'running',
        what,
        startedAt,
        paused,
        doneBytes,
        totalBytes,
        bytesPerSecond,
        secondsLeft: secondsLeft(doneBytes, totalBytes, bytesPerSecond),
        repairedBytes,
      }
    }
    case 'FINISHED':
      return { state: 'finished', what, startedAt, endedAt, errors: numberAt(stats, 'errors'), repairedBytes }
    case 'CANCELED':
      return { state: 'cancelled', what, endedAt }
    default:
      return { state: 'none' }
  }
}

/** A sequential resilver (`zpool replace -s`, and dRAID's own), which is counted per top-level vdev. */
function rebuild(stats: JsonObject): PoolScan {
  const startedAt = isoTime(numberAt(stats, 'start_time'))
  const endedAt = isoTime(numberAt(stats, 'end_time'))
  const repairedBytes = numberAt(stats, 'rebuilt')
  switch (textAt(stats, 'state') ?? 'NONE') {
    case 'ACTIVE': {
      const doneBytes = numberAt(stats, 'issued')
      const totalBytes = Math.max(doneBytes, numberAt(stats, 'to_scan'))
      const seconds = Math.max(1, Math.round(numberAt(stats, 'pass_time') / 1e9))
      const bytesPerSecond = Math.floor(numberAt(stats, 'pass_issued') / seconds)
      return {
        state: 'running',
        what: 'resilver',
        startedAt,
        paused: false,
        doneBytes,
        totalBytes,
        bytesPerSecond,
        secondsLeft: secondsLeft(doneBytes, totalBytes, bytesPerSecond),
        repairedBytes,
      }
    }
    case 'COMPLETE':
      return {
        state: 'finished',
        what: 'resilver',
        startedAt,
        endedAt,
        errors: numberAt(stats, 'errors'),
        repairedBytes,
      }
    case 'CANCELED':
      return { state: 'cancelled', what: 'resilver', endedAt }
    default:
      return { state: 'none' }
  }
}
