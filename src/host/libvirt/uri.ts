import { ConnectFailed } from './error.ts'

/** Where a libvirt is and how to get there. `name` is what the daemon itself is asked to open. */
export type LibvirtTarget =
  | { readonly via: 'session'; readonly uri: string; readonly name: string }
  | { readonly via: 'system'; readonly uri: string; readonly name: string }
  | { readonly via: 'socket'; readonly uri: string; readonly name: string; readonly path: string }
  | { readonly via: 'ssh'; readonly uri: string; readonly name: string; readonly ssh: SshTarget }

export interface SshTarget {
  readonly host: string
  readonly user: string | undefined
  readonly port: number | undefined
  readonly mode: 'session' | 'system'
  /** The daemon's socket on the other host, where it is not the usual one. */
  readonly socketPath: string | undefined
}

const FORMS = 'Use qemu:///session, qemu:///system or qemu+ssh://[user@]host[:port]/system.'
/** Letters, digits, dots and hyphens, or an IPv6 address: never something ssh could read as an option. */
const HOST =
  /^(?:[A-Za-z0-9](?:[A-Za-z0-9.-]{0,252}[A-Za-z0-9])?|[0-9A-Fa-f:]*:[0-9A-Fa-f:.]*(?:%[A-Za-z0-9]+)?)$/
const USER = /^[A-Za-z0-9_][A-Za-z0-9_.-]{0,63}$/
const SOCKET = /^\/[A-Za-z0-9_./@+-]+$/

/**
 * Reads a libvirt URI: `qemu:///session`, `qemu:///system`, `test:///default`, `qemu+unix:///session?socket=/path`,
 * `qemu+ssh://user@host:22/system`. Throws ConnectFailed for anything else.
 */
export function parseLibvirtUri(uri: string): LibvirtTarget {
  const url = URL.canParse(uri) ? new URL(uri) : undefined
  const match = url === undefined ? null : /^(qemu|test)(?:\+(unix|ssh))?:$/.exec(url.protocol)
  if (url === undefined || match === null) throw refuse(uri, 'this is no libvirt URI Kiste knows')
  const [, driver, transport] = match
  const socket = url.searchParams.get('socket')
  for (const parameter of url.searchParams.keys()) {
    if (parameter !== 'socket') throw refuse(uri, `the parameter "${parameter}" is not supported`)
  }
  const name = `${driver}://${url.pathname}`
  if (driver === 'qemu' && url.pathname !== '/session' && url.pathname !== '/system') {
    throw refuse(uri, `"${url.pathname}" is neither /session nor /system`)
  }
  if (transport === 'ssh') return { via: 'ssh', uri, name, ssh: sshTarget(uri, url, socket) }
  if (url.host !== '') throw refuse(uri, 'a host needs the ssh transport')
  if (socket !== null) return { via: 'socket', uri, name, path: socket }
  return { via: url.pathname === '/system' ? 'system' : 'session', uri, name }
}

function sshTarget(uri: string, url: URL, socket: string | null): SshTarget {
  const host = decode(uri, url.hostname).replace(/^\[(.*)\]$/, '$1')
  const user = url.username === '' ? undefined : decode(uri, url.username)
  if (!HOST.test(host)) throw refuse(uri, `"${host}" is no host name`)
  if (user !== undefined && !USER.test(user)) throw refuse(uri, `"${user}" is no user name`)
  if (url.password !== '') throw refuse(uri, 'a password does not belong into a URI; use an ssh key')
  if (socket !== null && !SOCKET.test(socket)) throw refuse(uri, `"${socket}" is no plain socket path`)
  return {
    host,
    user,
    port: url.port === '' ? undefined : Number(url.port),
    mode: url.pathname === '/system' ? 'system' : 'session',
    socketPath: socket ?? undefined,
  }
}

function decode(uri: string, text: string): string {
  try {
    return decodeURIComponent(text)
  } catch (error) {
    throw new ConnectFailed(uri, `"${text}" is not encoded correctly`, FORMS, error)
  }
}

function refuse(uri: string, problem: string): ConnectFailed {
  return new ConnectFailed(uri, problem, FORMS)
}
