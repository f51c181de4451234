import { readIfThere } from './files.mjs'
import { run } from './run-command.mjs'

/** @typedef {import('./run-as.mjs').User} User */

/**
 * Finds a user in the text of /etc/passwd.
 *
 * @param {string} passwd
 * @param {string} name
 * @returns {User | undefined}
 */
export function findUser(passwd, name) {
  for (const line of passwd.split('\n')) {
    const [login, , uid, gid, , home] = line.split(':')
    if (login === name && home !== undefined) return { name, uid: Number(uid), gid: Number(gid), home }
  }
  return undefined
}

const rangeSize = 65_536

/**
 * The first subordinate ids that nobody has yet in /etc/subuid and /etc/subgid together, above those that logins get.
 *
 * @param {readonly string[]} texts
 */
export function freeRange(texts) {
  const taken = texts
    .flatMap((text) => text.split('\n'))
    .map((line) => line.split(':').slice(1).map(Number))
    .flatMap(([first = 0, count = 0]) => (first > 0 && count > 0 ? [{ first, end: first + count }] : []))
    .toSorted((a, b) => a.first - b.first)
  let candidate = 100_000
  for (const { first, end } of taken) {
    if (first < candidate + rangeSize && end > candidate) candidate = end
  }
  return { first: candidate, last: candidate + rangeSize - 1 }
}

/**
 * Makes sure of a system user that may do nothing but what every user may: no shell, no password, a home of its own, and ranges
 * of subordinate ids, which building images without root stands on. Only root can.
 *
 * @param {string} name
 * @param {string} home
 * @returns {Promise<User>}
 */
export async function ensureUser(name, home) {
  const passwd = () => findUser(readIfThere('/etc/passwd') ?? '', name)
  if (!passwd()) {
    console.log(`Making the system user ${name}, which VMs run as …`)
    const shell = ['--shell', '/usr/sbin/nologin']
    await run([
      'useradd',
      '--system',
      '--user-group',
      '--home-dir',
      home,
      '--create-home',
      ...shell,
      '--',
      name,
    ])
    // Images are built in a user namespace, whose root is none of this user's ids and has to pass through.
    await run(['chmod', '0711', '--', home])
  }
  const user = passwd()
  if (!user) throw new Error(`useradd made no user ${name} in /etc/passwd`)
  const [subuid, subgid] = ['/etc/subuid', '/etc/subgid'].map((file) => readIfThere(file) ?? '')
  const has = [subuid, subgid].every((text) => text?.split('\n').some((line) => line.startsWith(`${name}:`)))
  if (!has) {
    const { first, last } = freeRange([subuid ?? '', subgid ?? ''])
    await run([
      'usermod',
      '--add-subuids',
      `${first}-${last}`,
      '--add-subgids',
      `${first}-${last}`,
      '--',
      name,
    ])
  }
  return user
}

/**
 * Lets a user into the group of /dev/kvm, or keeps it out: where KVM is broken, libvirt's own look at it hangs for a minute, and
 * a user who may not open the device is spared that.
 *
 * @param {User} user
 * @param {boolean} allowed
 */
export async function setKvmMembership(user, allowed) {
  const groups = readIfThere('/etc/group') ?? ''
  const members = /^kvm:[^:]*:\d+:(.*)$/m.exec(groups)?.[1]?.split(',')
  if (!members || members.includes(user.name) === allowed) return
  if (allowed) await run(['usermod', '--append', '--groups', 'kvm', '--', user.name])
  else await run(['gpasswd', '--delete', user.name, 'kvm'])
}
