import { readFile, stat } from 'node:fs/promises'
import { problemError } from '../../../domain/problem.ts'
import { codeOf } from '../../../domain/thrown.ts'

/** Throws `ProblemError` unless a file is there that nobody but its owner may read. */
export async function requireSecret(path: string): Promise<void> {
  const { mode } = await stat(path).catch((error: unknown) => {
    throw unreadable(path, error)
  })
  if ((mode & 0o077) !== 0)
    throw problemError({
      code: 'invalid_input',
      object: { type: 'file', name: path },
      message: `${path} is a secret, and others may read it.`,
      hint: `chmod 600 ${path}`,
    })
}

/** What stands in it, without the end of its line. Read each time, so that a new one is taken without a restart. */
export async function readSecret(path: string): Promise<string> {
  await requireSecret(path)
  const text = await readFile(path, 'utf8').catch((error: unknown) => {
    throw unreadable(path, error)
  })
  const secret = text.trim()
  // It goes into a header.
  if (!/^[\x21-\x7e]{1,4096}$/.test(secret))
    throw problemError({
      code: 'invalid_input',
      object: { type: 'file', name: path },
      message: `${path} does not hold a token: one line of printable characters.`,
      hint: 'Copy the token there anew, and nothing else.',
    })
  return secret
}

function unreadable(path: string, error: unknown): Error {
  return problemError(
    {
      code: 'not_found',
      object: { type: 'file', name: path },
      message: `${path}, which is to hold a secret, cannot be read: ${codeOf(error) ?? 'unknown'}.`,
      hint: 'It has to belong to the user that kisted runs as.',
    },
    error,
  )
}
