import { request as requestHttp, type IncomingMessage } from 'node:http'
import { request as requestHttps } from 'node:https'
import { problemError, type ProblemError } from '../../domain/problem.ts'

export interface GetOptions {
  readonly headers?: Readonly<Record<string, string>>
  readonly signal: AbortSignal
  /** Gives up when nothing arrives for so long. */
  readonly stallMs: number
  readonly maxRedirects?: number
}

export const httpDefaults = { stallMs: 30_000, maxRedirects: 5 } as const

/** A download that did not work. `transient`: trying again may help. */
export class DownloadFault extends Error {
  readonly transient: boolean

  constructor(message: string, transient: boolean, cause?: unknown) {
    super(message, { cause })
    this.name = 'DownloadFault'
    this.transient = transient
  }
}

/** An address for messages: without a password that may stand in it. */
export function showUrl(url: string): string {
  return url.replace(/\/\/[^/@]*@/, '//')
}

/** Accepts what can be downloaded; `invalid_input` otherwise. */
export function checkUrl(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (url && (url.protocol === 'https:' || url.protocol === 'http:')) return url
  throw problemError({
    code: 'invalid_input',
    message: `${showUrl(text)} is no address that can be downloaded from.`,
    field: 'url',
    hint: 'Give an address that begins with https:// or http://, or the path of a file.',
  })
}

/**
 * Asks for a file and follows redirects, though never from https to http. Returns the answer with its head read; the caller reads or
 * destroys the body. Rejects with `DownloadFault` unless the status is 200, 206 or 416.
 */
export async function httpGet(url: string, options: GetOptions): Promise<IncomingMessage> {
  let at = checkUrl(url)
  for (let hops = 0; hops <= (options.maxRedirects ?? httpDefaults.maxRedirects); hops += 1) {
    const answer = await ask(at, options)
    const status = answer.statusCode ?? 0
    if (status === 200 || status === 206 || status === 416) return answer
    answer.destroy()
    if (![301, 302, 303, 307, 308].includes(status)) {
      const transient = status >= 500 || status === 429 || status === 408
      throw new DownloadFault(
        `the server answered ${status} ${answer.statusMessage ?? ''}`.trimEnd(),
        transient,
      )
    }
    const target = answer.headers.location
    if (target === undefined || !URL.canParse(target, at.href))
      throw new DownloadFault('the server redirects to nowhere', false)
    const next = new URL(target, at)
    if (next.protocol !== 'https:' && !(next.protocol === 'http:' && at.protocol === 'http:'))
      throw new DownloadFault(`the server redirects to ${showUrl(next.href)}, which is not safe`, false)
    at = next
  }
  throw new DownloadFault('the server redirects in circles', false)
}

function ask(url: URL, { headers, signal, stallMs }: GetOptions): Promise<IncomingMessage> {
  const start = url.protocol === 'https:' ? requestHttps : requestHttp
  return new Promise((resolve, reject) => {
    const request = start(url, {
      // A transparent compression would make byte ranges and checksums mean something else.
      headers: { 'accept-encoding': 'identity', 'user-agent': 'kiste', accept: '*/*', ...headers },
      agent: false,
      signal,
    })
    // Counts silence at any stage: connecting, waiting for the head, and within the body.
    request.setTimeout(stallMs, () =>
      request.destroy(new DownloadFault(`nothing came for ${stallMs / 1000} s`, true)),
    )
    request.on('error', (error) => reject(signal.aborted ? error : asFault(error)))
    request.on('response', (answer) => {
      // From here on the body's reader hears of errors.
      request.removeAllListeners('error').on('error', (error) => answer.destroy(asFault(error)))
      const encoding = answer.headers['content-encoding']
      if (encoding !== undefined && encoding !== 'identity') {
        answer.destroy()
        reject(new DownloadFault(`the server sends the file re-coded (${encoding})`, false))
      } else resolve(answer)
    })
    request.end()
  })
}

export function asFault(error: Error): Error {
  if (error instanceof DownloadFault || error.name === 'AbortError') return error
  const { code } = error as NodeJS.ErrnoException
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN')
    return new DownloadFault('the server’s name cannot be found', false, error)
  if (code === 'ECONNREFUSED') return new DownloadFault('the server refuses connections', false, error)
  return new DownloadFault(`the connection broke (${code ?? error.message})`, true, error)
}

/** Fetches a short text whole; anything longer than `maxBytes` is refused. */
export async function fetchText(
  url: string,
  maxBytes: number,
  options: GetOptions,
  encoding: 'utf8' | 'latin1' = 'utf8',
): Promise<string> {
  const answer = await httpGet(url, options)
  if (answer.statusCode !== 200) {
    answer.destroy()
    throw new DownloadFault(`the server answered ${answer.statusCode ?? 'nothing'}`, false)
  }
  const chunks: Buffer[] = []
  let sizeBytes = 0
  try {
    for await (const chunk of answer as AsyncIterable<Buffer>) {
      sizeBytes += chunk.length
      if (sizeBytes > maxBytes) throw new DownloadFault(`the answer is longer than ${maxBytes} bytes`, false)
      chunks.push(chunk)
    }
  } catch (error) {
    throw options.signal.aborted ? error : asFault(error as Error)
  }
  return Buffer.concat(chunks).toString(encoding)
}

export function downloadProblem(url: string, error: DownloadFault, keptBytes = 0): ProblemError {
  return problemError(
    {
      code: 'download_failed',
      message: `Could not download ${showUrl(url)}: ${error.message}.`,
      object: { type: 'file', name: showUrl(url) },
      hint:
        keptBytes > 0
          ? 'What has arrived is kept: the same command goes on from there.'
          : 'Check the address and the connection to the Internet, then try again.',
    },
    error,
  )
}
