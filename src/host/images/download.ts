import { createHash, type Hash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { open, readFile, rm, stat, statfs, writeFile } from 'node:fs/promises'
import type { IncomingMessage } from 'node:http'
import { dirname } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { problemError } from '../../domain/problem.ts'
import { formatBytes } from '../../domain/size.ts'
import { settleFile } from './durable.ts'
import { asFault, DownloadFault, downloadProblem, httpDefaults, httpGet, showUrl } from './http-get.ts'
import { explained, tooLittleSpace, untrusted } from './image-problems.ts'
import { handling, sniff, sniffBytes } from './sniff.ts'

export interface Download {
  readonly url: string
  /** Where the file goes once it is whole. Until then `<path>.part` grows beside it, and is gone on from. */
  readonly path: string
  /** What its checksum must be. */
  readonly expected?: { readonly algorithm: 'sha256' | 'sha512'; readonly hex: string } | undefined
  /** Larger files are refused. Default 128 GiB. */
  readonly maxBytes?: number
  readonly stallMs?: number
  /** How often a broken connection is gone on with before giving up. Default 3. */
  readonly retries?: number
  /** Waited before each retry, doubling. Default 1 s. */
  readonly retryMs?: number
}

export interface Downloaded {
  readonly sizeBytes: number
  readonly sha256: string
}

type OnProgress = (doneBytes: number, totalBytes: number | undefined) => void

/** What is known of a part: only with a validator may it be gone on from (RFC 9110, 13.1.5). */
interface PartNote {
  readonly url: string
  readonly validator?: string | undefined
}

/** The running state of one download: how much of the part is good, and the checksums of that much. */
interface Part {
  bytes: number
  hashes: { readonly sha256: Hash; readonly expected: Hash }
  note: PartNote
}

/**
 * Downloads a file, going on from what an earlier attempt left if the server still has the very same file. Done means: whole, its
 * checksum right, on stable storage under its name. A part is kept when the connection breaks or the work is cancelled, and removed
 * when its content turned out wrong.
 */
export async function download(
  task: Download,
  signal: AbortSignal,
  onProgress: OnProgress,
): Promise<Downloaded> {
  const object = { type: 'file', name: showUrl(task.url) } as const
  return explained({ doing: 'download', object }, async () => {
    const part = await openPart(task)
    try {
      const sizeBytes = await fetchWithRetries(task, part, signal, onProgress)
      const digest = part.hashes.expected.digest('hex')
      if (task.expected && digest !== task.expected.hex.toLowerCase()) throw wrongChecksum(task, digest)
      await settleFile(partPath(task), task.path)
      await rm(notePath(task), { force: true })
      return {
        sizeBytes,
        sha256: task.expected?.algorithm === 'sha256' ? digest : part.hashes.sha256.digest('hex'),
      }
    } catch (error) {
      const keep = signal.aborted || (error instanceof DownloadFault && error.transient)
      if (!keep) await removePart(task)
      throw error instanceof DownloadFault ? downloadProblem(task.url, error, keep ? part.bytes : 0) : error
    }
  })
}

/** Forgets what an unfinished download left. */
export async function removePart(task: Pick<Download, 'path'>): Promise<void> {
  await rm(partPath(task), { force: true })
  await rm(notePath(task), { force: true })
}

const partPath = (task: Pick<Download, 'path'>) => `${task.path}.part`
const notePath = (task: Pick<Download, 'path'>) => `${task.path}.part.json`

function newHashes(task: Download): Part['hashes'] {
  return { sha256: createHash('sha256'), expected: createHash(task.expected?.algorithm ?? 'sha256') }
}

function feed(part: Part, chunk: Uint8Array): void {
  part.hashes.sha256.update(chunk)
  part.hashes.expected.update(chunk)
  part.bytes += chunk.length
}

async function openPart(task: Download): Promise<Part> {
  const part: Part = { bytes: 0, hashes: newHashes(task), note: { url: task.url } }
  const text = await readFile(notePath(task), 'utf8').catch(() => undefined)
  const note = text === undefined ? undefined : (JSON.parse(text) as PartNote)
  if (note?.url !== task.url || note.validator === undefined) {
    await removePart(task)
    return part
  }
  part.note = note
  const there = await stat(partPath(task)).catch(() => undefined)
  // The checksum covers what an earlier process wrote too, so a part damaged since is found out.
  if (there) for await (const chunk of createReadStream(partPath(task))) feed(part, chunk as Buffer)
  return part
}

async function fetchWithRetries(
  task: Download,
  part: Part,
  signal: AbortSignal,
  onProgress: OnProgress,
): Promise<number> {
  const { retries = 3, retryMs = 1_000 } = task
  for (let attempt = 0; ; attempt += 1) {
    const before = part.bytes
    try {
      return await fetchRest(task, part, signal, onProgress)
    } catch (error) {
      const again = error instanceof DownloadFault && error.transient && attempt < retries && !signal.aborted
      if (!again) throw error
      // Progress earns the full number of retries again: a line that breaks each minute still gets there.
      if (part.bytes > before) attempt = -1
      await sleep(retryMs * 2 ** Math.max(attempt, 0), undefined, { signal })
    }
  }
}

async function fetchRest(
  task: Download,
  part: Part,
  signal: AbortSignal,
  onProgress: OnProgress,
): Promise<number> {
  const { validator } = part.note
  const range = part.bytes > 0 && validator !== undefined
  const answer = await httpGet(task.url, {
    signal,
    stallMs: task.stallMs ?? httpDefaults.stallMs,
    headers: range ? { range: `bytes=${part.bytes}-`, 'if-range': validator } : {},
  })
  try {
    if (answer.statusCode === 416) return await atTheEnd(task, part, answer)
    if (answer.statusCode === 206) checkRange(answer, part, range)
    else await startAnew(task, part, answer)
    const totalBytes = totalOf(answer, part)
    await checkSize(task, totalBytes, part)
    await append(task, part, answer, totalBytes, onProgress)
    if (totalBytes !== undefined && part.bytes < totalBytes)
      throw new DownloadFault(`it ended after ${formatBytes(part.bytes)} of ${formatBytes(totalBytes)}`, true)
    return part.bytes
  } catch (error) {
    throw signal.aborted || !(error instanceof Error) ? error : asBodyFault(error)
  } finally {
    answer.destroy()
  }
}

// What the connection reports is a fault of the download; what the disk reports is not.
function asBodyFault(error: Error): Error {
  const { code, syscall } = error as NodeJS.ErrnoException
  const isConnection =
    code === 'ECONNRESET' || code === 'EPIPE' || code === 'ETIMEDOUT' || code?.startsWith('HPE_') === true
  return isConnection && syscall !== 'write' ? asFault(error) : error
}

/** A part may already be the whole file, when only the last step was missing. */
async function atTheEnd(task: Download, part: Part, answer: IncomingMessage): Promise<number> {
  if (answer.headers['content-range'] === `bytes */${part.bytes}`) return part.bytes
  await forget(task, part)
  throw new DownloadFault('the server no longer has the file that was begun', true)
}

function checkRange(answer: IncomingMessage, part: Part, asked: boolean): void {
  const match = /^bytes (\d+)-\d+\/(\d+|\*)$/.exec(answer.headers['content-range'] ?? '')
  if (!asked || !match || Number(match[1]) !== part.bytes)
    throw new DownloadFault('the server sent another part of the file than was asked for', false)
}

/** The server sends the file from its start: it has changed, or the server knows no ranges. */
async function startAnew(task: Download, part: Part, answer: IncomingMessage): Promise<void> {
  await forget(task, part)
  const { etag, 'last-modified': modified } = answer.headers
  // A weak tag promises equal meaning, not equal bytes.
  const validator = etag !== undefined && !etag.startsWith('W/') ? etag : modified
  part.note = { url: task.url, validator }
  await writeFile(notePath(task), JSON.stringify(part.note))
}

async function forget(task: Download, part: Part): Promise<void> {
  await removePart(task)
  part.bytes = 0
  part.hashes = newHashes(task)
  part.note = { url: task.url }
}

function totalOf(answer: IncomingMessage, part: Part): number | undefined {
  const { 'content-length': length, 'content-range': range } = answer.headers
  const total = /\/(\d+)$/.exec(range ?? '')?.[1]
  if (total !== undefined) return Number(total)
  return length === undefined ? undefined : part.bytes + Number(length)
}

async function checkSize(task: Download, totalBytes: number | undefined, part: Part): Promise<void> {
  if (totalBytes === undefined) return
  if (totalBytes > maxBytes(task)) throw tooLarge(task)
  const { bavail, bsize } = await statfs(dirname(task.path))
  const needBytes = totalBytes - part.bytes
  if (needBytes > bavail * bsize)
    throw tooLittleSpace(
      dirname(task.path),
      `The download of ${showUrl(task.url)}`,
      needBytes,
      bavail * bsize,
    )
}

async function append(
  task: Download,
  part: Part,
  answer: IncomingMessage,
  totalBytes: number | undefined,
  onProgress: OnProgress,
): Promise<void> {
  const file = await open(partPath(task), 'a')
  let head: Buffer | undefined = part.bytes === 0 ? Buffer.alloc(0) : undefined
  try {
    for await (const chunk of answer as AsyncIterable<Buffer>) {
      if (part.bytes + chunk.length > maxBytes(task)) throw tooLarge(task)
      if (totalBytes !== undefined && part.bytes + chunk.length > totalBytes)
        throw new DownloadFault('the server sent more than it promised', false)
      if (head) head = lookAtStart(task, Buffer.concat([head, chunk]))
      await file.appendFile(chunk)
      feed(part, chunk)
      onProgress(part.bytes, totalBytes)
    }
    if (head) refuseUnless(task, head)
  } finally {
    await file.close()
  }
}

/** Collects the beginning until it can be told what it is; a web page is refused before the rest of it is loaded. */
function lookAtStart(task: Download, head: Buffer): Buffer | undefined {
  if (head.length < sniffBytes) return head
  refuseUnless(task, head)
  return undefined
}

function refuseUnless(task: Download, head: Buffer): void {
  const how = handling[sniff(head)]
  if (how.type === 'refused') throw untrusted(showUrl(task.url), how.why, how.hint)
}

function maxBytes(task: Download): number {
  return task.maxBytes ?? 128 * 1024 ** 3
}

function tooLarge(task: Download): DownloadFault {
  return new DownloadFault(`it is larger than ${formatBytes(maxBytes(task))}`, false)
}

function wrongChecksum(task: Download, digest: string) {
  const { algorithm, hex } = task.expected!
  return problemError({
    code: 'checksum_mismatch',
    message: `${showUrl(task.url)} has the ${algorithm === 'sha256' ? 'SHA-256' : 'SHA-512'} ${digest}, not ${hex.toLowerCase()}. It was thrown away.`,
    object: { type: 'file', name: showUrl(task.url) },
    hint: 'Try again; if it stays so, the file on the server is not the one that was published.',
  })
}
