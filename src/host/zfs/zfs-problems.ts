import { ProblemError, problemError, type ObjectRef } from '../../domain/problem.ts'
import { messageOf } from '../../domain/thrown.ts'
import { ZfsOutputError } from './output-error.ts'
import { meanings } from './zfs-meanings.ts'
import { ZfsError } from './zfs-error.ts'

/** What was being done to which object. */
export interface ZfsAttempt {
  readonly object: ObjectRef
  /** Completes "… could not be …": `created`, `destroyed`. */
  readonly done: string
  /** The pool it is in, when it is not the object itself. */
  readonly pool?: string | undefined
  /** True for calls that only look: one that hangs leaves nothing in doubt. */
  readonly readOnly?: boolean | undefined
}

/** The problem an error of a ZFS command stands for: object, reason, and what to do. Its cause keeps command and text. */
export function zfsProblem(error: unknown, attempt: ZfsAttempt): ProblemError {
  if (error instanceof ProblemError) return error
  const failed = `${capital(nameOf(attempt.object))} could not be ${attempt.done}`
  const { object } = attempt
  if (error instanceof ZfsError) {
    const meaning = meanings[error.kind]
    const because = sentence(`${failed}: ${meaning.because(error, attempt)}`)
    const doubt = hangs(error) && attempt.readOnly !== true ? ' Whether it happened is not known.' : ''
    return problemError(
      { code: meaning.code, object, message: because + doubt, hint: meaning.hint(attempt, error) },
      error,
    )
  }
  const text = messageOf(error)
  return problemError(
    {
      code: 'host_failed',
      object,
      message: sentence(`${failed}: ${text}`),
      ...(error instanceof ZfsOutputError
        ? { hint: 'This release of OpenZFS answers in a way that Kiste does not know; please report it.' }
        : {}),
    },
    error,
  )
}

/** What was called off before it began. */
export function cancelled({ object, done }: ZfsAttempt, cause: unknown): ProblemError {
  const message = `${capital(nameOf(object))} was not ${done}: it was cancelled.`
  return problemError({ code: 'cancelled', object, message }, cause)
}

/** A pool that nobody should call now, and why. */
export function poolUnavailable(pool: string, because: string, hint: string, cause?: unknown): ProblemError {
  return problemError(
    {
      code: 'pool_unavailable',
      object: { type: 'pool', name: pool },
      message: sentence(`Pool ${pool} does not answer: ${because}`),
      hint,
    },
    cause,
  )
}

export function nameOf({ type, name }: ObjectRef): string {
  return `${type} ${name}`
}

function hangs(error: ZfsError): boolean {
  return error.kind === 'timeout' || error.kind === 'abandoned'
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}

function sentence(text: string): string {
  return /[.!?]$/.test(text) ? text : `${text}.`
}
