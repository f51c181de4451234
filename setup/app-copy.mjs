import { createHash } from 'node:crypto'
import { cp, mkdir, readdir, rename, rm, stat, utimes } from 'node:fs/promises'
import { join } from 'node:path'
import { productionPackages } from './npm-packages.mjs'
import { asUser, loginEnvironment } from './run-as.mjs'
import { run } from './run-command.mjs'

/** @typedef {import('./run-as.mjs').User} User */

/**
 * Whether a user can run this Node and read the checkout: a clone in root's home can be neither.
 *
 * @param {string} root
 * @param {User} user
 * @param {readonly string[]} files relative to the checkout
 */
export async function canRunFrom(root, user, files) {
  const script = `for (const file of process.argv.slice(1)) require('node:fs').accessSync(file, require('node:fs').constants.R_OK)`
  const argv = asUser(user, [process.execPath, '-e', script, ...files.map((file) => join(root, file))])
  return (await run(argv, { cwd: '/', env: loginEnvironment(user, process.env), check: false })).code === 0
}

/**
 * Which copies of the product to remove: all but the one in use and the last before it.
 *
 * @param {readonly { readonly name: string, readonly usedAt: number }[]} copies
 * @param {string} current
 */
export function copiesToRemove(copies, current) {
  return copies
    .filter((copy) => copy.name !== current)
    .toSorted((a, b) => b.usedAt - a.usedAt)
    .slice(1)
    .map((copy) => copy.name)
}

/**
 * Copies the built product, what it needs from npm, and Node itself to where any user can run it from. Appears whole or not at
 * all.
 *
 * @param {string} root the checkout
 * @param {string} apps the folder of all copies
 * @param {string} build names the build
 * @returns {Promise<{ readonly root: string, readonly node: string }>}
 */
export async function ensureAppCopy(root, apps, build) {
  const name = createHash('sha256')
    .update(`${build} ${process.version} ${process.arch}`)
    .digest('hex')
    .slice(0, 16)
  const place = join(apps, name)
  if (!(await stat(place).catch(() => undefined))) {
    console.log(`Copying Kiste to ${place}, where its user can read it …`)
    const draft = join(apps, `.new-${process.pid}`)
    await rm(draft, { recursive: true, force: true })
    await mkdir(join(draft, 'bin'), { recursive: true })
    for (const part of ['dist', 'package.json', ...productionPackages(root)])
      await cp(join(root, part), join(draft, part), { recursive: true })
    await cp(process.execPath, join(draft, 'bin/node'))
    await run(['chmod', '-R', 'a+rX', '--', draft])
    await rename(draft, place)
  }
  const now = new Date()
  await utimes(place, now, now)
  await removeOld(apps, name)
  return { root: place, node: join(place, 'bin/node') }
}

/**
 * @param {string} apps
 * @param {string} current
 */
async function removeOld(apps, current) {
  const names = (await readdir(apps)).filter((name) => !name.startsWith('.'))
  const copies = await Promise.all(
    names.map(async (name) => ({ name, usedAt: (await stat(join(apps, name))).mtimeMs })),
  )
  for (const name of copiesToRemove(copies, current))
    await rm(join(apps, name), { recursive: true, force: true })
}
