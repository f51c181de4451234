import { problemError, ProblemError, type Problem } from '../domain/problem.ts'
import { messageOf } from '../domain/thrown.ts'
import { CommandError } from './exec.ts'

/** Runs work on the store; a fault of the file system comes out as a problem that names the path. `doing` completes "could not …". */
export async function onStore<T>(doing: string, path: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    throw storeFault(doing, path, error)
  }
}

type Fault = Pick<Problem, 'code' | 'hint'> & { readonly why: string }

const full: Fault = {
  code: 'no_space',
  why: 'no space is left there. Nothing half-made was kept.',
  hint: 'Free some space (kiste bin list, kiste image list), then try again.',
}
const quota: Fault = { ...full, why: 'the quota is used up. Nothing half-made was kept.' }
const tooBig: Fault = { ...full, why: 'files may not grow that large there. Nothing half-made was kept.' }
const readOnly: Fault = {
  code: 'read_only',
  why: 'the file system is read-only.',
  hint: 'Look at why with: dmesg; then make it writable again.',
}
const denied: Fault = {
  code: 'read_only',
  why: 'this user may not write there.',
  hint: 'Give the folder to the user Kiste runs as.',
}
const noLinks: Fault = {
  code: 'not_supported',
  why: 'the file system has no hard links.',
  hint: 'Make a full copy instead, or keep the store on another file system.',
}

const byErrno: Readonly<Record<string, Fault>> = {
  ENOSPC: full,
  EDQUOT: quota,
  EFBIG: tooBig,
  EROFS: readOnly,
  EACCES: denied,
  EPERM: denied,
  ENOTSUP: noLinks,
  EOPNOTSUPP: noLinks,
}

// What commands say for the same errors; they run in the C locale, so always in these words.
const byWords: readonly (readonly [RegExp, Fault])[] = [
  [/No space left on device/, full],
  [/Disk quota exceeded/, quota],
  [/File too large/, tooBig],
  [/Read-only file system/, readOnly],
  [/Permission denied/, denied],
  [
    /Failed to get (shared )?"\w+" lock/,
    { code: 'in_use', why: 'a running VM has it open.', hint: 'Stop the VM first: kiste vm stop' },
  ],
]

function storeFault(doing: string, path: string, error: unknown): ProblemError {
  // What went wrong may have been put into words by a tool on the way; the file system's own word is behind it.
  const fault = faultOf(error) ?? (error instanceof Error ? faultOf(error.cause) : undefined)
  if (!fault && error instanceof ProblemError) return error
  const why = fault?.why ?? messageOf(error)
  return problemError(
    {
      code: fault?.code ?? 'host_failed',
      message: `Could not ${doing} ${path}: ${why}`,
      object: { type: 'file', name: path },
      hint: fault?.hint,
    },
    error,
  )
}

function faultOf(error: unknown): Fault | undefined {
  if (error instanceof CommandError) return commandFault(error)
  return error instanceof Error ? byErrno[(error as NodeJS.ErrnoException).code ?? ''] : undefined
}

function commandFault(error: CommandError): Fault | undefined {
  if (error.end.why === 'aborted') return { code: 'cancelled', why: 'it was cancelled.' }
  if (error.end.why === 'signal' && error.end.signal === 'SIGXFSZ') return tooBig
  return byWords.find(([words]) => words.test(error.stderr))?.[1]
}
