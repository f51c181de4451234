import { auditResults } from '../../src/domain/audit.ts'
import type { AuditWish } from '../api/access-queries.ts'

/** What of the log of changes is to be seen; empty texts leave everything in. */
export interface AuditFilter {
  readonly who: string
  readonly what: string
  readonly result: (typeof auditResults)[number] | undefined
}

export function readAuditFilter(search: string): AuditFilter {
  const query = new URLSearchParams(search)
  return {
    who: query.get('who') ?? '',
    what: query.get('what') ?? '',
    result: auditResults.find((result) => result === query.get('result')),
  }
}

/** The query with this filter in it, and whatever else was there. */
export function writeAuditFilter(search: string, { who, what, result }: AuditFilter): string {
  const query = new URLSearchParams(search)
  for (const [name, value] of Object.entries({ who, what, result: result ?? '' }))
    if (value === '') query.delete(name)
    else query.set(name, value)
  return query.toString()
}

/** The same as the daemon is asked for it. */
export function auditWish({ who, what, result }: AuditFilter): AuditWish {
  return {
    ...(who.trim() === '' ? {} : { who: who.trim() }),
    ...(what.trim() === '' ? {} : { what: what.trim() }),
    ...(result === undefined ? {} : { result }),
  }
}
