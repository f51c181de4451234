import { mkdirSync } from 'node:fs'
import { homedir } from 'node:os'
import { dirname, join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { needs } from '../src/host/facts/needs.mjs'
import { parseOsRelease } from '../src/host/facts/os-release.mjs'
import { familyOf, installCommand, packagesOf, signsOf } from '../src/host/facts/package-rules.mjs'
import { exitCodes, SetUpError } from './exit-codes.mjs'
import { isPresent, readIfThere } from './files.mjs'
import { run } from './run-command.mjs'
import { keepServicesAsTheyWere } from './service-units.mjs'

/**
 * @typedef {import('../src/host/facts/needs.mjs').Need} Need
 * @typedef {import('../src/host/facts/needs.mjs').Purpose} Purpose
 * @typedef {import('../src/host/facts/needs.mjs').Family} Family
 * @typedef {import('../src/host/facts/needs.mjs').Arch} Arch
 *
 * @typedef {{ act: 'none' }
 *   | { act: 'note', missing: readonly Need[] }
 *   | { act: 'install', missing: readonly Need[], packages: readonly string[], family: Family, prefix: readonly string[] }
 *   | { act: 'refuse', message: string }} Decision
 *
 * @typedef {object} Machine The machine to set up. Programs are those on PATH.
 * @property {string} root Stands before every absolute path that is looked at.
 * @property {number | undefined} uid Who sets it up.
 * @property {readonly number[]} triesAfterMs How long to wait before each try with apt.
 */

/**
 * This machine. Mirrors being changed and other package managers at work make apt fail for a moment.
 *
 * @type {Machine}
 */
const thisMachine = { root: '', uid: process.getuid?.(), triesAfterMs: [0, 3_000, 15_000] }

/**
 * Decides what to do about what is missing.
 *
 * @param {object} facts
 * @param {readonly Purpose[]} facts.purposes
 * @param {Arch} facts.arch
 * @param {Family | undefined} facts.family
 * @param {'root' | 'sudo' | 'none'} facts.rights
 * @param {(sign: string) => boolean} facts.isPresent
 * @returns {Decision}
 */
export function decideInstall({ purposes, arch, family, rights, isPresent }) {
  const missing = needs.filter(
    (need) => purposes.includes(need.purpose) && !signsOf(need, arch).some((sign) => isPresent(sign)),
  )
  if (missing.length === 0) return { act: 'none' }
  const isUrgent = missing.some((need) => need.required)
  const list = missing.map((need) => `  ${need.id}: ${need.why}`).join('\n')
  if (family === undefined) {
    const message = `Missing on this machine:\n${list}\nKiste installs packages on Debian, Ubuntu and Fedora. Install these by hand and start again.`
    return isUrgent ? { act: 'refuse', message } : { act: 'note', missing }
  }
  const packages = [...new Set(missing.flatMap((need) => packagesOf(need, arch, family)))]
  if (rights === 'none') {
    const command = installCommand(family, packages).join(' ')
    const message = `Missing on this machine:\n${list}\nInstall them, then start again:\n\n  sudo ${command}\n`
    return isUrgent ? { act: 'refuse', message } : { act: 'note', missing }
  }
  return { act: 'install', missing, packages, family, prefix: rights === 'sudo' ? ['sudo', '-n', '--'] : [] }
}

/**
 * Installs what the distribution has to give for these purposes, after saying what and why. Quiet when nothing is missing.
 *
 * @param {readonly Purpose[]} purposes
 * @param {Machine} [machine]
 */
export async function ensureSystemPackages(purposes, machine = thisMachine) {
  const arch = process.arch === 'arm64' ? 'aarch64' : 'x86_64'
  const { root } = machine
  const text = readIfThere(`${root}/etc/os-release`) ?? readIfThere(`${root}/usr/lib/os-release`)
  const release = parseOsRelease(text ?? '')
  const family = familyOf(release.get('ID') ?? '', release.get('ID_LIKE') ?? '')
  /** @param {'root' | 'sudo' | 'none'} rights */
  const look = (rights) =>
    decideInstall({ purposes, arch, family, rights, isPresent: (sign) => isPresent(sign, root) })
  if (look('root').act === 'none') return
  const decision = look(await findRights(machine))
  switch (decision.act) {
    case 'none':
      return
    case 'note':
      sayWhatIsOff(decision.missing)
      return
    case 'refuse':
      throw new SetUpError(decision.message, exitCodes.packagesMissing)
    case 'install':
      if (await isOutOfReach(decision)) return sayWhatIsOff(decision.missing)
      await install(decision, machine)
  }
  const after = look('root')
  if (after.act === 'install') judgeRest(after.missing)
}

/**
 * Whether all that is missing could be done without and this distribution does not have it: not worth a try at every start.
 *
 * @param {Extract<Decision, { act: 'install' }>} decision
 */
async function isOutOfReach({ missing, packages, family }) {
  if (family !== 'debian' || missing.some((need) => need.required)) return false
  return (await knownToApt(packages)).size === 0
}

/** @param {readonly Need[]} missing */
function judgeRest(missing) {
  const required = missing.filter((need) => need.required)
  if (required.length > 0)
    throw new SetUpError(
      `Still missing after installing: ${required.map((need) => `${need.id} (${need.why})`).join(', ')}.\n` +
        `What the package manager said is in ${logPath}.`,
      exitCodes.packagesMissing,
    )
  sayWhatIsOff(missing)
}

/** @param {readonly Need[]} missing */
function sayWhatIsOff(missing) {
  console.log(
    `Works without, but would be better with: ${missing.map((need) => `${need.id} (${need.why})`).join(', ')}.`,
  )
}

/**
 * @param {Machine} machine
 * @returns {Promise<'root' | 'sudo' | 'none'>}
 */
async function findRights({ uid }) {
  if (uid === 0) return 'root'
  return (await run(['sudo', '-n', 'true'], { check: false })).code === 0 ? 'sudo' : 'none'
}

const logPath = join(process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'kiste/packages.log')

/**
 * @param {Extract<Decision, { act: 'install' }>} decision
 * @param {Machine} machine
 */
async function install({ missing, packages, family, prefix }, { root, triesAfterMs }) {
  console.log('Installing from the distribution:')
  for (const need of missing) console.log(`  ${need.id}: ${need.why}`)
  console.log([...prefix, ...installCommand(family, packages)].join(' '))
  mkdirSync(dirname(logPath), { recursive: true })
  await keepServicesAsTheyWere(prefix, root, () =>
    family === 'debian'
      ? installWithApt(prefix, missing, packages, triesAfterMs)
      : installWithDnf(prefix, packages),
  )
}

const aptOptions = ['-o', 'DPkg::Lock::Timeout=300', '-o', 'Acquire::Retries=3', '-o', 'Dpkg::Use-Pty=0']

/**
 * @param {readonly string[]} prefix
 * @param {readonly Need[]} missing
 * @param {readonly string[]} packages
 * @param {readonly number[]} triesAfterMs
 */
async function installWithApt(prefix, missing, packages, triesAfterMs) {
  const apt = [...prefix, 'env', 'DEBIAN_FRONTEND=noninteractive', 'apt-get', ...aptOptions]
  const output = { log: logPath }
  /** @type {SetUpError | undefined} */
  let unknown
  for (const waitMs of triesAfterMs) {
    await delay(waitMs)
    // An outdated list is no obstacle by itself; only one that was never fetched is.
    const update = await run([...apt, 'update', '--error-on=any'], { output, check: false })
    const known = await knownToApt(packages)
    unknown = findUnknown(missing, known)
    if (unknown && update.code === 0) throw unknown
    if (unknown) continue
    const wanted = packages.filter((name) => known.has(name))
    if (wanted.length === 0) return
    const { code } = await run([...apt, ...installCommand('debian', wanted).slice(1)], {
      output,
      check: false,
    })
    if (code === 0) return
  }
  throw (
    unknown ??
    new SetUpError(
      `apt-get could not install ${packages.join(' ')}.\n${lastOf(logPath)}\nAll it said is in ${logPath}.`,
    )
  )
}

/**
 * What to say of required needs that apt has no package for. Names differ between releases: of those of a need one is enough here,
 * and its signs tell afterwards.
 *
 * @param {readonly Need[]} missing
 * @param {ReadonlySet<string>} known
 * @returns {SetUpError | undefined}
 */
function findUnknown(missing, known) {
  const arch = process.arch === 'arm64' ? 'aarch64' : 'x86_64'
  const lost = missing.filter(
    (need) => need.required && !packagesOf(need, arch, 'debian').some((name) => known.has(name)),
  )
  if (lost.length === 0) return undefined
  const names = lost.flatMap((need) => packagesOf(need, arch, 'debian'))
  return new SetUpError(
    `apt knows no package ${names.join(', ')} here. Check the package sources and the network (apt-get update).\n${lastOf(logPath)}`,
    exitCodes.packagesMissing,
  )
}

/**
 * @param {readonly string[]} packages
 * @returns {Promise<ReadonlySet<string>>}
 */
async function knownToApt(packages) {
  const { stdout } = await run(['apt-cache', 'show', '--no-all-versions', ...packages], { check: false })
  return new Set([...stdout.matchAll(/^Package: (\S+)$/gm)].map((match) => match[1] ?? ''))
}

/**
 * @param {readonly string[]} prefix
 * @param {readonly string[]} packages
 */
async function installWithDnf(prefix, packages) {
  // Names differ between releases of Fedora; what matters is checked by its signs afterwards.
  const argv = [...prefix, ...installCommand('fedora', packages), '--setopt=strict=False']
  const { code } = await run(argv, { output: { log: logPath }, check: false })
  if (code !== 0)
    throw new SetUpError(
      `dnf could not install ${packages.join(' ')}.\n${lastOf(logPath)}\nAll it said is in ${logPath}.`,
    )
}

/** @param {string} path */
function lastOf(path) {
  return (readIfThere(path) ?? '').trim().split('\n').slice(-8).join('\n')
}
