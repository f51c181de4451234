import { poolOf, type DatasetName, type SnapshotName } from '../../domain/dataset-name.ts'
import { snapshotRef } from '../../domain/dataset.ts'
import { isoTime } from './numbers.ts'
import { ZfsOutputError } from './output-error.ts'
import { ask, type Zfs } from './zfs.ts'

/** A file or folder that differs between two points in time of a file system. */
export interface FileChange {
  readonly change: 'added' | 'removed' | 'modified' | 'renamed'
  readonly type: 'file' | 'folder' | 'link' | 'other'
  /** With the mountpoint of the file system before it. Bytes that are no UTF-8 come as U+FFFD. */
  readonly path: string
  /** Of what was renamed: what it is called now. */
  readonly newPath?: string | undefined
  /** ISO 8601. */
  readonly changedAt: string
}

/** What changed between a snapshot and a later one of the same file system, or its present. The file system is mounted. */
export async function diffSnapshots(
  zfs: Zfs,
  from: SnapshotName,
  to: SnapshotName | DatasetName,
  { signal }: { readonly signal?: AbortSignal } = {},
): Promise<readonly FileChange[]> {
  return ask(
    zfs,
    {
      argv: ['zfs', 'diff', '-F', '-H', '-t', '--', from, to],
      limit: 'slow',
      pool: poolOf(from),
      attempt: { object: snapshotRef(from), done: `compared with ${to}`, readOnly: true },
      signal,
    },
    parseDiff,
  )
}

const changes: Readonly<Record<string, FileChange['change']>> = {
  '+': 'added',
  '-': 'removed',
  M: 'modified',
  R: 'renamed',
}

const types: Readonly<Record<string, FileChange['type']>> = { F: 'file', '/': 'folder', '@': 'link' }

/** Reads `zfs diff -FHt`. A file whose count of hard links changed has that behind it: `(+1)`. */
export function parseDiff(stdout: string): readonly FileChange[] {
  return stdout
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => {
      const [time = '', sign = '', type = '', path = '', second] = line.split('\t')
      const change = changes[sign]
      const seconds = Number(time.trim())
      if (change === undefined || path === '' || !Number.isFinite(seconds))
        throw new ZfsOutputError(`zfs diff gave a row that is none: ${line}`)
      return {
        change,
        type: types[type] ?? 'other',
        path: unescaped(path),
        ...(change === 'renamed' && second !== undefined ? { newPath: unescaped(second) } : {}),
        changedAt: isoTime(seconds),
      }
    })
}

/** Blanks, backslashes and all beyond ASCII come as four octal digits a byte: `\0040` (stream_bytes in libzfs_diff.c). */
function unescaped(text: string): string {
  if (!text.includes('\\')) return text
  const bytes: number[] = []
  for (const piece of text.match(/\\[0-7]{4}|[^]/g) ?? [])
    bytes.push(piece.length === 5 ? Number.parseInt(piece.slice(1), 8) : piece.charCodeAt(0))
  return Buffer.from(bytes).toString()
}
