import { randomBytes } from 'node:crypto'
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { exitCodes, SetUpError } from './exit-codes.mjs'

/**
 * @typedef {import('./cli.mjs').Cli} Cli
 *
 * @typedef {object} Identity What tells one guest from another.
 * @property {string} machineId
 * @property {string} hostname
 * @property {string} mac
 * @property {string} sshHostKey
 */

const imageId = 'debian-12'
/** Under emulation a boot takes a minute on a quick machine; a slow or busy one gets twenty. */
const bootLimitMs = 20 * 60_000

/**
 * `npm start -- --check`: the main job without a person, through the real command line and daemon. Prints a line with its time
 * for each step. Whatever happens, it removes what it made.
 *
 * @param {Cli} cli
 * @param {string} stateDir where nothing of it may be left
 * @returns {Promise<number>} the exit code: 0 only if all of it truly happened
 */
export async function checkMainJob(cli, stateDir) {
  const tag = `check-${randomBytes(3).toString('hex')}`
  const [first, clone] = [tag, `${tag}-clone`]
  const folder = await mkdtemp(join(tmpdir(), 'kiste-check-'))
  const started = performance.now()
  let hasBuiltImage = false
  let failed = false
  /** @type {Identity | undefined} */
  let original

  /** @type {readonly (readonly [string, () => Promise<string>])[]} */
  const steps = [
    ['doctor', () => doctor(cli)],
    [
      'image',
      async () => {
        hasBuiltImage = await ensureImage(cli)
        return hasBuiltImage ? `${imageId} built from signed packages` : `${imageId} was there`
      },
    ],
    ['create', () => create(cli, first)],
    ['boot', () => boot(cli, first)],
    ['guest agent', () => waitForAgent(cli, first)],
    ['file in the guest', () => writeAndReadBack(cli, first, folder)],
    [
      'clone',
      async () => {
        original = await readIdentity(cli, first)
        return makeClone(cli, first, clone)
      },
    ],
    ['clone boots', async () => `${await boot(cli, clone)}, ${await waitForAgent(cli, clone)}`],
    ['own identity', async () => compareIdentities(original, await readIdentity(cli, clone), clone)],
    ['delete', () => removeAll(cli, [clone, first], hasBuiltImage, stateDir, tag)],
  ]
  try {
    for (const [name, step] of steps) {
      const stepStarted = performance.now()
      const detail = await step()
      sayStep(name, stepStarted, detail)
    }
  } catch (error) {
    failed = true
    console.error(`\nThe check failed: ${error instanceof SetUpError ? error.message : String(error)}`)
    await cleanUp(cli, [clone, first], hasBuiltImage)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
  if (failed) return exitCodes.failed
  sayStep('all', started, 'the main job works on this machine')
  return exitCodes.ok
}

/**
 * @param {string} name
 * @param {number} started
 * @param {string} detail
 */
function sayStep(name, started, detail) {
  const seconds = ((performance.now() - started) / 1000).toFixed(1)
  console.log(`${name.padEnd(18)}${seconds.padStart(7)} s  ${detail}`)
}

/** @param {Cli} cli */
async function doctor(cli) {
  const { stdout, stderr, code } = await cli.ask(['doctor', '--json'])
  if (code !== 0 && stdout.trim() === '')
    throw new SetUpError(`kiste doctor ended with ${code}.\n${stderr.trim()}`)
  const report = /** @type {{ verdict: string, sentence: string }} */ (JSON.parse(stdout))
  if (report.verdict === 'fail') throw new SetUpError(report.sentence)
  return report.sentence
}

/**
 * @param {Cli} cli
 * @returns {Promise<boolean>} whether it had to be built
 */
export async function ensureImage(cli) {
  const images = /** @type {{ id: string }[]} */ (await cli.json(['image', 'list']))
  if (images.some((image) => image.id === imageId)) return false
  await cli.tell(['image', 'build', 'debian', '--wait'])
  return true
}

/**
 * @param {Cli} cli
 * @param {string} name
 */
async function create(cli, name) {
  await cli.tell([
    'vm',
    'create',
    name,
    '--image',
    imageId,
    '--memory',
    '1G',
    '--disk',
    '4G',
    '--no-start',
    '--wait',
  ])
  return name
}

/**
 * @param {Cli} cli
 * @param {string} name
 */
async function boot(cli, name) {
  await cli.tell(['vm', 'start', name, '--wait'])
  const vm = /** @type {{ status: { state: string }, accelerator: string }} */ (
    await cli.json(['vm', 'show', name])
  )
  if (vm.status.state !== 'running') throw new SetUpError(`${name} was started and is ${vm.status.state}.`)
  return `running, ${vm.accelerator === 'kvm' ? 'on the CPU' : 'emulated'}`
}

/**
 * Waits until the agent answers and the guest's own set-up is finished.
 *
 * @param {Cli} cli
 * @param {string} name
 */
async function waitForAgent(cli, name) {
  const started = performance.now()
  /** @type {import('./run-command.mjs').RunResult} */
  let last = { code: 1, stdout: '', stderr: '' }
  while (performance.now() - started < bootLimitMs) {
    last = await cli.ask([
      'vm',
      'exec',
      name,
      '--no-stdin',
      '--timeout',
      '300',
      '--',
      'cloud-init',
      'status',
      '--wait',
    ])
    // cloud-init ends with 2 when it has finished with remarks.
    if (last.stdout.includes('status: done')) return 'agent answers, the guest is set up'
    if (last.stdout.includes('status: error')) break
    await delay(1_000)
  }
  throw new SetUpError(`The guest of ${name} did not get ready.\n${last.stdout}${last.stderr}`.trim())
}

/**
 * @param {Cli} cli
 * @param {string} name
 * @param {string} folder
 */
async function writeAndReadBack(cli, name, folder) {
  const content = randomBytes(64 * 1024)
  const [sent, received] = [join(folder, 'sent'), join(folder, 'received')]
  await writeFile(sent, content)
  await cli.tell(['vm', 'copy', sent, `${name}:/root/check-file`])
  const { stdout } = await cli.tell([
    'vm',
    'exec',
    name,
    '--no-stdin',
    '--',
    'stat',
    '--format=%s',
    '/root/check-file',
  ])
  if (stdout.trim() !== String(content.length))
    throw new SetUpError(`The file in ${name} has ${stdout.trim()} bytes.`)
  await cli.tell(['vm', 'copy', `${name}:/root/check-file`, received])
  if (!(await readFile(received)).equals(content))
    throw new SetUpError(`The file came back from ${name} changed.`)
  return `${content.length / 1024} KiB written, read back the same`
}

/**
 * @param {Cli} cli
 * @param {string} from
 * @param {string} to
 */
async function makeClone(cli, from, to) {
  await cli.tell(['vm', 'stop', from, '--timeout', '300', '--wait'])
  await cli.tell(['vm', 'clone', from, to, '--wait'])
  return `${from} shut down, ${to} made`
}

/**
 * @param {Cli} cli
 * @param {string} name
 * @returns {Promise<Identity>}
 */
async function readIdentity(cli, name) {
  const commands = [
    'cat /etc/machine-id',
    'hostname',
    'cat /sys/class/net/e*/address',
    'cat /etc/ssh/ssh_host_ed25519_key.pub',
  ]
  const { stdout } = await cli.tell([
    'vm',
    'exec',
    name,
    '--no-stdin',
    '--',
    'sh',
    '-c',
    commands.join(' && '),
  ])
  const [machineId = '', hostname = '', mac = '', sshHostKey = ''] = stdout.trim().split('\n')
  const identity = { machineId, hostname, mac, sshHostKey: sshHostKey.split(' ')[1] ?? '' }
  const empty = Object.entries(identity).filter(([, value]) => value === '')
  if (empty.length > 0) throw new SetUpError(`${name} has no ${empty.map(([key]) => key).join(', ')}.`)
  return identity
}

/**
 * @param {Identity | undefined} original
 * @param {Identity} copy
 * @param {string} name what the copy has to call itself
 */
export function compareIdentities(original, copy, name) {
  const keys = /** @type {(keyof Identity)[]} */ (Object.keys(copy))
  const shared = keys.filter((key) => original?.[key] === copy[key])
  if (shared.length > 0) throw new SetUpError(`The clone shares with its original: ${shared.join(', ')}.`)
  if (copy.hostname !== name) throw new SetUpError(`The clone ${name} calls itself ${copy.hostname}.`)
  return 'machine-id, hostname, MAC and ssh host key are its own'
}

/**
 * Ends a VM at once. One that is off, or was never made, is what is wanted.
 *
 * @param {Cli} cli
 * @param {string} name
 */
async function pullPlug(cli, name) {
  await cli.ask(['vm', 'stop', name, '--force', '--wait'])
}

/**
 * @param {Cli} cli
 * @param {readonly string[]} names
 * @param {boolean} hasBuiltImage
 * @param {string} stateDir
 * @param {string} tag
 */
async function removeAll(cli, names, hasBuiltImage, stateDir, tag) {
  for (const name of names) {
    await pullPlug(cli, name)
    await cli.tell(['vm', 'delete', name, '--now', '-y', '--wait'])
  }
  if (hasBuiltImage) await cli.tell(['image', 'remove', imageId, '-y', '--wait'])
  const vms = /** @type {{ name: string }[]} */ (await cli.json(['vm', 'list'])).map((vm) => vm.name)
  const bin = /** @type {{ vm: string }[]} */ (await cli.json(['bin', 'list'])).map((entry) => entry.vm)
  const files = (await readdir(stateDir, { recursive: true })).filter((file) => file.includes(tag))
  const left = [...vms, ...bin].filter((name) => names.includes(name)).concat(files)
  if (left.length > 0) throw new SetUpError(`Deleting left behind: ${left.join(', ')}.`)
  return hasBuiltImage ? 'both VMs and the image are gone for good' : 'both VMs are gone for good'
}

/**
 * @param {Cli} cli
 * @param {readonly string[]} names
 * @param {boolean} hasBuiltImage
 */
async function cleanUp(cli, names, hasBuiltImage) {
  for (const name of names) {
    await pullPlug(cli, name)
    const { code, stderr } = await cli.ask(['vm', 'delete', name, '--now', '-y', '--wait'])
    // 3: it was never made.
    if (code !== 0 && code !== 3) console.error(`${name} could not be removed: ${stderr.trim()}`)
  }
  if (!hasBuiltImage) return
  const { code, stderr } = await cli.ask(['image', 'remove', imageId, '-y', '--wait'])
  if (code !== 0 && code !== 3) console.error(`${imageId} could not be removed: ${stderr.trim()}`)
}
