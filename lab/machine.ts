import { readFile, rm } from 'node:fs/promises'
import { createConnection } from 'node:net'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { problemError } from '../src/domain/problem.ts'
import { CommandError, here } from '../src/host/exec.ts'
import { sshRunner, type SshPlace, type SshRunner } from '../src/host/ssh-runner.ts'
import { hostKeyAlias } from './build/keys.ts'
import { rootFilesIn } from './build/root.ts'
import { readRecord, type MachineRecord } from './machine-record.ts'
import { machinesFolder } from './places.ts'
import { machineFiles, qemuArgv } from './qemu-argv.ts'
import { withQmp, type Qmp } from './qmp.ts'

/** A machine of the lab, from outside. What can be done to it are functions in the files beside this one. */
export interface Lab {
  readonly name: string
  readonly folder: string
  /** Commands as root inside. */
  readonly runner: SshRunner
  /** As it is now: other processes may change it. */
  record(): Promise<MachineRecord>
  /** Does something with QEMU's monitor. */
  monitor<T>(work: (qmp: Qmp) => Promise<T>): Promise<T>
  /** What it wrote to its serial console. */
  console(): Promise<string>
  /** Lets go of it; it runs on. */
  close(): Promise<void>
}

export function machineFolder(name: string): string {
  if (!/^[a-z0-9][a-z0-9.-]{0,39}$/.test(name))
    throw problemError({
      code: 'invalid_input',
      message: `${JSON.stringify(name.slice(0, 60))} cannot name a machine: small letters, digits, dots and dashes can.`,
      field: 'name',
    })
  return join(machinesFolder(), name)
}

/** A machine that was made, running or not. */
export async function openLab(name: string): Promise<Lab> {
  const folder = machineFolder(name)
  const record = await readRecord(folder)
  if (!record)
    throw problemError({
      code: 'not_found',
      message: `There is no machine ${name} in the lab.`,
      hint: `Make it: npm run lab -- up --name ${name}`,
    })
  const runner = await sshRunner(sshPlace(record))
  const files = machineFiles(folder, record)
  return {
    name,
    folder,
    runner,
    async record() {
      const now = await readRecord(folder)
      if (!now) throw new Error(`the machine ${name} was removed`)
      return now
    },
    monitor: (work) => withQmp(files.qmpPath, work),
    console: () => readFile(files.serialPath, 'latin1').catch(() => ''),
    close: () => runner.close(),
  }
}

export function sshPlace(record: MachineRecord): SshPlace {
  const { identityPath, knownHostsPath } = rootFilesIn(record.buildFolder)
  return {
    host: '127.0.0.1',
    user: 'root',
    port: record.sshPort,
    identityPath,
    knownHostsPath,
    hostKeyAlias,
    ignoreConfig: true,
    // An emulated machine on a host with much else to do may say nothing for long.
    patienceSeconds: 180,
  }
}

/** The process that runs a machine; undefined while it is off. */
export async function qemuPid(folder: string, record: MachineRecord): Promise<number | undefined> {
  const { pidPath } = machineFiles(folder, record)
  const pid = Number(await readFile(pidPath, 'utf8').catch(() => ''))
  if (!Number.isInteger(pid) || pid <= 1) return undefined
  // The number may have gone on to another process; a machine's own has its pid file among its words.
  const words = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')
  return words.split('\0').includes(pidPath) ? pid : undefined
}

/** Switches a machine on that is off. Returns once QEMU runs. */
export async function switchOn(folder: string, record: MachineRecord): Promise<void> {
  await rm(machineFiles(folder, record).qmpPath, { force: true })
  const argv = qemuArgv(folder, record, rootFilesIn(record.buildFolder))
  for (let tries = 1; ; tries++) {
    try {
      await here.run(argv, { timeoutMs: 120_000 })
      return
    } catch (error) {
      if (!(error instanceof CommandError)) throw error
      // After a power cut the port may be another's for a moment: of a connection that goes out, or is being closed.
      if (tries < 20 && /host forwarding/.test(error.stderr)) await sleep(500)
      else throw notSwitchedOn(record, error)
    }
  }
}

function notSwitchedOn(record: MachineRecord, error: CommandError): Error {
  const message = `The machine ${record.name} could not be switched on: ${error.message}`
  return problemError({ code: 'host_failed', message, object: { type: 'host', name: record.name } }, error)
}

/** Ends a machine's QEMU at once, as a power cut does. Not running is success. */
export async function switchOff(folder: string, record: MachineRecord): Promise<void> {
  const pid = await qemuPid(folder, record)
  if (pid === undefined) return
  process.kill(pid, 'SIGKILL')
  for (let tries = 0; await holdsFiles(pid); tries++) {
    if (tries === 500) throw new Error(`QEMU ${pid} of the machine ${record.name} does not die`)
    await sleep(20)
  }
}

/**
 * Whether a process still has its files open, and so the lock of its pid file. One that dies gives back its memory first, and its words with
 * it, then its files, with the end of its last thread. What is left then is a zombie of one thread, or nothing.
 */
async function holdsFiles(pid: number): Promise<boolean> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '')
  // proc_pid_stat(5). The name, in brackets, may have anything in it; the state follows it, and as the 18th field the number of threads.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  const [state, threads] = [fields[0], Number(fields[17])]
  return stat !== '' && !(state === 'Z' && threads <= 1) && state !== 'X'
}

/** How long a boot may take. It takes some 30 s on an idle host, and minutes on one with much else to do. */
const bootLimitMs = 600_000

/** Ends of a command after which the boot is looked at again: it may still be going on, or be out of time. */
const goesOn: readonly string[] = ['unreachable', 'lost', 'timeout']

/** Waits until a machine that was switched on has booted and answers. */
export async function untilUp(lab: Lab, signal?: AbortSignal): Promise<void> {
  const record = await lab.record()
  const deadline = performance.now() + bootLimitMs
  const options = signal ? { signal } : {}
  for (;;) {
    if ((await qemuPid(lab.folder, record)) === undefined) return fail('its QEMU ended')
    if (performance.now() > deadline) return fail(`it does not answer within ${bootLimitMs / 1000} s`)
    // Without a listener behind it, QEMU's forwarded port takes connections and drops them; ssh would take its time to say so.
    if (await greets(record.sshPort)) {
      const asked = await lab.runner
        .run(['systemctl', 'is-system-running', '--wait'], {
          ...options,
          okCodes: [0, 1],
          timeoutMs: bootLimitMs,
        })
        .catch((error: unknown) => {
          if (error instanceof CommandError && goesOn.includes(error.end.why)) return undefined
          throw error
        })
      if (asked) return
    }
    await sleep(300, undefined, options)
  }

  async function fail(why: string): Promise<never> {
    const said = (await lab.console()).trim().split('\n').slice(-15).join('\n')
    throw problemError({
      code: 'host_failed',
      message: `The machine ${lab.name} did not come up: ${why}. Its console ends with:\n${said}`,
      object: { type: 'host', name: lab.name },
      hint: `All of it is in ${machineFiles(lab.folder, record).serialPath}`,
    })
  }
}

/** Whether an ssh server says its name on this port. */
function greets(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = createConnection({ host: '127.0.0.1', port, timeout: 5_000 })
    const end = (answer: boolean) => {
      socket.destroy()
      resolve(answer)
    }
    socket.once('data', (data) => end(data.toString('latin1').startsWith('SSH-')))
    socket.once('error', () => end(false))
    socket.once('close', () => end(false))
    socket.once('timeout', () => end(false))
  })
}
