import type { TxtRecord } from '../../../domain/acme.ts'
import { saidText } from '../acme-error.ts'
import { readRetryAfter } from '../authority-problem.ts'
import type { HttpsAsked, HttpsRequest } from '../https-request.ts'
import { recordFailed } from './dns-problem.ts'

export interface ApiDeps {
  readonly request: HttpsRequest
  /** The token, read anew each time. */
  token(): Promise<string>
  now(): Date
  sleep(milliseconds: number, signal: AbortSignal): Promise<void>
}

export interface ApiAsked {
  readonly url: string
  readonly method?: HttpsAsked['method']
  readonly authorization: string
  readonly body?: unknown
  /** Statuses that are answers as well. */
  readonly okStatuses?: readonly number[]
  readonly deed: 'add' | 'remove'
  readonly record: TxtRecord
  readonly signal: AbortSignal
}

export interface ApiAnswer {
  readonly status: number
  readonly body: unknown
}

/** How often and how long a provider that is asked too often is waited for. */
const patience = { times: 3, longestMs: 90_000 } as const

/** Asks a provider's API; throws `ProblemError` with what it says where that is no answer. */
export async function askApi({ request, now, sleep }: ApiDeps, asked: ApiAsked): Promise<ApiAnswer> {
  const { url, method = 'GET', authorization, body, okStatuses = [], record, deed, signal } = asked
  for (let times = 1; ; times += 1) {
    const answer = await request(url, {
      method,
      headers: {
        authorization,
        accept: 'application/json',
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      signal,
    })
    const { status } = answer
    if ((status >= 200 && status < 300) || okStatuses.includes(status))
      return { status, body: read(answer.body) }
    const waitMs = readRetryAfter(answer.headers['retry-after'], now().getTime())
    if (status === 429 && waitMs !== undefined && waitMs <= patience.longestMs && times < patience.times) {
      await sleep(waitMs, signal)
      continue
    }
    const { host } = new URL(url)
    throw recordFailed(record, deed, `${host} answers ${status}, ${saidText(answer.body) || 'and no more'}`, {
      hint: hintFor(status),
    })
  }
}

function hintFor(status: number): string {
  if (status === 401 || status === 403)
    return 'The token is not, or no longer, good for this zone: make a new one and write it into its file.'
  if (status === 429) return 'It was asked too often; it is tried again by itself.'
  return 'See whether the zone is with this provider, and what its own page says.'
}

function read(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    // What is read of it is looked at by whoever asked.
    return undefined
  }
}

/** A member of what came as JSON, whatever it is. */
export function member(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, name)
    ? (value as Readonly<Record<string, unknown>>)[name]
    : undefined
}

/** The name and all that it lies in, the nearest first, without the last word alone. */
export function suffixesOf(name: string): readonly string[] {
  const words = name.split('.')
  return words.slice(0, -1).map((_, index) => words.slice(index).join('.'))
}
