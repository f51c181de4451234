import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'
import { ensureBuild } from './build.mjs'
import { checkNodeVersion } from './node-version.mjs'
import { ensureNpmPackages } from './npm-packages.mjs'
import { ensureSystemPackages } from './system-packages.mjs'

/** The checkout this script is in. */
export const root = dirname(dirname(fileURLToPath(import.meta.url)))

/**
 * Everything a fresh clone needs before anything of it can run. Quick and quiet when nothing is to be done.
 *
 * @param {readonly import('../src/host/facts/needs.mjs').Purpose[]} purposes
 * @returns {Promise<string>} what names the build
 */
export async function prepare(purposes) {
  checkNodeVersion()
  await ensureSystemPackages(purposes)
  await ensureNpmPackages(root)
  return ensureBuild(root)
}
