import { problemError, ProblemError, type ObjectRef, type ProblemCode } from '../../domain/problem.ts'
import { formatBytes } from '../../domain/size.ts'
import { CommandError } from '../exec.ts'

/** What was being done, on which object: the beginning of every message. `doing` completes "could not …". */
export interface Deed {
  readonly doing: string
  readonly object: ObjectRef
}

/** Runs the work; whatever goes wrong comes out as a problem that names what was being done. */
export async function explained<T>(deed: Deed, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    throw toImageProblem(deed, error)
  }
}

interface Reading {
  readonly code: ProblemCode
  readonly why: string
  readonly hint?: string | undefined
}

export function toImageProblem(deed: Deed, error: unknown): ProblemError {
  if (error instanceof ProblemError) return error
  const { code, why, hint } = read(error)
  const message =
    code === 'cancelled'
      ? `Cancelled: ${deed.doing} ${deed.object.name}.`
      : `Could not ${deed.doing} ${deed.object.name}: ${why}`
  return problemError({ code, message, object: deed.object, hint }, error)
}

const fullDisk: Reading = {
  code: 'no_space',
  why: 'the disk is full. Nothing half-made was kept.',
  hint: 'Free some space (kiste bin list, kiste image list), then try again.',
}

const byErrno: Readonly<Record<string, Reading>> = {
  ENOSPC: fullDisk,
  EDQUOT: { ...fullDisk, why: 'the quota is used up. Nothing half-made was kept.' },
  EROFS: { code: 'read_only', why: 'the file system is read-only.' },
  EFBIG: { code: 'no_space', why: 'the file system does not take files of this size.' },
}

function read(error: unknown): Reading {
  if (error instanceof CommandError) return readCommand(error)
  if (!(error instanceof Error)) return { code: 'host_failed', why: String(error) }
  if (error.name === 'AbortError') return { code: 'cancelled', why: 'it was cancelled.' }
  const { code } = error as NodeJS.ErrnoException
  return (code === undefined ? undefined : byErrno[code]) ?? { code: 'host_failed', why: `${error.message}.` }
}

function readCommand(error: CommandError): Reading {
  if (error.end.why === 'aborted') return { code: 'cancelled', why: 'it was cancelled.' }
  if (error.end.why === 'missing')
    return {
      code: 'not_supported',
      why: `${error.argv[0]} is not installed.`,
      hint: 'kiste host doctor says which packages are missing.',
    }
  // What C programs say for ENOSPC; commands run with LC_ALL=C.UTF-8, so it is always said in these words.
  if (/No space left on device/.test(error.stderr)) return fullDisk
  if (/Disk quota exceeded/.test(error.stderr)) return byErrno['EDQUOT']!
  return { code: 'host_failed', why: `${error.message}.` }
}

/** Refuses a file that is no image we may trust. `why` is a whole clause: "it is a web page, not a disk image". */
export function untrusted(name: string, why: string, hint?: string): ProblemError {
  return problemError({
    code: 'untrusted_image',
    message: `${name} cannot be used: ${why}.`,
    object: { type: 'file', name },
    hint,
  })
}

export function tooLittleSpace(
  folder: string,
  what: string,
  needBytes: number,
  freeBytes: number,
): ProblemError {
  return problemError({
    code: 'no_space',
    message: `${what} needs ${formatBytes(needBytes)}, and ${folder} has ${formatBytes(freeBytes)} free.`,
    object: { type: 'store', name: folder },
    hint: 'Free some space (kiste bin list, kiste image list), then try again.',
  })
}
