import type { Problem } from '../../domain/problem.ts'
import { ProblemError } from '../../domain/problem.ts'

/** What an authority refused, or how it failed: a problem, and what a program makes of it. */
export class AcmeError extends ProblemError {
  /** The last part of the type that the authority gave it, such as `rateLimited`; absent where it did not answer. */
  readonly type: string | undefined
  readonly status: number | undefined
  /** How long the authority wants to be left alone. */
  readonly retryAfterMs: number | undefined
  /** The address of the terms that somebody has to agree to first. */
  readonly terms: string | undefined

  constructor(
    problem: Problem,
    facts: {
      readonly type?: string | undefined
      readonly status?: number | undefined
      readonly retryAfterMs?: number | undefined
      readonly terms?: string | undefined
      readonly cause?: unknown
    } = {},
  ) {
    super([problem], { cause: facts.cause })
    this.name = 'AcmeError'
    this.type = facts.type
    this.status = facts.status
    this.retryAfterMs = facts.retryAfterMs
    this.terms = facts.terms
  }
}

/** What others say, for people: on one line, without what steers a terminal, and not endless. */
export function saidText(text: string): string {
  const plain = text
    .replaceAll(/[\p{Cc}\p{Cf}\u2028\u2029]+/gu, ' ')
    .replaceAll(/\s+/g, ' ')
    .trim()
  return plain.length > 300 ? `${plain.slice(0, 300)}…` : plain
}
