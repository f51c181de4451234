import type { ImportablePool, ImportableVdev, OtherHost } from '../../domain/importable-pool.ts'
import type { VdevClass } from '../../domain/pool.ts'
import { ZfsOutputError } from './output-error.ts'
import { unwrapped } from './pool-status.ts'
import { parseReport, splitReports, type Report } from './text-report.ts'
import { auxOfText, stateOfWord } from './vdev-words.ts'

/** Reads `zpool import`, which lists what could be imported. There is no JSON of it in any release. */
export function parseImportListing(stdout: string): readonly ImportablePool[] {
  return splitReports(stdout).map((lines) => toPool(parseReport(lines)))
}

function toPool(report: Report): ImportablePool {
  const name = report.field('pool')
  const guid = report.field('id')
  if (name === undefined || guid === undefined || !/^\d+$/.test(guid))
    throw new ZfsOutputError('zpool import lists a pool without a name or number')
  const [state = '', destroyed] = (report.field('state') ?? '').split(' ')
  const statusText = unwrapped(report.field('status'))
  const actionText = unwrapped(report.field('action'))
  const messageId = /ZFS-[0-9A-Z]+-[0-9A-Z]+/.exec(report.field('see') ?? '')?.[0]
  const comment = report.field('comment')
  return {
    name,
    guid,
    state: stateOfWord(state),
    destroyed: destroyed === '(DESTROYED)',
    ...(messageId === undefined ? {} : { messageId }),
    ...(statusText === undefined ? {} : { statusText }),
    ...(actionText === undefined ? {} : { actionText }),
    ...(comment === undefined ? {} : { comment }),
    otherHost: otherHost(messageId, statusText ?? '', actionText ?? ''),
    vdevs: vdevsOf(report.config, name),
  }
}

/** The code where there is one; the text where older releases give none. */
function otherHost(messageId: string | undefined, status: string, action: string): OtherHost {
  if (messageId === 'ZFS-8000-EY' || status.startsWith('The pool was last accessed by another system'))
    return { use: 'last' }
  if (status.startsWith('The pool is currently imported by another system')) {
    const host = /must be exported from (\S+) \(hostid=/.exec(action)?.[1]
    return { use: 'now', ...(host === undefined || host === 'unknown' ? {} : { host }) }
  }
  return status.startsWith('The pool has the multihost property on') ? { use: 'unknown' } : { use: 'none' }
}

const headings: Readonly<Record<string, VdevClass>> = {
  dedup: 'dedup',
  special: 'special',
  logs: 'log',
  cache: 'l2cache',
  spares: 'spare',
}

interface Row {
  readonly depth: number
  readonly vdev: Omit<ImportableVdev, 'children'>
}

/** The table has no heading and no counters; the pool itself comes first. */
function vdevsOf(lines: readonly string[], pool: string): readonly ImportableVdev[] {
  const rows: Row[] = []
  let of: VdevClass = 'normal'
  for (const line of lines) {
    const depth = line.length - line.trimStart().length
    const heading = depth === 0 ? headings[line.trim()] : undefined
    if (heading !== undefined) of = heading
    else if (depth > 0) rows.push({ depth, vdev: toVdev(line.trim(), of) })
    else if (!line.startsWith(pool)) break
  }
  let next = 0
  const take = (depth: number): ImportableVdev[] => {
    const vdevs: ImportableVdev[] = []
    for (let row = rows[next]; row !== undefined && row.depth >= depth; row = rows[next]) {
      next++
      vdevs.push({ ...row.vdev, children: take(row.depth + 1) })
    }
    return vdevs
  }
  return take(0)
}

function toVdev(text: string, of: VdevClass): Omit<ImportableVdev, 'children'> {
  // Spares and caches are listed by name alone.
  if (of === 'spare' || of === 'l2cache') return { name: text, class: of, state: 'unknown' }
  const found = /^(.+?) {2,}([A-Z]+)(?: {2}(.+))?$/.exec(text)
  if (!found) throw new ZfsOutputError(`zpool import shows a device in a way that is not known: ${text}`)
  const aux = auxOfText(found[3] ?? '')
  return {
    name: found[1] ?? '',
    class: of,
    state: stateOfWord(found[2] ?? ''),
    ...(aux === undefined ? {} : { aux }),
  }
}
