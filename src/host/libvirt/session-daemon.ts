import { constants } from 'node:fs'
import { access, mkdir } from 'node:fs/promises'
import { delimiter, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { ConnectFailed } from './error.ts'
import { startDetached } from './transport.ts'

export type Env = Readonly<Record<string, string | undefined>>

/** Modular daemons first, as libvirt's own clients probe (src/remote/remote_sockets.c). */
const DAEMONS = [
  { command: 'virtqemud', socket: 'virtqemud-sock' },
  { command: 'libvirtd', socket: 'libvirt-sock' },
] as const

const SYSTEM_DIRECTORY = '/run/libvirt'
/** The daemons live in sbin, which an ordinary user's PATH leaves out. */
const MORE_PATH = ['/usr/sbin', '/sbin', '/usr/local/sbin', '/usr/bin']
/** As libvirt's own clients say: leave two minutes after the last VM and client are gone. */
const IDLE_SECONDS = 120
const START_LIMIT_MS = 20_000
const RACE_LIMIT_MS = 1000
/** sizeof(sockaddr_un.sun_path) less the ending NUL. */
const MAX_SOCKET_PATH_BYTES = 107

/** Where a user's libvirt keeps its sockets: GLib's runtime directory, the cache directory where there is none. */
export function sessionDirectory(env: Env): string {
  const runtime = env['XDG_RUNTIME_DIR']
  if (runtime) return join(runtime, 'libvirt')
  const cache = env['XDG_CACHE_HOME']
  return join(cache ? cache : join(env['HOME'] ?? '/', '.cache'), 'libvirt')
}

/** The sockets a user's libvirt may listen on, in the order to try them. */
export function sessionSockets(env: Env): readonly string[] {
  return DAEMONS.map(({ socket }) => join(sessionDirectory(env), socket))
}

/** The sockets the system's libvirt may listen on, in the order to try them. */
export function systemSockets(directory: string = SYSTEM_DIRECTORY): readonly string[] {
  return DAEMONS.map(({ socket }) => join(directory, socket))
}

/** Says why a socket path cannot work, or undefined. The kernel cuts no corners at 108 bytes. */
export function socketPathProblem(path: string): string | undefined {
  const length = Buffer.byteLength(path)
  if (length <= MAX_SOCKET_PATH_BYTES) return undefined
  return `the socket path ${path} has ${length} bytes, Linux allows ${MAX_SOCKET_PATH_BYTES}`
}

/**
 * Starts the user's own libvirt daemon, detached, as libvirt's own clients do, and resolves once `isUp` says it listens.
 * If somebody else starts one at the same moment, the daemons' own lock lets one of them live, and that one is found.
 */
export async function startSessionDaemon(uri: string, env: Env, isUp: () => Promise<boolean>): Promise<void> {
  const found = await findDaemon(env)
  if (found === undefined) {
    throw new ConnectFailed(
      uri,
      'neither libvirtd nor virtqemud is installed',
      'Install libvirt’s daemon and its QEMU driver (Debian: libvirt-daemon, Fedora: libvirt-daemon-driver-qemu).',
    )
  }
  await mkdir(sessionDirectory(env), { recursive: true, mode: 0o700 })
  const daemon = startDetached([found, `--timeout=${IDLE_SECONDS}`], env)
  try {
    await waitUntilUp(isUp, daemon.ended)
  } catch (error) {
    const why =
      daemon.words().split('\n').at(-1) || (daemon.ended() ?? `no socket after ${START_LIMIT_MS} ms`)
    throw new ConnectFailed(
      uri,
      `${found} did not start: ${why}`,
      `Run \`${found} --timeout=30\` to see more.`,
      error,
    )
  } finally {
    daemon.letGo()
  }
}

async function waitUntilUp(isUp: () => Promise<boolean>, ended: () => string | undefined): Promise<void> {
  let giveUpAt = performance.now() + START_LIMIT_MS
  let ending: string | undefined
  let pauseMs = 5
  while (!(await isUp())) {
    if (ending === undefined) {
      ending = ended()
      // It may have lost the race against another one, which may not listen yet.
      if (ending !== undefined) giveUpAt = performance.now() + RACE_LIMIT_MS
    }
    if (performance.now() > giveUpAt) throw new Error(ending ?? 'timed out')
    await sleep(pauseMs)
    pauseMs = Math.min(50, pauseMs * 1.5)
  }
}

async function findDaemon(env: Env): Promise<string | undefined> {
  const directories = [
    ...(env['PATH'] ?? '').split(delimiter).filter((part) => part.startsWith('/')),
    ...MORE_PATH,
  ]
  for (const { command } of DAEMONS) {
    for (const directory of directories) {
      const path = join(directory, command)
      if (await isExecutable(path)) return path
    }
  }
  return undefined
}

async function isExecutable(path: string): Promise<boolean> {
  return access(path, constants.X_OK).then(
    () => true,
    () => false,
  )
}
