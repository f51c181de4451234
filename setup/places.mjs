import { join } from 'node:path'

/**
 * Where a daemon keeps things and is spoken to.
 *
 * @typedef {object} Places
 * @property {string} stateDir
 * @property {string} runtimeDir
 * @property {string} socket
 * @property {string} log
 */

/** The daemon of a machine, which root had set up. */
export const systemPlaces = places('/var/lib/kiste', '/run/kiste')

/**
 * The daemon of a user.
 *
 * @param {Readonly<Record<string, string | undefined>>} env
 * @returns {Places}
 */
export function userPlaces(env) {
  const home = env['HOME'] ?? '/'
  const data = absolute(env['XDG_DATA_HOME']) ?? join(home, '.local/share')
  const runtime = absolute(env['XDG_RUNTIME_DIR']) ?? join(home, '.cache')
  return places(join(data, 'kiste'), join(runtime, 'kiste'))
}

/**
 * The base directory specification has relative values ignored.
 *
 * @param {string | undefined} path
 */
function absolute(path) {
  return path?.startsWith('/') ? path : undefined
}

/**
 * @param {string} stateDir
 * @param {string} runtimeDir
 * @returns {Places}
 */
function places(stateDir, runtimeDir) {
  return { stateDir, runtimeDir, socket: join(runtimeDir, 'kiste.sock'), log: join(stateDir, 'daemon.log') }
}
