import type { Writable } from 'node:stream'
import {
  datasetOf,
  poolOf,
  type BookmarkName,
  type PoolName,
  type SnapshotName,
} from '../../domain/dataset-name.ts'
import { snapshotRef } from '../../domain/dataset.ts'
import type { ObjectRef } from '../../domain/problem.ts'
import { parseCount } from './numbers.ts'
import { ZfsOutputError } from './output-error.ts'
import { ask, type Zfs } from './zfs.ts'

/** How blocks are put into a stream. What a target received first, it has to receive ever after (zfs#12480, PR#10383). */
export interface StreamForm {
  /** Blocks as they lie on the disk, encrypted ones with it: the target needs no key. */
  readonly raw: boolean
  readonly largeBlocks: boolean
  readonly compressed: boolean
  /** Tiny blocks within their pointers; never into encrypted targets. */
  readonly embedded: boolean
}

/** What is sent. One snapshot, whole or from a base; with `all`, every snapshot after the base. */
export interface Sending {
  readonly snapshot: SnapshotName
  readonly from?: SnapshotName | BookmarkName | undefined
  /** All snapshots between; not from a bookmark, which zfs-send.8 does not allow. */
  readonly all?: boolean | undefined
  /** Properties go along. */
  readonly properties?: boolean | undefined
  readonly form: StreamForm
}

/** The rest of a transfer that was interrupted, by the token its target keeps. The token says in what form it goes on. */
export interface Resuming {
  readonly token: string
  /** What the token says is being sent, for texts and for the pool to call; checked before (`decodeResumeToken`). */
  readonly snapshot: SnapshotName
}

export interface SendEstimate {
  readonly totalBytes: number
  readonly parts: readonly { readonly snapshot: string; readonly bytes: number }[]
}

/** How large a stream will be; about right for compressed and raw ones. */
export async function estimateSend(zfs: Zfs, what: Sending | Resuming): Promise<SendEstimate> {
  return ask(
    zfs,
    {
      argv: ['zfs', 'send', '-n', '-v', '-P', ...wordsOf(what)],
      limit: 'look',
      ...about(what, true),
    },
    parseSendEstimate,
  )
}

/** Reads `zfs send -nvP`: what is sent, tab by tab, and then the sum. A token's contents may stand before. */
export function parseSendEstimate(stdout: string): SendEstimate {
  const parts: { snapshot: string; bytes: number }[] = []
  let totalBytes: number | undefined
  for (const line of stdout.split('\n')) {
    const words = line.split('\t')
    const bytes = parseCount(words.at(-1))
    if (bytes === undefined) continue
    if (words[0] === 'size') totalBytes = bytes
    else if (words[0] === 'full') parts.push({ snapshot: words[1] ?? '', bytes })
    else if (words[0] === 'incremental') parts.push({ snapshot: words[2] ?? '', bytes })
  }
  if (totalBytes === undefined) throw new ZfsOutputError('zfs send gives no size')
  return { totalBytes, parts }
}

export interface StreamOptions {
  readonly signal?: AbortSignal | undefined
  /** About once a second: how much has been sent. */
  readonly onBytes?: ((bytes: number) => void) | undefined
  /** Before that, once: how much it will be, about (`SendEstimate`). */
  readonly onTotal?: ((bytes: number) => void) | undefined
}

/**
 * Writes a stream into `output`, which is left open at its end. Ends when all is written, or rejects; if `output` is closed before, the
 * command is ended.
 */
export async function send(
  zfs: Zfs,
  what: Sending | Resuming,
  output: Writable,
  { signal, onBytes, onTotal }: StreamOptions = {},
): Promise<void> {
  const closed = new AbortController()
  const onClose = () => closed.abort()
  output.once('close', onClose)
  const progress = progressReader()
  try {
    if (output.destroyed) closed.abort()
    await zfs.run({
      argv: ['zfs', 'send', '-v', '-P', ...wordsOf(what)],
      limit: 'none',
      ...about(what, false),
      output,
      signal: signal === undefined ? closed.signal : AbortSignal.any([signal, closed.signal]),
      onLine: (line, from) => {
        if (from !== 'stderr') return
        const total = parseCount(/^size\t(\d+)$/.exec(line)?.[1])
        if (total !== undefined) onTotal?.(total)
        const bytes = progress(line)
        if (bytes !== undefined) onBytes?.(bytes)
      },
    })
  } finally {
    output.off('close', onClose)
  }
}

/** Reads lines of `zfs send -vP`: `HH:MM:SS`, bytes of this snapshot, its name. Gives what was sent of all of them. */
export function progressReader(): (line: string) => number | undefined {
  const sent = new Map<string, number>()
  return (line) => {
    const found = /^\d\d:\d\d:\d\d\t(\d+)\t(.+)$/.exec(line)
    if (!found) return undefined
    sent.set(found[2] ?? '', Number(found[1]))
    return [...sent.values()].reduce((sum, bytes) => sum + bytes, 0)
  }
}

function wordsOf(what: Sending | Resuming): readonly string[] {
  if ('token' in what) return ['-t', what.token]
  const base =
    what.from === undefined ? [] : [what.all === true ? '-I' : '-i', baseWord(what.from, what.snapshot)]
  return [...formWords(what.form), ...(what.properties === true ? ['-p'] : []), ...base, '--', what.snapshot]
}

function formWords(form: StreamForm): readonly string[] {
  return [
    ...(form.raw ? ['-w'] : []),
    ...(form.largeBlocks ? ['-L'] : []),
    ...(form.compressed ? ['-c'] : []),
    ...(form.embedded ? ['-e'] : []),
  ]
}

/** Short for a base of the same dataset; whole for the origin of a clone. */
function baseWord(from: SnapshotName | BookmarkName, snapshot: SnapshotName): string {
  const dataset = datasetOf(from)
  return dataset === datasetOf(snapshot) ? from.slice(dataset.length) : from
}

function about(
  what: Sending | Resuming,
  readOnly: boolean,
): { readonly pool: PoolName; readonly attempt: { object: ObjectRef; done: string; readOnly: boolean } } {
  return {
    pool: poolOf(what.snapshot),
    // Sending changes nothing here, so losing it leaves nothing in doubt.
    attempt: { object: snapshotRef(what.snapshot), done: readOnly ? 'measured' : 'sent', readOnly: true },
  }
}
