import { createConnection, type Connection, type ConnectionOptions } from './connection.ts'
import { ConnectFailed, ConnectionLost, LibvirtError } from './error.ts'
import {
  sessionSockets,
  socketPathProblem,
  startSessionDaemon,
  systemSockets,
  type Env,
} from './session-daemon.ts'
import { sshArgv } from './ssh.ts'
import { connectCommand, connectUnix, type Transport } from './transport.ts'
import { parseLibvirtUri, type LibvirtTarget } from './uri.ts'
import { asError } from '../../domain/thrown.ts'

export interface OpenOptions extends ConnectionOptions {
  /** Decides where a session's socket is and what a daemon started here gets. Default: this process's environment. */
  readonly env?: Env
  /** The ssh program. Default `ssh`. */
  readonly sshCommand?: string
  /** Gives up connecting; rejects with its reason. */
  readonly signal?: AbortSignal
}

const REMOTE_PING_MS = 5000
const AUTH = { none: 0, sasl: 1, polkit: 2 } as const
const ABSENT = new Set(['ENOENT', 'ECONNREFUSED'])
const GROUP_ADVICE = 'Add your user to the group libvirt, or run as root.'
const HANGS = 'the daemon takes connections but does not answer'
const HANGS_ADVICE =
  'It is still starting, or it hangs; then end it and start it again: that stops no VM. Kiste connects again by itself.'
const SYSTEM_ADVICE = 'Start it: systemctl start libvirtd (or virtqemud.socket).'

/** Connects, authenticates and opens the hypervisor: three round trips. Rejects with ConnectFailed, saying what to do. */
export async function openConnection(uri: string, options: OpenOptions = {}): Promise<Connection> {
  const target = parseLibvirtUri(uri)
  options.signal?.throwIfAborted()
  const transport = await reach(target, options)
  // A local daemon that dies closes its socket; a host that vanishes behind ssh does not.
  const keepalive = target.via === 'ssh' ? { keepaliveMs: REMOTE_PING_MS } : {}
  const connection = createConnection(transport, { ...keepalive, ...options })
  const onAbort = () => connection.close()
  options.signal?.addEventListener('abort', onAbort, { once: true })
  try {
    await authenticate(connection, target)
    await connection.call('connectOpen', { name: target.name })
    return connection
  } catch (error) {
    connection.close()
    options.signal?.throwIfAborted()
    throw explainOpen(target, error)
  } finally {
    options.signal?.removeEventListener('abort', onAbort)
  }
}

async function reach(target: LibvirtTarget, options: OpenOptions): Promise<Transport> {
  const env = options.env ?? process.env
  switch (target.via) {
    case 'ssh':
      return connectCommand(sshArgv(target.ssh, options.sshCommand), env).catch((error: unknown) => {
        throw new ConnectFailed(target.uri, 'ssh could not be started', 'Install openssh-client.', error)
      })
    case 'socket':
      return reachSocket(target, [target.path], 'Start the daemon that listens there.')
    case 'system':
      return reachSocket(target, systemSockets(), SYSTEM_ADVICE)
    case 'session':
      return reachSession(target, env, options.signal)
  }
}

async function reachSession(target: LibvirtTarget, env: Env, signal?: AbortSignal): Promise<Transport> {
  const sockets = sessionSockets(env)
  const first = await tryAll(sockets)
  if (first.transport !== undefined) return first.transport
  const problem = socketPathProblem(sockets[0] ?? '')
  if (problem !== undefined) throw new ConnectFailed(target.uri, problem, 'Choose a shorter XDG_RUNTIME_DIR.')
  if (first.denied !== undefined) throw denied(target, first.denied)
  let transport: Transport | undefined
  await startSessionDaemon(target.uri, env, async () => {
    signal?.throwIfAborted()
    transport = (await tryAll(sockets)).transport
    return transport !== undefined
  })
  if (transport === undefined)
    throw new ConnectFailed(target.uri, 'the daemon vanished again', 'Look at its log.')
  return transport
}

async function reachSocket(
  target: LibvirtTarget,
  sockets: readonly string[],
  advice: string,
): Promise<Transport> {
  const { transport, denied: refused } = await tryAll(sockets)
  if (transport !== undefined) return transport
  if (refused !== undefined) throw denied(target, refused)
  throw new ConnectFailed(target.uri, `no libvirt daemon listens on ${sockets.join(' or ')}`, advice)
}

interface Attempt {
  readonly transport?: Transport
  /** A failure other than "nobody there". */
  readonly denied?: Error
}

async function tryAll(sockets: readonly string[]): Promise<Attempt> {
  for (const path of sockets) {
    try {
      return { transport: await connectUnix(path) }
    } catch (error) {
      if (!(error instanceof Error)) throw error
      if (!ABSENT.has(codeOf(error))) return { denied: error }
    }
  }
  return {}
}

async function authenticate(connection: Connection, target: LibvirtTarget): Promise<void> {
  const offered = await connection.call('authList')
  if (offered.length === 0 || offered.includes(AUTH.none)) return
  if (!offered.includes(AUTH.polkit)) {
    throw new ConnectFailed(
      target.uri,
      'the daemon wants SASL authentication, which Kiste does not speak',
      GROUP_ADVICE,
    )
  }
  await connection.call('authPolkit')
}

function explainOpen(target: LibvirtTarget, error: unknown): Error {
  if (error instanceof ConnectFailed) return error
  if (error instanceof LibvirtError && error.domain === 'polkit') {
    return new ConnectFailed(target.uri, error.libvirtMessage, GROUP_ADVICE, error)
  }
  if (error instanceof LibvirtError) {
    return new ConnectFailed(target.uri, error.libvirtMessage, 'Is libvirt’s QEMU driver installed?', error)
  }
  if (error instanceof ConnectionLost && error.reason === 'timeout' && target.via !== 'ssh')
    return new ConnectFailed(target.uri, HANGS, HANGS_ADVICE, error)
  if (error instanceof ConnectionLost) {
    const advice =
      target.via === 'ssh'
        ? `Try: ssh ${target.ssh.host} virsh list`
        : 'Try again; look at the daemon’s log if it stays so.'
    return new ConnectFailed(target.uri, error.because, advice, error)
  }
  return asError(error)
}

function denied(target: LibvirtTarget, error: Error): ConnectFailed {
  // The queue of those who wait to be let in is full.
  if (codeOf(error) === 'EAGAIN') return new ConnectFailed(target.uri, HANGS, HANGS_ADVICE, error)
  const advice = codeOf(error) === 'EACCES' ? GROUP_ADVICE : 'Check the socket’s path and its owner.'
  return new ConnectFailed(target.uri, error.message, advice, error)
}

function codeOf(error: Error): string {
  return 'code' in error && typeof error.code === 'string' ? error.code : ''
}
