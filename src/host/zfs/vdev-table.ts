import type { Vdev, VdevClass, VdevErrors, VdevLeaf, VdevTrim } from '../../domain/pool.ts'
import { parseShortSize } from './numbers.ts'
import { ZfsOutputError } from './output-error.ts'
import { auxOfText, kindOfName, leafKindOfPath, stateOfWord } from './vdev-words.ts'

/** The headings of the table's parts, which have no state behind them. */
const headings: Readonly<Record<string, VdevClass>> = {
  dedup: 'dedup',
  special: 'special',
  logs: 'log',
  cache: 'l2cache',
  spares: 'spare',
}

interface Row {
  readonly depth: number
  readonly name: string
  readonly class: VdevClass
  /** The state and all that follows it. */
  readonly rest: string
}

/** The names in a table of `zpool status -g`, top to bottom, without the pool's own. They are guids. */
export function parseGuidTable(lines: readonly string[]): readonly string[] {
  return parseRows(lines).rows.map(({ name }) => name)
}

/** The top-level vdevs of a table of `zpool status -P`, and their guids in the same order. */
export function vdevsFromTable(lines: readonly string[], guids: readonly string[]): readonly Vdev[] {
  const { rows, hasSlow } = parseRows(lines)
  if (rows.length !== guids.length)
    throw new ZfsOutputError('the pool changed between two looks at it: its devices are not the same')
  let next = 0
  const take = (depth: number): Vdev[] => {
    const vdevs: Vdev[] = []
    for (let row = rows[next]; row !== undefined && row.depth >= depth; row = rows[next]) {
      const guid = guids[next] ?? ''
      next++
      vdevs.push(toVdev(row, guid, hasSlow, take(row.depth + 1)))
    }
    return vdevs
  }
  return take(0)
}

/** Where the state begins, the heading tells: names may hold blanks. The first row is the pool itself. */
function parseRows(lines: readonly string[]): { readonly rows: readonly Row[]; readonly hasSlow: boolean } {
  const heading = lines[0] ?? ''
  const stateAt = heading.indexOf('STATE')
  if (!heading.startsWith('NAME') || stateAt < 0) return { rows: [], hasSlow: false }
  const rows: Row[] = []
  let of: VdevClass = 'normal'
  for (const line of lines.slice(2)) {
    const section = headings[line.trim()]
    if (section !== undefined && !line.startsWith(' ')) {
      of = section
      continue
    }
    // Columns are counted in bytes.
    const bytes = Buffer.from(line)
    const name = bytes.toString('utf8', 0, stateAt)
    rows.push({
      depth: name.length - name.trimStart().length,
      name: name.trim(),
      class: of,
      rest: bytes.toString('utf8', stateAt),
    })
  }
  return { rows, hasSlow: /\bSLOW\b/.test(heading) }
}

function toVdev(row: Row, guid: string, hasSlow: boolean, children: readonly Vdev[]): Vdev {
  const { state, errors, slowIos, behind } = parseRest(row, hasSlow)
  const aux = auxOf(behind, row.class)
  const head = {
    name: row.name,
    guid,
    class: row.class,
    state: stateOfWord(state),
    errors,
    ...(aux === undefined ? {} : { aux }),
    ...(behind.includes('(removing)') ? { removing: true as const } : {}),
  }
  const kind = kindOfName(row.name)
  if (kind !== undefined && kind.kind !== 'draid-spare') return { ...head, ...kind, children }
  return { ...head, ...leafOf(row.name, kind !== undefined, slowIos, behind) }
}

/** Spares have no counters. */
function parseRest(row: Row, hasSlow: boolean) {
  const numbers = row.class === 'spare' ? 0 : hasSlow ? 4 : 3
  const pattern = new RegExp(String.raw`^(\S+) *${String.raw`(?: +(\S+))`.repeat(numbers)}(.*)$`)
  const found = pattern.exec(row.rest)
  if (!found)
    throw new ZfsOutputError(`zpool status shows ${row.name} in a way that is not known: ${row.rest}`)
  const [read = 0, write = 0, checksum = 0, slowIos = 0] = found
    .slice(2, 2 + numbers)
    .map((text) => parseShortSize(text ?? '') ?? 0)
  const errors: VdevErrors = { read, write, checksum }
  return { state: found[1] ?? '', errors, slowIos, behind: found[2 + numbers] ?? '' }
}

function auxOf(behind: string, of: VdevClass): string | undefined {
  const text = behind
    .replace(/^ +/, '')
    .replace(/ {2}\(.*$/, '')
    .trim()
  if (of === 'spare' && (text === 'currently in use' || text.startsWith('in use by pool'))) return 'SPARED'
  return auxOfText(text)
}

function leafOf(name: string, draidSpare: boolean, slowIos: number, behind: string): VdevLeaf {
  const was = /^ +was (.+?)(?: {2}\(.*)?$/.exec(behind)?.[1]
  const path = was ?? name
  const size = /block size: (\d+)B configured, (\d+)B native/.exec(behind)
  const scanning = /\((resilvering|repairing|awaiting resilver)\)/.exec(behind)?.[1]
  const trim = trimOf(behind)
  return {
    kind: draidSpare ? 'draid-spare' : leafKindOfPath(path),
    path,
    slowIos,
    ...(was === undefined ? {} : { wasPath: was }),
    ...(scanning === undefined
      ? {}
      : { scanning: scanning.replace(' ', '-') as VdevLeaf['scanning'] & string }),
    ...(trim === undefined ? {} : { trim }),
    ...(size === null
      ? {}
      : { blockSize: { configuredBytes: Number(size[1]), nativeBytes: Number(size[2]) } }),
  }
}

function trimOf(behind: string): VdevTrim | undefined {
  if (behind.includes('(trim unsupported)')) return { state: 'unsupported' }
  if (behind.includes('(untrimmed)')) return { state: 'untrimmed' }
  const found = /\((\d+)% trimmed, (suspended|started|completed)/.exec(behind)
  if (!found) return undefined
  const state = found[2] === 'suspended' ? 'suspended' : found[2] === 'started' ? 'running' : 'finished'
  return { state, percent: Number(found[1]) }
}
