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
 * Runs a script of the checkout as someone without rights: root has it run as the user `kiste-test`, everyone else as themselves.
 * libvirt's session mode and everything that stands on it is made for users, and tests as root would prove little.
 *
 * @param {readonly string[]} argv Node's arguments, the script relative to the checkout
 * @param {Pick<import('./run-command.mjs').RunOptions, 'input'>} [options]
 * @returns {Promise<number>} its exit code
 */
export async function runUnprivileged(argv, { input = 'none' } = {}) {
  if (process.getuid?.() !== 0) {
    const options = { cwd: root, output: /** @type {const} */ ('show'), input, check: false }
    return (await run([process.execPath, ...argv], options)).code
  }
  const user = await ensureUser('kiste-test', testHome)
  const needed = [
    'package.json',
    'src/daemon.ts',
    'dist/daemon.js',
    'setup/test.mjs',
    'node_modules/vitest/package.json',
  ]
  const isInReach = await canRunFrom(root, user, needed)
  const place = isInReach ? { root, node: process.execPath } : await copyCheckout(join(testHome, 'checkout'))
  const env = { ...loginEnvironment(user, process.env), KISTE_CACHE_DIR: join(testHome, '.cache/vite') }
  const command = asUser(user, [place.node, ...argv])
  return (await run(command, { cwd: place.root, env, output: 'show', input, check: false })).code
}

/**
 * Copies the checkout to where it can be read. Stays root's, so that tests cannot change what is tested.
 *
 * @param {string} place
 */
async function copyCheckout(place) {
  console.log(`Copying the checkout to ${place}, where the tests' user can read it …`)
  await rm(place, { recursive: true, force: true })
  for (const name of await readdir(root)) {
    if (!leftOut.includes(name))
      await cp(join(root, name), join(place, name), { recursive: true, verbatimSymlinks: true })
  }
  await cp(process.execPath, join(place, '.node/bin/node'))
  await run(['chmod', '-R', 'a+rX', '--', place])
  return { root: place, node: join(place, '.node/bin/node') }
}
