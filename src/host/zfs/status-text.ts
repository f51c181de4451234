import type { DataErrors, PoolCheckpoint, PoolExpansion, PoolRemoval } from '../../domain/pool.ts'
import { isoTime, parseCDate, parseShortSize } from './numbers.ts'
import { ZfsOutputError } from './output-error.ts'
import { unwrapped, type PoolStatus } from './pool-status.ts'
import { scanFromText } from './scan-text.ts'
import { parseReport, splitReports, type Report } from './text-report.ts'
import { poolStateOfWord } from './vdev-words.ts'
import { parseGuidTable, vdevsFromTable } from './vdev-table.ts'

/**
 * Reads `zpool status -P -p -s -t`, run with TZ=UTC, for releases without JSON. The text has no guids: they come from the same
 * command with `-g` in the place of `-P`, which prints the same table with guids as names. Sizes are good for three digits.
 */
export function parseStatusText(stdout: string, withGuids: string): readonly PoolStatus[] {
  const guids = new Map(
    splitReports(withGuids)
      .map((lines) => parseReport(lines))
      .map((report) => [poolName(report), parseGuidTable(report.config)]),
  )
  return splitReports(stdout).map((lines) => {
    const report = parseReport(lines)
    const name = poolName(report)
    const table = guids.get(name)
    if (table === undefined) throw new ZfsOutputError(`zpool status -g does not show pool ${name}`)
    return poolFromText(report, name, table)
  })
}

/** Only the errors of each pool, of `zpool status -v`. */
export function parseErrorsText(stdout: string): readonly Pick<PoolStatus, 'name' | 'dataErrors'>[] {
  return splitReports(stdout)
    .map((lines) => parseReport(lines))
    .map((report) => ({ name: poolName(report), dataErrors: dataErrors(report.field('errors')) }))
}

function poolFromText(report: Report, name: string, guids: readonly string[]): PoolStatus {
  const see = report.field('see')
  return {
    name,
    // The root vdev is never shown by its guid; `zpool list` has it.
    guid: '',
    state: poolStateOfWord(report.field('state') ?? ''),
    messageId: see === undefined ? undefined : /ZFS-[0-9A-Z]+-[0-9A-Z]+/.exec(see)?.[0],
    statusText: unwrapped(report.field('status')),
    scan: scanFromText(report.fields('scan')),
    expansion: expansion(report.field('expand')),
    removal: removal(report.field('remove')),
    checkpoint: checkpoint(report.field('checkpoint')),
    vdevs: vdevsFromTable(report.config, guids),
    dataErrors: dataErrors(report.field('errors')),
  }
}

function poolName(report: Report): string {
  const name = report.field('pool')
  if (name === undefined) throw new ZfsOutputError('zpool status shows a pool without a name')
  return name
}

function expansion(text: string | undefined): PoolExpansion {
  if (text === undefined) return { state: 'none' }
  const ended = /^expanded (\S+) copied \S+ in .*?, on (.+)$/m.exec(text)
  if (ended) return { state: 'finished', vdev: ended[1] ?? '', endedAt: time(ended[2]) }
  const running = /^expansion of (\S+) in progress since (.+)\n\s*(\S+) \/ (\S+) copied at/.exec(text)
  if (!running) throw new ZfsOutputError(`zpool status tells of an expansion in unknown words: ${text}`)
  return {
    state: text.includes('paused for resilver') ? 'paused' : 'running',
    vdev: running[1] ?? '',
    startedAt: time(running[2]),
    doneBytes: size(running[3]),
    totalBytes: size(running[4]),
  }
}

function removal(text: string | undefined): PoolRemoval {
  if (text === undefined) return { state: 'none' }
  const finished = /^Removal of vdev \d+ copied \S+ in \S+, completed on (.+)$/m.exec(text)
  if (finished) return { state: 'finished', endedAt: time(finished[1]) }
  const cancelled = /^Removal of .+ canceled on (.+)$/m.exec(text)
  if (cancelled) return { state: 'cancelled', endedAt: time(cancelled[1]) }
  const running = /^Evacuation of .+ in progress since (.+)\n\s*(\S+) copied out of (\S+) at/.exec(text)
  if (!running) throw new ZfsOutputError(`zpool status tells of a removal in unknown words: ${text}`)
  return {
    state: 'running',
    startedAt: time(running[1]),
    doneBytes: size(running[2]),
    totalBytes: size(running[3]),
  }
}

function checkpoint(text: string | undefined): PoolCheckpoint {
  if (text === undefined) return { state: 'none' }
  const exists = /^created (.+), consumes (\S+)$/.exec(text)
  if (exists) return { state: 'exists', createdAt: time(exists[1]), sizeBytes: size(exists[2]) }
  const discarding = /^discarding, (\S+) remaining/.exec(text)
  if (!discarding) throw new ZfsOutputError(`zpool status tells of a checkpoint in unknown words: ${text}`)
  return { state: 'discarding', leftBytes: size(discarding[1]) }
}

function dataErrors(text: string | undefined): DataErrors {
  if (text === undefined) return { known: false, because: 'ZFS does not say how many there are' }
  if (text.startsWith('No known data errors')) return { known: true, count: 0, objects: [] }
  const counted = /^(\d+) data errors?, use '-v' for a list/.exec(text)
  if (counted) return { known: true, count: Number(counted[1]), objects: [] }
  const list = /^Permanent errors have been detected in the following files:\n([^]*)$/.exec(text)
  if (!list) return { known: false, because: text }
  const objects = (list[1] ?? '')
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
  return { known: true, count: objects.length, objects }
}

function time(text: string | undefined): string {
  const seconds = parseCDate(text ?? '')
  if (seconds === undefined) throw new ZfsOutputError(`zpool status gives a time that is none: ${text ?? ''}`)
  return isoTime(seconds)
}

function size(text: string | undefined): number {
  const bytes = parseShortSize(text ?? '')
  if (bytes === undefined) throw new ZfsOutputError(`zpool status gives a size that is none: ${text ?? ''}`)
  return bytes
}
