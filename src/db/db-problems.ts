import { problemError, ProblemError } from '../domain/problem.ts'
import type { Problem, ProblemCode } from '../domain/problem.ts'

interface Explanation {
  readonly starts: string
  readonly code: ProblemCode
  readonly why: string
  readonly hint: string
}

// SQLite's result codes (sqlite.org/rescode.html), extended ones by their prefix, and errno for the folder around the file.
const explanations: readonly Explanation[] = [
  {
    starts: 'SQLITE_FULL',
    code: 'no_space',
    why: 'the disk it lies on is full',
    hint: 'Free some space there; open jobs then go on by themselves.',
  },
  {
    // The index of the WAL beside the file cannot be made as large as it has to be: os_unix.c, unixShmMap.
    starts: 'SQLITE_IOERR_SHMSIZE',
    code: 'no_space',
    why: 'the disk it lies on is full',
    hint: 'Free some space there.',
  },
  { starts: 'ENOSPC', code: 'no_space', why: 'the disk it lies on is full', hint: 'Free some space there.' },
  {
    starts: 'EDQUOT',
    code: 'no_space',
    why: 'the quota of its owner is used up',
    hint: 'Free some space there.',
  },
  {
    starts: 'SQLITE_READONLY',
    code: 'read_only',
    why: 'it or its folder is read-only',
    hint: 'Make the folder writable for the user the daemon runs as.',
  },
  {
    starts: 'SQLITE_CANTOPEN',
    code: 'read_only',
    why: 'it cannot be opened or made there',
    hint: 'Make its folder writable for the user the daemon runs as.',
  },
  { starts: 'EROFS', code: 'read_only', why: 'its file system is read-only', hint: 'Mount it writable.' },
  {
    starts: 'EACCES',
    code: 'read_only',
    why: 'this user may not write there',
    hint: 'Make the folder writable for the user the daemon runs as.',
  },
  {
    starts: 'EPERM',
    code: 'read_only',
    why: 'this user may not write there',
    hint: 'Make the folder writable for the user the daemon runs as.',
  },
  {
    starts: 'ENOTDIR',
    code: 'invalid_input',
    why: 'a part of its path is not a folder',
    hint: 'Choose another folder.',
  },
  { starts: 'EISDIR', code: 'invalid_input', why: 'it is a folder', hint: 'Choose another path.' },
  {
    starts: 'ENOENT',
    code: 'invalid_input',
    why: 'its folder cannot be made',
    hint: 'Choose another folder.',
  },
  {
    starts: 'EEXIST',
    code: 'invalid_input',
    why: 'a part of its path is not a folder',
    hint: 'Choose another folder.',
  },
  {
    starts: 'SQLITE_NOTADB',
    code: 'host_failed',
    why: 'it is not an SQLite database',
    hint: 'Move the file away; a new one is made. VMs are not in it: libvirt has them.',
  },
  {
    starts: 'SQLITE_CORRUPT',
    code: 'host_failed',
    why: 'it is damaged',
    hint: 'Check the disk, then put back a copy or move the file away. VMs are not in it: libvirt has them.',
  },
  {
    starts: 'SQLITE_BUSY',
    code: 'in_use',
    why: 'another program has it open',
    hint: 'Is another kisted running on the same state directory?',
  },
  {
    starts: 'SQLITE_IOERR',
    code: 'host_failed',
    why: 'reading or writing it failed',
    hint: 'Look at `dmesg` for errors of its disk.',
  },
]

/** The problem an error of SQLite or of the file system stands for; undefined for errors of another kind. */
export function dbProblem(error: unknown, path: string): Problem | undefined {
  if (!(error instanceof Error) || !('code' in error) || typeof error.code !== 'string') return undefined
  const { code } = error
  const found = explanations.find((explanation) => code.startsWith(explanation.starts))
  if (!found) return undefined
  return {
    code: found.code,
    message: `The state database ${path} cannot be used: ${found.why} (${code}: ${error.message}).`,
    object: { type: 'file', name: path },
    hint: found.hint,
  }
}

/** Runs something on the database and throws what goes wrong as a `ProblemError` that names the file. */
export function withDbProblems<T>(path: string, run: () => T): T {
  try {
    return run()
  } catch (error) {
    if (error instanceof ProblemError) throw error
    const problem = dbProblem(error, path)
    if (problem) throw problemError(problem, error)
    throw error
  }
}
