import { statSync } from 'node:fs'
import { dirname } from 'node:path'

/**
 * A user to run things as.
 *
 * @typedef {object} User
 * @property {string} name
 * @property {number} uid
 * @property {number} gid
 * @property {string} home
 */

/** What is handed on from the caller; all else could change how things behave. */
const handedOn = /^(CI|TERM|COLORTERM|NO_COLOR|FORCE_COLOR|TZ|KISTE_\w+|(https?|no|all|ftp)_proxy)$/i

/**
 * The environment a user would have after logging in, in the C locale.
 *
 * @param {User} user
 * @param {NodeJS.ProcessEnv} env the caller's
 * @param {(path: string) => number | undefined} [ownerOf] the uid that owns a folder
 * @returns {Record<string, string>}
 */
export function loginEnvironment(user, env, ownerOf = ownerOfFolder) {
  /** @type {Record<string, string>} */
  const clean = {}
  for (const [name, value] of Object.entries(env)) {
    if (value !== undefined && handedOn.test(name)) clean[name] = value
  }
  const runtime = `/run/user/${user.uid}`
  return {
    ...clean,
    PATH: [
      ...new Set([dirname(process.execPath), '/usr/local/bin', '/usr/bin', '/bin', '/usr/sbin', '/sbin']),
    ].join(':'),
    HOME: user.home,
    USER: user.name,
    LOGNAME: user.name,
    SHELL: '/bin/sh',
    LC_ALL: 'C.UTF-8',
    // Only a session manager makes this folder. Without it libvirt keeps its session sockets in ~/.cache/libvirt.
    ...(ownerOf(runtime) === user.uid ? { XDG_RUNTIME_DIR: runtime } : {}),
  }
}

/**
 * The command that root runs to have another one run as a user, with the user's own groups and no more.
 *
 * @param {User} user
 * @param {readonly string[]} argv
 * @returns {string[]}
 */
export function asUser(user, argv) {
  return ['setpriv', `--reuid=${user.uid}`, `--regid=${user.gid}`, '--init-groups', '--', ...argv]
}

/** @param {string} path */
function ownerOfFolder(path) {
  return statSync(path, { throwIfNoEntry: false })?.uid
}
