import type { AuditLog, Caller } from '../app/access/access.ts'
import { errorRules } from '../contract/errors.ts'
import type { Route } from '../contract/route.ts'
import { ProblemError } from '../domain/problem.ts'

export interface Outcome {
  readonly status: number
  readonly code?: string | undefined
  readonly jobId?: string | undefined
  /** Who it turned out to be: somebody who has just signed in, or whose account it was that was tried. */
  readonly who?: string | undefined
}

interface Change {
  readonly route: Route
  readonly caller: Caller | undefined
  readonly address: string
  readonly params: unknown
  readonly body: unknown
  readonly isDryRun: boolean
}

/** Refusals of people who are not known are kept only of doors at which they may knock: anybody could fill the log with others. */
const knocks = new Set(['/v1/session', '/v1/session/passkey', '/v1/setup', '/v1/invitation'])

/** A file comes in hundreds of pieces; that it was begun and how it ended says all. */
const pieces = new Set(['/v1/uploads/:upload/content'])

/** Writes down a change, or the opening of a console, that was done or refused: who, from where, what and with which result. */
export function noteChange(audit: AuditLog, change: Change, outcome: Outcome): void {
  const { route, caller, address, params, body } = change
  const changes = route.method !== 'GET' || route.answers === 'websocket'
  if (!changes || change.isDryRun) return
  // Who tries too often is told so at no cost; a row each would be one.
  if (outcome.code === 'too_many_tries') return
  if (pieces.has(route.path) && outcome.code === undefined) return
  if (caller === undefined && !knocks.has(route.path)) return
  const { who, ...result } = outcome
  audit.write({
    who: caller?.name ?? who ?? 'nobody',
    via: caller?.via ?? 'nobody',
    ...(caller?.via === 'socket' ? {} : { address }),
    what: route.summary,
    object: objectOf(params, caller === undefined ? undefined : body),
    ...result,
  })
}

export function outcomeOf(error: unknown): Outcome {
  if (!(error instanceof ProblemError)) return { status: errorRules.internal.status, code: 'internal' }
  const { code } = error.problems[0]
  return { status: errorRules[code].status, code }
}

/**
 * What the path names, the most special part last: `web/before-update`. Nothing of the body of somebody unknown, who may have typed
 * their password where their name belongs.
 */
function objectOf(params: unknown, body: unknown): string | undefined {
  const named = typeof params === 'object' && params !== null ? Object.values(params).map(String) : []
  if (named.length > 0) return shorten(named.join('/'))
  const name = nameIn(body)
  return name === undefined ? undefined : shorten(name)
}

function nameIn(body: unknown): string | undefined {
  if (typeof body !== 'object' || body === null || !('name' in body)) return undefined
  return typeof body.name === 'string' ? shorten(body.name) : undefined
}

function shorten(text: string): string {
  return text.length > 200 ? `${text.slice(0, 199)}…` : text
}
