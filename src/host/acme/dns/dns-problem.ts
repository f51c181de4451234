import { problemError, type ProblemError } from '../../../domain/problem.ts'
import type { TxtRecord } from '../../../domain/acme.ts'

/** A record that could not be set, or not be taken away. `because` is what the other side said, in its words. */
export function recordFailed(
  record: TxtRecord,
  deed: 'add' | 'remove',
  because: string,
  { hint, cause }: { readonly hint: string; readonly cause?: unknown },
): ProblemError {
  const message =
    deed === 'add'
      ? `The record ${record.name} could not be set: ${because}`
      : `The record ${record.name} could not be taken away: ${because}`
  return problemError(
    { code: 'dns_failed', object: { type: 'certificate', name: record.domain }, message, hint },
    cause,
  )
}
