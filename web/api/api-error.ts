import type { ErrorAnswer } from '../../src/contract/schemas/common.ts'
import type { ApiProblem } from './answers.ts'

/** Everything a call can be refused with, as the daemon says it: all problems at once. */
export class ApiError extends Error {
  readonly problems: readonly ApiProblem[]
  /** HTTP's number; 0 when no answer came at all. */
  readonly status: number
  readonly requestId: string | undefined

  constructor(problems: readonly ApiProblem[], status: number, requestId?: string) {
    super(problems.map((problem) => problem.message).join(' '))
    this.name = 'ApiError'
    this.problems = problems
    this.status = status
    this.requestId = requestId
  }
}

/** What a failed call is to be shown as. An answer that is none of the daemon's comes from something between it and us. */
export function toApiError(status: number, text: string): ApiError {
  const body = tryJson(text)
  if (isErrorAnswer(body)) return new ApiError(body.problems, status, body.requestId)
  return new ApiError([{ code: 'internal', message: `The daemon does not answer (HTTP ${status}).` }], status)
}

/** Whether nobody of ours answered: the daemon is away, or the way to it is. */
export function isAway(error: unknown): boolean {
  return error instanceof ApiError && (error.status === 0 || error.status === 502 || error.status === 504)
}

export function problemsOf(error: unknown): readonly ApiProblem[] {
  if (error instanceof ApiError) return error.problems
  return [{ code: 'internal', message: error instanceof Error ? error.message : String(error) }]
}

function isErrorAnswer(value: unknown): value is ErrorAnswer {
  return (
    typeof value === 'object' &&
    value !== null &&
    'problems' in value &&
    Array.isArray(value.problems) &&
    value.problems.length > 0
  )
}

function tryJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
