import { chmod, chown, link, lstat, mkdir, rename, stat, unlink } from 'node:fs/promises'
import { connect } from 'node:net'
import { dirname } from 'node:path'
import type { FastifyInstance } from 'fastify'
import { problemError, type Problem } from '../domain/problem.ts'
import { codeOf } from '../domain/thrown.ts'

export interface SocketOptions {
  readonly path: string
  /** Who may come in: the owner alone, or the owner and this group. Default: the owner alone. */
  readonly groupId?: number | undefined
}

// struct sockaddr_un holds 108 bytes, the last a NUL (unix(7)); Node would cut a longer path without a word.
const pathLimitBytes = 107

/**
 * Listens on a unix socket. The mode of its directory is the access rule: 0700, or 0750 with a group; a directory that is there
 * and lets in more is refused, not changed. A socket a dead daemon left is removed, anything else in its place never.
 * Throws `ProblemError`: `in_use` when a daemon already listens there, `invalid_input` or `read_only` when the path will not do.
 */
export async function listenOnSocket(server: FastifyInstance, options: SocketOptions): Promise<void> {
  const { path, groupId } = options
  const lengthBytes = Buffer.byteLength(path)
  if (lengthBytes > pathLimitBytes)
    throw refuse(
      path,
      'invalid_input',
      `has ${lengthBytes} bytes, and a socket's path may have ${pathLimitBytes}`,
    )
  await prepareDirectory(dirname(path), groupId)
  await clearStaleSocket(path)
  try {
    await server.listen({ path })
  } catch (error) {
    if (codeOf(error) === 'EADDRINUSE') throw alreadyRunning(path)
    throw refuse(path, 'read_only', `cannot be made (${codeOf(error)})`, error)
  }
  await chmod(path, 0o660)
  if (groupId !== undefined) await chown(path, process.geteuid?.() ?? -1, groupId)
}

async function prepareDirectory(path: string, groupId: number | undefined): Promise<void> {
  const mode = groupId === undefined ? 0o700 : 0o750
  try {
    const made = await mkdir(path, { recursive: true, mode })
    if (made !== undefined) {
      // The umask may have taken away what the group needs.
      await chmod(path, mode)
      if (groupId !== undefined) await chown(path, process.geteuid?.() ?? -1, groupId)
    }
  } catch (error) {
    throw refuse(path, 'read_only', `cannot be made (${codeOf(error)})`, error)
  }
  const facts = await stat(path)
  const me = process.geteuid?.()
  if (facts.uid !== me && me !== 0)
    throw refuse(path, 'forbidden', `belongs to user ${facts.uid}, who could replace the socket`)
  const allowed = groupId !== undefined && facts.gid === groupId ? 0o750 : 0o700
  if ((facts.mode & 0o777 & ~allowed) !== 0)
    throw problemError({
      code: 'forbidden',
      object: { type: 'file', name: path },
      message: `The directory ${path} lets others in (mode ${(facts.mode & 0o777).toString(8)}), and whoever reaches the socket in it may do everything.`,
      hint: `Choose a directory of its own for the socket, or: chmod ${allowed.toString(8)} ${path}`,
    })
}

async function clearStaleSocket(path: string): Promise<void> {
  const facts = await lstat(path).catch((error: unknown) => {
    if (codeOf(error) === 'ENOENT') return undefined
    throw refuse(path, 'read_only', `cannot be looked at (${codeOf(error)})`, error)
  })
  if (facts === undefined) return
  if (!facts.isSocket()) throw refuse(path, 'already_exists', 'is there already and is no socket')
  if (await isAlive(path)) throw alreadyRunning(path)
  // Two daemons may start at once: what is moved away is asked once more, since it may be the other one's new socket by now.
  const aside = `${path}.${process.pid}`
  try {
    await rename(path, aside)
    if (await isAlive(aside)) {
      await link(aside, path)
      await unlink(aside)
      throw alreadyRunning(path)
    }
    await unlink(aside)
  } catch (error) {
    // The other one has moved it away first; listening then tells who has the path.
    if (codeOf(error) === 'ENOENT') return
    throw codeOf(error) === undefined
      ? error
      : refuse(
          path,
          'read_only',
          `was left by a daemon that ended and cannot be removed (${codeOf(error)})`,
          error,
        )
  }
}

/** Only a refused connection proves that nobody listens. */
function isAlive(path: string): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const socket = connect({ path })
    socket.once('connect', () => {
      socket.destroy()
      resolve(true)
    })
    socket.once('error', (error) => {
      const code = codeOf(error)
      if (code === 'ECONNREFUSED' || code === 'ENOENT') resolve(false)
      // The queue of a daemon that is busy is full.
      else if (code === 'EAGAIN') resolve(true)
      else
        reject(refuse(path, 'forbidden', `does not let itself be asked who listens there (${code})`, error))
    })
  })
}

function alreadyRunning(path: string): Error {
  return problemError({
    code: 'in_use',
    object: { type: 'file', name: path },
    message: `Kiste is already running: a daemon answers on ${path}.`,
    hint: 'Use it (kiste vm list), or stop it first.',
  })
}

function refuse(path: string, code: Problem['code'], says: string, cause?: unknown): Error {
  const shown = path.length > 160 ? `${path.slice(0, 160)}…` : path
  return problemError(
    {
      code,
      object: { type: 'file', name: shown },
      message: `Kiste cannot listen: ${shown} ${says}.`,
      hint: 'Choose another place for the socket with --socket.',
    },
    cause,
  )
}
