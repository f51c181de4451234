import { directoryName } from '../../domain/acme.ts'
import type { ProblemCode } from '../../domain/problem.ts'
import { AcmeError, saidText } from './acme-error.ts'
import type { HttpsAnswer } from './https-request.ts'

/** What an authority says of something that it does not do (RFC 8555, 6.7; RFC 9457). */
export interface ProblemDocument {
  readonly type: string
  readonly detail: string
}

/** What to do about it, by the last part of its type. */
const hints: Readonly<Record<string, string>> = {
  accountDoesNotExist: 'It has forgotten this account; a new one is made with the next try.',
  caa: 'A CAA record of the domain does not let this authority sign: allow it there.',
  connection: 'Its look at the name servers failed; see whether they can be reached from elsewhere.',
  dns: 'It could not look the record up; see whether the name servers answer everywhere, and whether DNSSEC is in order.',
  externalAccountRequired:
    'It takes only those who have an account with it already, which Kiste cannot use. Choose another authority.',
  incorrectResponse:
    'It saw another record than the one that was set; see whether older ones were left at that name.',
  invalidContact: 'Look at `contact` in the file of --web-acme.',
  unsupportedContact: 'Look at `contact` in the file of --web-acme.',
  rateLimited: 'It was asked too often. It is tried again by itself when it may be.',
  rejectedIdentifier: 'It does not sign for this name; look at `names` in the file of --web-acme.',
  unsupportedIdentifier: 'It does not sign for this name; look at `names` in the file of --web-acme.',
  serverInternal: 'The fault is on its side. It is tried again by itself.',
  unauthorized: 'Either the record that it saw is another one, or it no longer takes this account.',
  userActionRequired:
    'It has new terms: read what it says, and agree to them with: kiste certificate try --agree-to ADDRESS',
}

const codes: Readonly<Record<string, ProblemCode>> = { rateLimited: 'too_many_tries' }

export function authorityRefused(
  directory: string,
  { type, detail }: ProblemDocument,
  facts: { readonly status?: number; readonly retryAfterMs?: number | undefined } = {},
): AcmeError {
  const kind = type.split(':').at(-1) ?? type
  const hint = Object.hasOwn(hints, kind) ? hints[kind] : undefined
  return new AcmeError(
    {
      code: codes[kind] ?? 'authority_refused',
      object: { type: 'certificate', name: directoryName(directory) },
      message: `${directoryName(directory)} refuses: ${saidText(detail === '' ? kind : detail)}`,
      ...(hint === undefined ? {} : { hint }),
    },
    { type: kind, ...facts },
  )
}

/** Something that no authority of this kind says. */
export function authorityLies(directory: string, what: string): AcmeError {
  return new AcmeError({
    code: 'authority_refused',
    object: { type: 'certificate', name: directoryName(directory) },
    message: `${directoryName(directory)} does not answer as an authority does: ${what}.`,
    hint: 'See whether `directory` in the file of --web-acme is the address of an ACME directory.',
  })
}

/** What an answer that is none of success says. */
export function refusalOf(
  directory: string,
  { status, headers, body }: HttpsAnswer,
  nowMs: number,
): AcmeError {
  const retryAfterMs = readRetryAfter(headers['retry-after'], nowMs)
  return authorityRefused(directory, readProblem(body, status), { status, retryAfterMs })
}

export function readProblem(body: unknown, status: number | undefined): ProblemDocument {
  const said: unknown = typeof body === 'string' ? parsed(body) : body
  const { type, detail } = (typeof said === 'object' && said !== null ? said : {}) as Record<string, unknown>
  if (typeof type !== 'string' && status === 429)
    return { type: 'rateLimited', detail: 'it was asked too often' }
  return {
    type: typeof type === 'string' ? type : 'unknown',
    detail: typeof detail === 'string' ? detail : status === undefined ? '' : `HTTP status ${status}`,
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    // Whatever stands before it answers with pages of its own.
    return undefined
  }
}

const dayMs = 24 * 3_600_000

/** Seconds, or a date (RFC 9110, 10.2.3); never beyond a week, whatever it says. */
export function readRetryAfter(text: string | undefined, nowMs: number): number | undefined {
  if (text === undefined) return undefined
  const ms = /^\d{1,9}$/.test(text.trim()) ? Number(text) * 1_000 : Date.parse(text) - nowMs
  return Number.isNaN(ms) ? undefined : Math.min(Math.max(ms, 0), 7 * dayMs)
}
