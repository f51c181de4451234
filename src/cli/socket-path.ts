import { existsSync, readFileSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { exitCodes } from '../contract/errors.ts'
import { CliError } from './cli-error.ts'
import type { CliIo } from './io.ts'
import { words } from './words.ts'
import { messageOf } from '../domain/thrown.ts'

const systemSocketPath = '/run/kiste/kiste.sock'

/**
 * Where the daemon listens: `--socket`, then `KISTE_SOCKET`, then the user's own daemon if its socket is there, then the system's.
 * With none of them there, the user's own: it is the one that `npm start` makes.
 */
export function findSocketPath(
  given: string | undefined,
  io: Pick<CliIo, 'env' | 'homeDir'>,
  exists: (path: string) => boolean = existsSync,
): string {
  const named = given || io.env['KISTE_SOCKET']
  if (named) return named
  const runtimeDir = io.env['XDG_RUNTIME_DIR'] || join(io.homeDir, '.cache')
  const own = join(runtimeDir, 'kiste', 'kiste.sock')
  const there = [own, systemSocketPath].find((path) => exists(path))
  if (there) return there
  // A directory that is there but closed to us hides its socket: trying it gives the reason.
  return exists(dirname(systemSocketPath)) ? systemSocketPath : own
}

/** Says why nobody answers at the socket and what to do now: exit code 7. */
export function unreachable(socketPath: string, cause: unknown): CliError {
  const code = cause instanceof Error && 'code' in cause ? cause.code : undefined
  const { message, hint } = describe(socketPath, code, cause)
  return new CliError([{ code: 'host_failed', message, hint }], {
    exitCode: exitCodes.unreachable,
    cause,
  })
}

function describe(
  path: string,
  code: unknown,
  cause: unknown,
): { readonly message: string; readonly hint: string } {
  switch (code) {
    case 'ENOENT':
      return words.unreachable.noSocket(path)
    case 'ECONNREFUSED':
      return words.unreachable.nobodyListens(path)
    case 'EACCES':
    case 'EPERM':
      return words.unreachable.notAllowed(path, ownerOf(path))
    default:
      return words.unreachable.broken(path, messageOf(cause))
  }
}

/** The name of the user whose socket it is. Its directory is closed to others, so the first one above that can be seen answers. */
function ownerOf(path: string): string | undefined {
  for (let at = path; at !== dirname(at); at = dirname(at)) {
    const uid = uidOf(at)
    if (uid !== undefined) return userName(uid) ?? String(uid)
  }
  return undefined
}

function uidOf(path: string): number | undefined {
  try {
    return statSync(path).uid
  } catch {
    return undefined
  }
}

function userName(uid: number): string | undefined {
  try {
    const line = readFileSync('/etc/passwd', 'utf8')
      .split('\n')
      .find((entry) => entry.split(':')[2] === String(uid))
    return line?.split(':')[0]
  } catch {
    return undefined
  }
}
