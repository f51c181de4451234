import { createHash } from 'node:crypto'
import { readdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { readIfThere, writeWhole } from './files.mjs'
import { run } from './run-command.mjs'
import { ensureSystemPackages } from './system-packages.mjs'

/**
 * @typedef {{ packages: Record<string, { version?: string, optional?: boolean, devOptional?: boolean, dev?: boolean }> }} Lock
 */

/**
 * Whether `node_modules` is what the lock file asks for, or has to be installed. A stamp of ours answers quickly; without one
 * (someone ran `npm ci` by hand) npm's own note of what it installed is compared.
 *
 * @param {object} facts
 * @param {string} facts.lock package-lock.json
 * @param {string | undefined} facts.installed node_modules/.package-lock.json
 * @param {string | undefined} facts.stamp what was left by the last run
 * @param {string} facts.abi the binary interface native packages were compiled for
 * @returns {{ action: 'none' | 'stamp' | 'install', stamp: string }}
 */
export function decideNpm({ lock, installed, stamp, abi }) {
  const wanted = `${createHash('sha256').update(lock).digest('hex').slice(0, 16)} ${abi}`
  if (installed === undefined) return { action: 'install', stamp: wanted }
  if (stamp === wanted) return { action: 'none', stamp: wanted }
  if (stamp !== undefined && stamp.split(' ')[1] !== abi) return { action: 'install', stamp: wanted }
  return { action: isSame(lock, installed) ? 'stamp' : 'install', stamp: wanted }
}

/**
 * @param {string} lock
 * @param {string} installed
 */
function isSame(lock, installed) {
  const wanted = /** @type {Lock} */ (JSON.parse(lock)).packages
  const there = /** @type {Lock} */ (JSON.parse(installed)).packages
  return Object.entries(wanted).every(([path, { version, optional }]) => {
    const found = there[path]
    // Packages for other platforms are in the lock file and never installed.
    return path === '' || (found === undefined ? optional === true : found.version === version)
  })
}

/**
 * Installs the npm packages if they are not there as the lock file has them.
 *
 * @param {string} root the checkout
 */
export async function ensureNpmPackages(root) {
  const stampPath = join(root, 'node_modules/.kiste-stamp')
  const { action, stamp } = decideNpm({
    lock: readIfThere(join(root, 'package-lock.json')) ?? '',
    installed: readIfThere(join(root, 'node_modules/.package-lock.json')),
    stamp: readIfThere(stampPath),
    abi: `${process.platform}-${process.arch}-${process.versions.modules}`,
  })
  if (action === 'none') return
  if (action === 'install') await install(root)
  await writeWhole(stampPath, stamp)
}

/** @param {string} root */
async function install(root) {
  console.log('Installing npm packages …')
  const argv = ['npm', 'ci', '--no-audit', '--no-fund', '--loglevel=error']
  const options = { cwd: root, env: npmEnvironment(), check: false }
  const first = await run(argv, options)
  if (first.code === 0 && (await sqliteWorks(root))) return
  // better-sqlite3 comes compiled from a download; where that is out of reach it is compiled here.
  await ensureSystemPackages(['native'])
  if (first.code !== 0) await run(argv, { ...options, check: true })
  if (await sqliteWorks(root)) return
  await run(['npm', 'rebuild', 'better-sqlite3'], { ...options, check: true })
  await run(sqliteTrial, { cwd: root })
}

const sqliteTrial = [process.execPath, '-e', `new (require('better-sqlite3'))(':memory:').exec('select 1')`]

/** @param {string} root */
async function sqliteWorks(root) {
  return (await run(sqliteTrial, { cwd: root, check: false })).code === 0
}

/** Compiling a package downloads Node's headers, unless it is told where they are. */
function npmEnvironment() {
  const prefix = dirname(dirname(process.execPath))
  const version = readIfThere(join(prefix, 'include/node/node_version.h')) ?? ''
  /** @param {string} part */
  const number = (part) => new RegExp(`#define NODE_${part}_VERSION (\\d+)`).exec(version)?.[1]
  const isThisNode = ['MAJOR', 'MINOR', 'PATCH'].map(number).join('.') === process.versions.node
  return { ...process.env, LC_ALL: 'C.UTF-8', ...(isThisNode ? { npm_config_nodedir: prefix } : {}) }
}

/**
 * The folders of the packages the product itself needs, development tools left out, relative to the checkout.
 *
 * @param {string} root
 * @returns {string[]}
 */
export function productionPackages(root) {
  const lock = /** @type {Lock} */ (
    JSON.parse(readIfThere(join(root, 'package-lock.json')) ?? '{"packages":{}}')
  )
  return Object.entries(lock.packages)
    .filter(([path, { dev, devOptional }]) => path !== '' && dev !== true && devOptional !== true)
    .map(([path]) => path)
    .filter((path) => isFolder(join(root, path)))
}

/** @param {string} path */
function isFolder(path) {
  try {
    return readdirSync(path).length > 0
  } catch {
    return false
  }
}
