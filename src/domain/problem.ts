import { messageOf } from './thrown.ts'

/** What a problem is about; `name` as people typed or see it. */
export interface ObjectRef {
  readonly type:
    | 'vm'
    | 'disk'
    | 'nic'
    | 'image'
    | 'bin'
    | 'job'
    | 'host'
    | 'store'
    | 'pool'
    | 'drive'
    | 'dataset'
    | 'snapshot'
    | 'branch'
    | 'network'
    | 'file'
    | 'upload'
    | 'user'
    | 'session'
    | 'token'
    | 'passkey'
    | 'certificate'
    | 'target'
  readonly name: string
}

/** Every way something can be refused or fail. The HTTP status and the CLI's exit code follow from it (`contract/errors.ts`). */
export const problemCodes = [
  'invalid_input',
  'not_found',
  'already_exists',
  'wrong_state',
  'foreign_object',
  'in_use',
  'no_space',
  'not_supported',
  'untrusted_image',
  'checksum_mismatch',
  'download_failed',
  'agent_unavailable',
  'agent_failed',
  'libvirt_unavailable',
  'zfs_unavailable',
  'pool_unavailable',
  'key_needed',
  'outcome_unknown',
  'authority_refused',
  'terms_not_agreed',
  'dns_failed',
  'host_failed',
  'read_only',
  'schema_too_new',
  'cancelled',
  'forbidden',
  'not_signed_in',
  'second_factor_needed',
  'too_many_tries',
  'internal',
] as const

export type ProblemCode = (typeof problemCodes)[number]

/** One thing that stands in the way: what, on which object, why (`message`), and what to do now (`hint`). */
export interface Problem {
  readonly code: ProblemCode
  /** A whole sentence that names the object and the reason. */
  readonly message: string
  /** The field of the input, as in `disks[0].size`. */
  readonly field?: string | undefined
  readonly object?: ObjectRef | undefined
  /** What the person can do now, as a sentence or a command. */
  readonly hint?: string | undefined
}

/** Carries all problems of one input or one failed action; never empty. */
export class ProblemError extends Error {
  readonly problems: readonly [Problem, ...Problem[]]

  constructor(problems: readonly [Problem, ...Problem[]], options?: { cause?: unknown }) {
    super(problems.map((problem) => problem.message).join(' '), options)
    this.name = 'ProblemError'
    this.problems = problems
  }
}

/** Shorthand for the common case of one problem. */
export function problemError(problem: Problem, cause?: unknown): ProblemError {
  return new ProblemError([problem], cause === undefined ? undefined : { cause })
}

/** Throws all problems at once if there are any. */
export function throwIfProblems(problems: readonly Problem[]): void {
  const [first, ...others] = problems
  if (first) throw new ProblemError([first, ...others])
}

/** The problems an unknown error stands for; an error nobody foresaw is `internal`. */
export function toProblems(error: unknown): readonly [Problem, ...Problem[]] {
  if (error instanceof ProblemError) return error.problems
  const message = messageOf(error)
  return [{ code: 'internal', message }]
}

/** Either a value or everything that stands in its way. */
export type Checked<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly problems: readonly Problem[] }

export function valid<T>(value: T): Checked<T> {
  return { ok: true, value }
}

export function refused<T>(...problems: Problem[]): Checked<T> {
  return { ok: false, problems }
}
