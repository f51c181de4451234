// `npm start [-- --check]`: from a fresh clone to a running daemon and a VM. `--check` runs the main job and tidies up after it.
import { existsSync } from 'node:fs'
import { cliFor } from './cli.mjs'
import { ensureDaemon } from './daemon-process.mjs'
import { decideHost, planDaemon } from './embedded-host.mjs'
import { exitCodes, runMain, SetUpError } from './exit-codes.mjs'
import { isPortFree } from './free-port.mjs'
import { checkMainJob, ensureImage } from './main-job.mjs'
import { prepare } from './prepare.mjs'
import { isSystemLibvirtRunning } from './system-libvirt.mjs'

/** @typedef {import('./cli.mjs').Cli} Cli */

const demoVm = 'first'
const demoSshPort = 2222
/** What a telephone's keys make of KIST. */
const pagePort = 5478

/** @param {readonly string[]} args */
function readArguments(args) {
  const unknown = args.filter((arg) => arg !== '--check')
  if (unknown.length > 0)
    throw new SetUpError(
      `npm start does not know ${unknown.join(' ')}; there is -- --check.`,
      exitCodes.usage,
    )
  return { check: args.includes('--check') }
}

/**
 * What this host can use: only root's daemon on the system's libvirt has stores in ZFS pools.
 *
 * @returns {Promise<readonly import('../src/host/facts/needs.mjs').Purpose[]>}
 */
async function purposes() {
  const host = decideHost({ isRoot: process.getuid?.() === 0, systemLibvirt: await isSystemLibvirtRunning() })
  return host === 'system' && existsSync('/sys/module/zfs') ? ['vms', 'images', 'pools'] : ['vms', 'images']
}

/**
 * Makes the demo VM where there is none at all.
 *
 * @param {Cli} cli
 */
async function ensureDemoVm(cli) {
  const vms = /** @type {{ name: string, managed: boolean }[]} */ (await cli.json(['vm', 'list']))
  if (vms.some((vm) => vm.managed)) return
  console.log('Making a Debian image from signed packages. This takes a minute or two, once …')
  await ensureImage(cli)
  const publish = (await isPortFree(demoSshPort, '127.0.0.1')) ? ['--publish', `${demoSshPort}:22`] : []
  const code = await cli.show(['vm', 'create', demoVm, '--image', 'debian-12', '--wait', ...publish])
  if (code !== 0) throw new SetUpError(`The VM ${demoVm} could not be made (exit code ${code}).`)
}

const nextWords = `
What to do next:
  ./kiste vm list                          all VMs
  ./kiste vm console ${demoVm}                 its console in this terminal, leave with ^]
  ./kiste vm exec ${demoVm} -- uname -a        a command in the guest (once it has booted)
  ./kiste vm create web --image debian-12  another VM
  ./kiste --help                           everything else
`

await runMain(async () => {
  const { check } = readArguments(process.argv.slice(2))
  const plan = { ...(await planDaemon(await prepare(await purposes()))), pagePort }
  const outcome = await ensureDaemon(plan)
  const owner = plan.user ? ` as the user ${plan.user.name}` : ''
  const says = {
    started: 'was started',
    restarted: 'was replaced by the new build',
    'was-running': 'is running',
  }
  console.log(`The daemon ${says[outcome]}${owner}: ${plan.places.socket}, log ${plan.places.log}`)
  const cli = cliFor(plan.places.socket)
  if (check) return checkMainJob(cli, plan.places.stateDir)
  await ensureDemoVm(cli)
  await cli.show(['vm', 'list'])
  console.log(nextWords.trimEnd())
  console.log()
  await cli.show(['setup'])
  return exitCodes.ok
})
