import type { ProblemCode } from '../../domain/problem.ts'
import { lastWords } from './last-words.ts'
import type { ZfsError } from './zfs-error.ts'
import type { ZfsAttempt } from './zfs-problems.ts'

export interface Meaning {
  readonly code: ProblemCode
  readonly because: (error: ZfsError, attempt: ZfsAttempt) => string
  readonly hint: (attempt: ZfsAttempt, error: ZfsError) => string
}

/** ZFS's own words are the best there are. */
export const saidSo = (error: ZfsError) => lastWords(error)

export function means(
  code: ProblemCode,
  because: string | Meaning['because'],
  hint: string | Meaning['hint'],
): Meaning {
  return {
    code,
    because: typeof because === 'string' ? () => because : because,
    hint: typeof hint === 'string' ? () => hint : hint,
  }
}

export const poolName = ({ object, pool }: ZfsAttempt) =>
  pool ?? object.name.split(/[/@#]/, 1)[0] ?? object.name
export const quoted = (text: string) => (/^[\w./:@#-]+$/.test(text) ? text : `'${text}'`)
export const seePool = (attempt: ZfsAttempt) =>
  `See how the pool is: zpool status -v ${quoted(poolName(attempt))}`
