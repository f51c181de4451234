import { spawn } from 'node:child_process'
import { closeSync, openSync } from 'node:fs'
import { chown, mkdir, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { askHealth } from './daemon-health.mjs'
import { SetUpError } from './exit-codes.mjs'
import { readIfThere, writeWhole } from './files.mjs'
import { firstFreePort } from './free-port.mjs'
import { asUser, loginEnvironment } from './run-as.mjs'

/**
 * @typedef {import('./run-as.mjs').User} User
 * @typedef {import('./places.mjs').Places} Places
 *
 * @typedef {object} DaemonPlan
 * @property {string} appRoot Where `dist/` and `node_modules/` are.
 * @property {string} node
 * @property {string} build Names the build; a running daemon of another one is replaced.
 * @property {Places} places
 * @property {User | undefined} user Whom root runs it as; nobody: as whoever asks.
 * @property {readonly string[]} [args] More for its command line.
 * @property {number} [pagePort] Where the page is served; if something else has that port, on the next that is free.
 */

/**
 * What to do about a daemon that may be running.
 *
 * @param {'up' | 'absent' | 'stale' | 'silent' | 'forbidden'} found
 * @param {boolean} isSameBuild
 * @returns {'keep' | 'replace' | 'start' | 'clear-and-start' | 'refuse'}
 */
export function decideDaemon(found, isSameBuild) {
  switch (found) {
    case 'up':
      return isSameBuild ? 'keep' : 'replace'
    case 'absent':
      return 'start'
    // Nobody listens on it any more: the last daemon was killed or lost its power.
    case 'stale':
      return 'clear-and-start'
    case 'silent':
    case 'forbidden':
      return 'refuse'
  }
  throw new TypeError('an unknown state of a socket')
}

/**
 * Sees to it that the daemon of this build runs and answers.
 *
 * @param {DaemonPlan} plan
 * @returns {Promise<'was-running' | 'started' | 'restarted'>}
 */
export async function ensureDaemon(plan) {
  const { socket, stateDir } = plan.places
  const found = await askHealth(socket)
  const isSameBuild = readIfThere(join(stateDir, 'running-build')) === plan.build
  switch (decideDaemon(found.state === 'up' ? 'up' : found.because, isSameBuild)) {
    case 'keep':
      return 'was-running'
    case 'replace':
      if (found.state === 'up') await stopDaemon(socket, found.health.pid)
      await startDaemon(plan)
      return 'restarted'
    case 'clear-and-start':
      await rm(socket, { force: true })
      await startDaemon(plan)
      return 'started'
    case 'start':
      await startDaemon(plan)
      return 'started'
    case 'refuse':
      throw new SetUpError(
        `Something is at ${socket} and does not answer as Kiste does. Look at it with: ss -xlp | grep ${socket}`,
      )
  }
}

/**
 * Ends a daemon in good order; its VMs go on running.
 *
 * @param {string} socket
 * @param {number} pid
 */
export async function stopDaemon(socket, pid) {
  process.kill(pid, 'SIGTERM')
  for (let waitedMs = 0; waitedMs < 30_000; waitedMs += 100) {
    if (!isAlive(pid)) return
    await delay(100)
  }
  throw new SetUpError(`The daemon at ${socket} (process ${pid}) did not end within 30 s of being asked to.`)
}

/** @param {DaemonPlan} plan */
async function startDaemon({ appRoot, node, build, places, user, pagePort, args = [] }) {
  // QEMU and image builds, under ids of their own, pass through to the store; nobody can list what is there.
  await makeFolder(places.stateDir, 0o711, user)
  await makeFolder(places.runtimeDir, 0o750, user)
  const log = openSync(places.log, 'a', 0o600)
  if (user) await chown(places.log, user.uid, user.gid)
  const folders = ['--state-dir', places.stateDir, '--runtime-dir', places.runtimeDir]
  const page = pagePort === undefined ? [] : ['--web', String(await firstFreePort(pagePort))]
  const command = [node, join(appRoot, 'dist/daemon.js'), ...folders, ...page, ...args]
  const [program = '', ...rest] = user ? asUser(user, command) : command
  const env = user ? loginEnvironment(user, process.env) : { ...process.env, LC_ALL: 'C.UTF-8' }
  const child = spawn(program, rest, {
    // Commands inherit the folder, and those in a user namespace could not even look at one in a private home.
    cwd: '/',
    env,
    detached: true,
    stdio: ['ignore', log, log],
  })
  closeSync(log)
  /** @type {string | undefined} */
  let ended
  child.once('error', (error) => (ended = error.message))
  child.once('exit', (code, signal) => (ended = code === null ? `ended by ${signal}` : `exit code ${code}`))
  for (let waitedMs = 0; waitedMs < 60_000; waitedMs += 50) {
    const found = await askHealth(places.socket)
    if (found.state === 'up') {
      child.unref()
      await writeWhole(join(places.stateDir, 'running-build'), build)
      return
    }
    if (ended !== undefined) break
    await delay(50)
  }
  const tail = (await readFile(places.log, 'utf8')).trim().split('\n').slice(-12).join('\n')
  throw new SetUpError(
    `The daemon did not come up (${ended ?? 'silent for 60 s'}). Its log ${places.log} ends:\n${tail}`,
  )
}

/**
 * @param {string} path
 * @param {number} mode
 * @param {User | undefined} user
 */
async function makeFolder(path, mode, user) {
  const made = await mkdir(path, { recursive: true, mode })
  if (user && made !== undefined) await chown(path, user.uid, user.gid)
}

/**
 * A process that has ended and was not yet reaped (its parent may be slow, as in containers) does not count.
 *
 * @param {number} pid
 */
function isAlive(pid) {
  const state = /\) (\S)/.exec(readIfThere(`/proc/${pid}/stat`) ?? '')?.[1]
  return state !== undefined && state !== 'Z' && state !== 'X'
}
