import { existsSync } from 'node:fs'
import { cp, readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { canRunFrom } from './app-copy.mjs'
import { root } from './prepare.mjs'
import { asUser, loginEnvironment } from './run-as.mjs'
import { run } from './run-command.mjs'
import { ensureUser } from './unprivileged-user.mjs'

/**
 * As whom, from where and with what environment tests and benchmarks run.
 *
 * @typedef {object} Seat
 * @property {string} root The checkout, where this user can read it.
 * @property {string} node
 * @property {NodeJS.ProcessEnv} env
 * @property {import('./run-as.mjs').User | undefined} user Whom root runs things as; nobody: as whoever asks.
 */

const testHome = '/var/lib/kiste-test'
/** What takes long to make is made once for all seats; root makes nothing there that others could not read. */
const testCache = join(testHome, 'cache')
const leftOut = ['.git', '.cache']

/** @returns {Seat} that of whoever asks */
export function ownSeat() {
  return { root, node: process.execPath, env: { ...process.env, LC_ALL: 'C.UTF-8' }, user: undefined }
}

/**
 * @typedef {object} CopyChoice
 * @property {string} [copy] Which copy of the checkout is used where the checkout itself cannot be read. Default: that of the tests.
 * @property {boolean} [keepCopy] Takes that copy as it is, if there is one. Default: it is made anew.
 */

/**
 * The seat of someone without rights: root has things run as the user `kiste-test`, everyone else as themselves. libvirt's session
 * mode and everything that stands on it is made for users, and tests as root would prove little.
 *
 * @param {CopyChoice} [choice]
 * @returns {Promise<Seat>}
 */
export async function ordinarySeat({ copy = 'checkout', keepCopy = false } = {}) {
  if (process.getuid?.() !== 0) return ownSeat()
  const user = await ensureUser('kiste-test', testHome)
  await run(asUser(user, ['mkdir', '-p', '--', testCache]))
  const needed = [
    'package.json',
    'src/daemon.ts',
    'dist/daemon.js',
    'setup/test.mjs',
    'node_modules/vitest/package.json',
  ]
  const isInReach = await canRunFrom(root, user, needed)
  const place = isInReach
    ? { root, node: process.execPath }
    : await copyCheckout(join(testHome, copy), keepCopy)
  return { ...place, user, env: { ...testEnvironment(user), KISTE_CACHE_DIR: join(testHome, '.cache/vite') } }
}

/** @returns {Seat} that of root, for root alone, with an environment as clean as the others' */
export function rootSeat() {
  return { ...ownSeat(), env: testEnvironment({ name: 'root', uid: 0, gid: 0, home: '/root' }) }
}

/** @param {import('./run-as.mjs').User} user */
function testEnvironment(user) {
  return { ...loginEnvironment(user, process.env), KISTE_TEST_CACHE: testCache }
}

/**
 * Runs a script of the checkout in a seat.
 *
 * @param {Seat} seat
 * @param {readonly string[]} argv Node's arguments, the script relative to the checkout
 * @param {'show' | 'collect'} output
 * @param {import('./run-command.mjs').RunOptions['input']} [input]
 * @returns {Promise<import('./run-command.mjs').RunResult>} however it ended
 */
export function runInSeat(seat, argv, output, input = 'none') {
  const command = [seat.node, ...argv]
  return run(seat.user ? asUser(seat.user, command) : command, {
    cwd: seat.root,
    env: seat.env,
    output,
    input,
    check: false,
  })
}

/**
 * Copies the checkout to where it can be read. Stays root's, so that tests cannot change what is tested.
 *
 * @param {string} place
 * @param {boolean} keep Takes what is there as it is.
 */
async function copyCheckout(place, keep) {
  const copied = { root: place, node: join(place, '.node/bin/node') }
  if (keep && existsSync(copied.node)) return copied
  console.log(`Copying the checkout to ${place}, where the tests' user can read it …`)
  await rm(place, { recursive: true, force: true })
  for (const name of await readdir(root)) {
    if (!leftOut.includes(name))
      await cp(join(root, name), join(place, name), { recursive: true, verbatimSymlinks: true })
  }
  await cp(process.execPath, copied.node)
  await run(['chmod', '-R', 'a+rX', '--', place])
  return copied
}
