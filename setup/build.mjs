import { cp, mkdir, rename, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { buildPage, pageSources } from './build-page.mjs'
import { hashFiles, listFiles, readIfThere, writeWhole } from './files.mjs'
import { run } from './run-command.mjs'

/**
 * Which files below `src` the build is made of, and which of them the compiler leaves for us to copy.
 *
 * @param {readonly string[]} files relative to `src`
 */
export function splitSources(files) {
  const built = files.filter((file) => !/\.test\.m?ts$|(^|\/)testing\//.test(file))
  return { built, copied: built.filter((file) => !/\.(ts|mjs)$/.test(file)) }
}

/**
 * Builds `dist/` if the sources are not those it was built from. The new build takes the old one's place whole.
 *
 * @param {string} root the checkout
 * @returns {Promise<string>} what names this build
 */
export async function ensureBuild(root) {
  const { built, copied } = splitSources(await listFiles(join(root, 'src')))
  const inputs = [
    ...built.map((file) => `src/${file}`),
    ...(await pageSources(root)),
    'tsconfig.json',
    'tsconfig.build.json',
    'package-lock.json',
    'setup/bundle-cli.mjs',
    'setup/bundle-daemon.mjs',
  ]
  const hash = await hashFiles(root, inputs)
  if (readIfThere(join(root, 'dist/.build')) === hash) return hash

  console.log('Building …')
  const draft = join(root, `.cache/build-${process.pid}`)
  const old = join(root, `.cache/old-${process.pid}`)
  await rm(draft, { recursive: true, force: true })
  const tsc = join(root, 'node_modules/typescript/bin/tsc')
  try {
    await mkdir(draft, { recursive: true })
    const compiler = await run(
      [process.execPath, tsc, '-p', join(root, 'tsconfig.build.json'), '--outDir', draft],
      {
        cwd: root,
        check: false,
      },
    )
    if (compiler.code !== 0) throw new Error(`The build failed.\n${compiler.stdout}${compiler.stderr}`)
    // They stand on an npm package, which is there only now.
    const { bundleCli } = await import('./bundle-cli.mjs')
    const { bundleDaemon } = await import('./bundle-daemon.mjs')
    await Promise.all([
      bundleCli(root, join(draft, 'cli/kiste.cjs')),
      bundleDaemon(root, join(draft, 'daemon.js')),
      buildPage(root, join(draft, 'web'), join(root, 'dist/web')),
    ])
    for (const file of copied) {
      await mkdir(dirname(join(draft, file)), { recursive: true })
      await cp(join(root, 'src', file), join(draft, file))
    }
    await writeWhole(join(draft, '.build'), hash)
    await rename(join(root, 'dist'), old).catch(ifMissing)
    await rename(draft, join(root, 'dist'))
  } finally {
    await rm(draft, { recursive: true, force: true })
    await rm(old, { recursive: true, force: true })
  }
  return hash
}

/** @param {NodeJS.ErrnoException} error */
function ifMissing(error) {
  if (error.code !== 'ENOENT') throw error
}
