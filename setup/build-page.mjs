import { cp, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { readFileSync } from 'node:fs'
import { run } from './run-command.mjs'
import { hashFiles, listFiles, readIfThere, writeWhole } from './files.mjs'

/** What the first look at the page may cost on the wire. */
export const initialLoadLimitBytes = 200 * 1024

/**
 * The page's own files, and those of the rooms it imports.
 *
 * @param {string} root the checkout
 */
export async function pageSources(root) {
  const folders = ['web', 'src/contract', 'src/domain']
  const files = await Promise.all(
    folders.map(async (folder) => (await listFiles(join(root, folder))).map((file) => `${folder}/${file}`)),
  )
  return [
    ...files.flat().filter((file) => !/\.test\.ts$|(^|\/)testing\//.test(file)),
    'package-lock.json',
    'setup/build-page.mjs',
  ]
}

/**
 * Builds the page, or takes over what was built before from the same sources.
 *
 * @param {string} root the checkout
 * @param {string} outDir
 * @param {string} before where the last build is, if there is one
 */
export async function buildPage(root, outDir, before) {
  const hash = await hashFiles(root, await pageSources(root))
  if (readIfThere(join(before, '.build')) === hash) {
    await cp(before, outDir, { recursive: true })
    return
  }
  await rm(outDir, { recursive: true, force: true })
  const vite = join(root, 'node_modules/vite/bin/vite.js')
  // A process of its own: within a test run React would take itself for one under test, and be half as large again.
  const built = await run(
    [
      process.execPath,
      vite,
      'build',
      join(root, 'web'),
      '--outDir',
      outDir,
      '--emptyOutDir',
      '--logLevel',
      'warn',
    ],
    { cwd: root, env: { ...process.env, NODE_ENV: 'production' }, check: false },
  )
  if (built.code !== 0) throw new Error(`The build of the page failed.\n${built.stdout}${built.stderr}`)
  const sizeBytes = initialLoadBytes(outDir)
  console.log(`The page: ${Math.round(sizeBytes / 1024)} KiB gzipped before the first look.`)
  if (sizeBytes > initialLoadLimitBytes)
    throw new Error(
      `The page takes more than ${initialLoadLimitBytes / 1024} KiB at first: load something later.`,
    )
  await writeWhole(join(outDir, '.build'), hash)
}

/**
 * @typedef {object} Chunk
 * @property {string} file
 * @property {boolean} [isEntry]
 * @property {readonly string[]} [imports]
 * @property {readonly string[]} [css]
 */

/**
 * The files a browser has to have before it shows anything: the entries, what they import at once, and their styles.
 *
 * @param {Readonly<Record<string, Chunk>>} manifest vite's
 */
export function initialFiles(manifest) {
  /** @type {Set<string>} */
  const files = new Set()
  /** @param {Chunk | undefined} chunk */
  const take = (chunk) => {
    if (!chunk || files.has(chunk.file)) return
    files.add(chunk.file)
    for (const file of chunk.css ?? []) files.add(file)
    for (const name of chunk.imports ?? []) take(manifest[name])
  }
  for (const chunk of Object.values(manifest)) if (chunk.isEntry === true) take(chunk)
  return [...files]
}

/**
 * @param {string} folder a built page
 */
export function initialLoadBytes(folder) {
  const manifest = /** @type {Record<string, Chunk>} */ (
    JSON.parse(readFileSync(join(folder, '.vite/manifest.json'), 'utf8'))
  )
  return ['index.html', ...initialFiles(manifest)].reduce(
    (sum, file) => sum + gzipSync(readFileSync(join(folder, file))).length,
    0,
  )
}
