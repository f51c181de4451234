import { createHash } from 'node:crypto'
import { accessSync, constants, readFileSync } from 'node:fs'
import { mkdir, readdir, readFile, rename, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'

/**
 * @param {string} path
 * @returns {string | undefined} the text of a file, or nothing if there is none
 */
export function readIfThere(path) {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code === 'ENOENT') return undefined
    throw error
  }
}

/**
 * Whether a sign from the table of needs is there: a path, or a program on PATH or where only root's PATH leads.
 *
 * @param {string} sign
 * @param {string} [root] stands before every absolute path but those of PATH
 */
export function isPresent(sign, root = '') {
  if (sign.startsWith('/')) return canAccess(root + sign, constants.F_OK)
  const more = ['/usr/local/sbin', '/usr/sbin', '/sbin', '/usr/libexec'].map((folder) => root + folder)
  return [...(process.env['PATH'] ?? '').split(':'), ...more].some(
    (folder) => folder !== '' && canAccess(join(folder, sign), constants.X_OK),
  )
}

/**
 * @param {string} path
 * @param {number} mode as for access(2)
 */
export function canAccess(path, mode) {
  try {
    accessSync(path, mode)
    return true
  } catch {
    return false
  }
}

/**
 * Writes a file whole or not at all.
 *
 * @param {string} path
 * @param {string} text
 * @param {number} [mode]
 */
export async function writeWhole(path, text, mode = 0o644) {
  await mkdir(dirname(path), { recursive: true })
  const draft = `${path}.${process.pid}.new`
  await writeFile(draft, text, { mode })
  await rename(draft, path)
}

/**
 * All files below a folder, sorted, as paths relative to it.
 *
 * @param {string} folder
 * @returns {Promise<string[]>}
 */
export async function listFiles(folder) {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .toSorted()
}

/**
 * A hash over the names and contents of files below a folder.
 *
 * @param {string} folder
 * @param {readonly string[]} files relative to it
 */
export async function hashFiles(folder, files) {
  const hash = createHash('sha256')
  for (const file of files)
    hash
      .update(`${file}\0`)
      .update(await readFile(join(folder, file)))
      .update('\0')
  return hash.digest('hex').slice(0, 16)
}
