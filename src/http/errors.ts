import { errorRules } from '../contract/errors.ts'
import type { ErrorAnswer } from '../contract/schemas/common.ts'
import type { Wire } from '../contract/wire.ts'
import { ProblemError, type Problem } from '../domain/problem.ts'

export interface HttpError {
  readonly status: number
  readonly body: Wire<ErrorAnswer>
  /** Nobody foresaw it: the log gets it whole, the caller only its request id. */
  readonly unforeseen: boolean
}

/** What a caller is told about an error: the status of its first problem, and all of them. */
export function toHttpError(error: unknown, requestId: string): HttpError {
  if (error instanceof ProblemError) {
    const { problems } = error
    return {
      status: errorRules[problems[0].code].status,
      body: { problems, requestId },
      unforeseen: problems[0].code === 'internal',
    }
  }
  const refused = refusedByServer(error)
  if (refused !== undefined)
    return { status: refused.status, body: { problems: [refused.problem], requestId }, unforeseen: false }
  return {
    status: errorRules.internal.status,
    body: {
      problems: [
        {
          code: 'internal',
          message: 'Something went wrong inside Kiste that should not have.',
          hint: `The daemon's log says what, under request ${requestId}.`,
        },
      ],
      requestId,
    },
    unforeseen: true,
  }
}

/** The answer for an address that does not exist. */
export function noSuchAddress(method: string, url: string): ProblemError {
  const path = url.split('?', 1)[0] ?? ''
  const shown = path.length > 200 ? `${path.slice(0, 200)}…` : path
  return new ProblemError([
    {
      code: 'not_found',
      message: `There is no ${method} ${shown}.`,
      hint: 'All addresses stand in /v1/openapi.json.',
    },
  ])
}

interface Refusal {
  readonly status: number
  readonly problem: Problem
}

/** What the HTTP server itself refuses before a handler is reached; it keeps the status HTTP has for it. */
function refusedByServer(error: unknown): Refusal | undefined {
  if (!(error instanceof Error)) return undefined
  const { statusCode, code } = error as { statusCode?: unknown; code?: unknown }
  if (typeof statusCode !== 'number' || statusCode < 400 || statusCode > 499) return undefined
  const words = typeof code === 'string' ? serverRefusals[code] : undefined
  return { status: statusCode, problem: { code: 'invalid_input', ...(words ?? { message: error.message }) } }
}

const serverRefusals: Readonly<Record<string, Pick<Problem, 'message' | 'hint'>>> = {
  FST_ERR_CTP_INVALID_MEDIA_TYPE: {
    message: 'The body has a type that is not taken here.',
    hint: 'Send application/json, or application/octet-stream where bytes are taken.',
  },
  FST_ERR_CTP_BODY_TOO_LARGE: {
    message: 'The body is larger than this address takes.',
    hint: 'Large files go to /v1/uploads.',
  },
  FST_ERR_CTP_INVALID_JSON_BODY: { message: 'The body is not JSON, or has a field named __proto__.' },
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: { message: 'The body is not as long as its Content-Length says.' },
  FST_ERR_BAD_URL: { message: 'The address holds a % that is not followed by two hex digits of UTF-8.' },
  FST_ERR_ASYNC_CONSTRAINT: { message: 'The address could not be read.' },
}
