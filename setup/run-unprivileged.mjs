import { existsSync } from 'node:fs'
import { cp, readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { canRunFrom } from './app-copy.mjs'
import { root } from './prepare.mjs'
import { asUser, loginEnvironment } from './run-as.mjs'
import { run } from './run-command.mjs'
import { ensureUser } from './unprivileged-user.mjs'

const testHome = '/var/lib/kiste-test'
const leftOut = ['.git', '.cache']

/**
 * @typedef {object} UnprivilegedOptions
 * @property {'none' | 'show'} [input] Where the script's input comes from: nowhere, or the person. Default: nowhere.
 * @property {string} [copy] Which copy of the checkout is used where the checkout itself cannot be read. Default: that of the tests.
 * @property {boolean} [keepCopy] Takes that copy as it is, if there is one. Default: it is made anew.
 */

/**
 * Runs a script of the checkout as someone without rights: root has it run as the user `kiste-test`, everyone else as themselves.
 * libvirt's session mode and everything that stands on it is made for users, and tests as root would prove little.
 *
 * @param {readonly string[]} argv Node's arguments, the script relative to the checkout
 * @param {UnprivilegedOptions} [options]
 * @returns {Promise<number>} its exit code
 */
export async function runUnprivileged(argv, options = {}) {
  const { input = 'none', copy = 'checkout', keepCopy = false } = options
  /** @param {readonly string[]} command @param {string} cwd @param {NodeJS.ProcessEnv} [env] */
  const show = async (command, cwd, env) =>
    (await run(command, { cwd, ...(env ? { env } : {}), output: 'show', input, check: false })).code
  if (process.getuid?.() !== 0) return show([process.execPath, ...argv], root)
  const user = await ensureUser('kiste-test', testHome)
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
  const env = { ...loginEnvironment(user, process.env), KISTE_CACHE_DIR: join(testHome, '.cache/vite') }
  return show(asUser(user, [place.node, ...argv]), place.root, env)
}

/**
 * Copies the checkout to where it can be read. Stays root's, so that tests cannot change what is tested.
 *
 * @param {string} place
 * @param {boolean} keep
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
