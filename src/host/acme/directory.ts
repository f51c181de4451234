import type { HttpsRequest } from './https-request.ts'
import { authorityLies, refusalOf } from './authority-problem.ts'

/** What an authority can, and where (RFC 8555, 7.1.1). */
export interface Directory {
  readonly url: string
  readonly newNonce: string
  readonly newAccount: string
  readonly newOrder: string
  /** The terms one agrees to; not every authority has some. */
  readonly terms: string | undefined
}

export async function readDirectory(
  request: HttpsRequest,
  url: string,
  { nowMs, signal }: { readonly nowMs: number; readonly signal: AbortSignal },
): Promise<Directory> {
  const answer = await request(url, { signal })
  if (answer.status !== 200) throw refusalOf(url, answer, nowMs)
  const said = readObject(url, answer.body)
  const meta = (typeof said['meta'] === 'object' && said['meta'] !== null ? said['meta'] : {}) as Record<
    string,
    unknown
  >
  const { termsOfService: terms } = meta
  return {
    url,
    newNonce: readAddress(url, said, 'newNonce'),
    newAccount: readAddress(url, said, 'newAccount'),
    newOrder: readAddress(url, said, 'newOrder'),
    terms: typeof terms === 'string' && /^[\x21-\x7e]{1,2000}$/.test(terms) ? terms : undefined,
  }
}

export function readObject(directory: string, body: string): Readonly<Record<string, unknown>> {
  let read: unknown
  try {
    read = JSON.parse(body)
  } catch {
    throw authorityLies(directory, 'it sends no JSON')
  }
  if (typeof read !== 'object' || read === null || Array.isArray(read))
    throw authorityLies(directory, 'it sends no object')
  return read as Record<string, unknown>
}

export function readAddress(
  directory: string,
  from: Readonly<Record<string, unknown>>,
  name: string,
): string {
  const value = from[name]
  if (typeof value !== 'string' || !isHttps(value))
    throw authorityLies(directory, `its \`${name}\` is no address of HTTPS`)
  return value
}

export function isHttps(text: string): boolean {
  return text.length <= 2_000 && URL.canParse(text) && new URL(text).protocol === 'https:'
}
