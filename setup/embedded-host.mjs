import { join } from 'node:path'
import { canRunFrom, ensureAppCopy } from './app-copy.mjs'
import { writeWhole } from './files.mjs'
import { systemPlaces, userPlaces } from './places.mjs'
import { root } from './prepare.mjs'
import { isSystemLibvirtRunning } from './system-libvirt.mjs'
import { ensureUser, setKvmMembership } from './unprivileged-user.mjs'

/** @typedef {import('./daemon-process.mjs').DaemonPlan} DaemonPlan */

/**
 * Which daemon this caller gets: an ordinary user one of their own; root one for the machine, which works on the system's libvirt
 * where that runs, and otherwise on the session libvirt of a user made for it.
 *
 * @param {{ readonly isRoot: boolean, readonly systemLibvirt: boolean }} facts
 * @returns {'own-session' | 'system' | 'embedded'}
 */
export function decideHost({ isRoot, systemLibvirt }) {
  if (!isRoot) return 'own-session'
  return systemLibvirt ? 'system' : 'embedded'
}

/**
 * Prepares what the daemon stands on and plans how to run it.
 *
 * @param {string} build
 * @returns {Promise<DaemonPlan>}
 */
export async function planDaemon(build) {
  const inPlace = { appRoot: root, node: process.execPath, build, user: undefined }
  const host = decideHost({ isRoot: process.getuid?.() === 0, systemLibvirt: await isSystemLibvirtRunning() })
  switch (host) {
    case 'own-session':
      return { ...inPlace, places: userPlaces(process.env) }
    case 'system':
      return { ...inPlace, places: systemPlaces, args: ['--connect', 'qemu:///system'] }
    case 'embedded':
      return planEmbedded(build)
  }
  throw new TypeError('an unknown kind of host')
}

/**
 * @param {string} build
 * @returns {Promise<DaemonPlan>}
 */
async function planEmbedded(build) {
  const user = await ensureUser('kiste', systemPlaces.stateDir)
  await settleKvm(user)
  const needed = ['dist/daemon.js', 'package.json', 'node_modules/fastify/package.json']
  const app = (await canRunFrom(root, user, needed))
    ? { root, node: process.execPath }
    : await ensureAppCopy(root, join(systemPlaces.stateDir, 'app'), build)
  return { appRoot: app.root, node: app.node, build, places: systemPlaces, user }
}

/**
 * Root tries KVM, lets the user at it if it works, and leaves its verdict for the daemon to tell if it does not.
 *
 * @param {import('./run-as.mjs').User} user
 */
async function settleKvm(user) {
  const verdict = await probeAsRoot()
  await setKvmMembership(user, verdict.accelerator === 'kvm')
  await writeWhole(join(systemPlaces.stateDir, 'accelerator.json'), `${JSON.stringify(verdict)}\n`)
}

/** @returns {Promise<import('../src/domain/accelerator.ts').AcceleratorVerdict>} */
async function probeAsRoot() {
  /** @param {string} file */
  const built = (file) => import(join(root, 'dist', file))
  const { probeAccelerator } = /** @type {typeof import('../src/host/facts/accelerator.ts')} */ (
    await built('host/facts/accelerator.js')
  )
  const { here } = /** @type {typeof import('../src/host/exec.ts')} */ (await built('host/exec.js'))
  return probeAccelerator({ runner: here, arch: process.arch === 'arm64' ? 'aarch64' : 'x86_64' })
}
