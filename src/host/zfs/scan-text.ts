import type { PoolScan } from '../../domain/pool.ts'
import { isoTime, parseCDate, parseDuration, parseShortSize } from './numbers.ts'
import { ZfsOutputError } from './output-error.ts'
import { mostTelling, secondsLeft } from './pool-status.ts'

/** Reads the `scan:` parts of `zpool status`: a sequential resilver has one for each vdev, and a scrub may stand beside it. */
export function scanFromText(parts: readonly string[]): PoolScan {
  return mostTelling(parts.map(parse))
}

// The name in brackets stands there for a sequential resilver, which goes vdev by vdev.
const finished = /^(scrub repaired|resilvered(?: \(.+\))?) (\S+) in (.+) with (\d+) errors on (.+)$/m
const cancelled = /^(scrub|resilver)(?: \(.+\))? canceled on (.+)$/m
const running = /^(scrub|resilver)(?: \(.+\))? in progress since (.+)$/m
const paused = /^scrub paused since .+\n\s*scrub started on (.+)$/m

function parse(text: string): PoolScan {
  if (text.startsWith('none requested')) return { state: 'none' }
  const ended = finished.exec(text)
  if (ended) {
    const [, what = '', repaired, took = '', errors, on] = ended
    const end = time(on)
    const duration = parseDuration(took)
    if (duration === undefined) throw unknownWords(text)
    return {
      state: 'finished',
      what: what.startsWith('scrub') ? 'scrub' : 'resilver',
      startedAt: isoTime(end - duration),
      endedAt: isoTime(end),
      errors: Number(errors),
      repairedBytes: size(repaired, text),
    }
  }
  const stopped = cancelled.exec(text)
  if (stopped) return { state: 'cancelled', what: kind(stopped[1]), endedAt: isoTime(time(stopped[2])) }
  const pause = paused.exec(text)
  const going = pause === null ? running.exec(text) : null
  if (pause === null && going === null) throw unknownWords(text)
  const { doneBytes, totalBytes, bytesPerSecond } = progress(text)
  const repaired = /(\S+) (?:resilvered|repaired), /.exec(text)?.[1]
  return {
    state: 'running',
    what: pause === null ? kind(going?.[1]) : 'scrub',
    startedAt: isoTime(time(pause === null ? going?.[2] : pause[1])),
    paused: pause !== null,
    doneBytes,
    totalBytes,
    bytesPerSecond,
    secondsLeft: secondsLeft(doneBytes, totalBytes, bytesPerSecond),
    repairedBytes: size(repaired, text),
  }
}

/** 2.1: `1G scanned at 2M/s, 3G issued at 4M/s, 5G total`; later: `1G / 5G scanned at 2M/s, 3G / 5G issued at 4M/s`. */
function progress(text: string): { doneBytes: number; totalBytes: number; bytesPerSecond: number } {
  const old = /scanned(?: at \S+\/s)?, (\S+) issued(?: (?:at )?(\S+)\/s)?, (\S+) total/.exec(text)
  const later = /scanned(?: at \S+\/s)?, (\S+) \/ (\S+) issued(?: at (\S+)\/s)?/.exec(text)
  if (old)
    return {
      doneBytes: size(old[1], text),
      bytesPerSecond: old[2] === undefined ? 0 : size(old[2], text),
      totalBytes: size(old[3], text),
    }
  if (!later) throw unknownWords(text)
  return {
    doneBytes: size(later[1], text),
    totalBytes: size(later[2], text),
    bytesPerSecond: later[3] === undefined ? 0 : size(later[3], text),
  }
}

function kind(word: string | undefined): 'scrub' | 'resilver' {
  return word === 'resilver' ? 'resilver' : 'scrub'
}

function time(text: string | undefined): number {
  const seconds = parseCDate(text ?? '')
  if (seconds === undefined) throw new ZfsOutputError(`zpool status gives a time that is none: ${text ?? ''}`)
  return seconds
}

function size(text: string | undefined, of: string): number {
  const bytes = parseShortSize(text ?? '')
  if (bytes === undefined) throw unknownWords(of)
  return bytes
}

function unknownWords(text: string): ZfsOutputError {
  return new ZfsOutputError(`zpool status tells of a scan in unknown words: ${text}`)
}
