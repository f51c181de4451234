import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync } from 'node:fs'
import { mkdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'

/** A libvirtd of its own: own home, own sockets, own VMs. Nothing of the user's real libvirt is touched. */
export interface PrivateLibvirt {
  /** Names the socket itself, so no environment is needed. */
  readonly uri: string
  readonly socketPath: string
  /** For programs that shall find this libvirt as `qemu:///session`: virsh, the CLI, `openLibvirt({ env })`. */
  readonly env: Readonly<Record<string, string>>
  /** The directory holding everything; removed by `stop`. */
  readonly directory: string
  /** The running daemon. */
  pid(): number
  /** kill -9 of the daemon; VMs go on. */
  kill(): Promise<void>
  /** Starts the daemon again in the same place. */
  restart(): Promise<void>
  /** Ends every VM, the daemon, and removes the directory. */
  stop(): Promise<void>
}

const START_LIMIT_MS = 60_000

/** Why a session libvirt cannot be tested here, or undefined. */
export function whyNoPrivateLibvirt(): string | undefined {
  if (process.getuid?.() !== 0) return undefined
  return (
    'These tests start a session libvirt, which must not run as root: its probe of a broken /dev/kvm hangs for a minute. ' +
    'Run them as an ordinary user; `npm test` does.'
  )
}

/**
 * Starts a private session libvirtd and waits until it listens. Throws when run as root. `within` runs it, before its own words, as
 * `withSmallDisk` does: its VMs are then there, too.
 */
export async function startPrivateLibvirt(within: readonly string[] = []): Promise<PrivateLibvirt> {
  const problem = whyNoPrivateLibvirt()
  if (problem !== undefined) throw new Error(problem)
  // Short: QEMU's monitor socket below it must stay within 107 bytes.
  const directory = mkdtempSync(join(tmpdir(), 'k-'))
  const runtime = join(directory, 'r')
  const env = {
    PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
    LC_ALL: 'C.UTF-8',
    HOME: directory,
    XDG_RUNTIME_DIR: runtime,
    XDG_CONFIG_HOME: join(directory, 'c'),
    XDG_CACHE_HOME: join(directory, 'a'),
  }
  const socketPath = join(runtime, 'libvirt', 'libvirt-sock')
  await mkdir(runtime, { mode: 0o700 })
  let daemon = await startDaemon(within, env, socketPath)

  async function kill(): Promise<void> {
    await endDaemon(daemon, 'SIGKILL')
    // A killed daemon leaves its socket behind; gone, a waiting client sees the new one only.
    await rm(socketPath, { force: true })
  }

  return {
    uri: `qemu+unix:///session?socket=${socketPath}`,
    socketPath,
    env,
    directory,
    pid: () => daemon.pid ?? -1,
    kill,
    async restart() {
      daemon = await startDaemon(within, env, socketPath)
    },
    async stop() {
      if (daemon.exitCode !== null || daemon.signalCode !== null)
        daemon = await startDaemon(within, env, socketPath)
      await destroyGuests(env)
      await endDaemon(daemon, 'SIGTERM')
      await rm(directory, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 })
    },
  }
}

type Daemon = ReturnType<typeof spawn>

async function startDaemon(
  within: readonly string[],
  env: Record<string, string>,
  socketPath: string,
): Promise<Daemon> {
  const [command, ...args] = [...within, 'libvirtd', '--timeout=600']
  const daemon = spawn(command, args, { env, stdio: ['ignore', 'ignore', 'pipe'] })
  let words = ''
  let failed: Error | undefined
  daemon.stderr.setEncoding('utf8').on('data', (text: string) => (words = (words + text).slice(-4000)))
  daemon.once('error', (error) => (failed = error))
  const giveUpAt = Date.now() + START_LIMIT_MS
  while (!existsSync(socketPath)) {
    if (failed !== undefined)
      throw new Error('libvirtd cannot be started; is libvirt-daemon installed?', { cause: failed })
    if (daemon.exitCode !== null) throw new Error(`libvirtd ended with code ${daemon.exitCode}: ${words}`)
    if (Date.now() > giveUpAt)
      throw new Error(`libvirtd does not listen after ${START_LIMIT_MS} ms: ${words}`)
    await sleep(10)
  }
  return daemon
}

async function endDaemon(daemon: Daemon, signal: NodeJS.Signals): Promise<void> {
  if (daemon.exitCode !== null || daemon.signalCode !== null) return
  const ended = new Promise((resolve) => daemon.once('exit', resolve))
  daemon.kill(signal)
  const timer = setTimeout(() => daemon.kill('SIGKILL'), 10_000)
  await ended
  clearTimeout(timer)
}

/** virsh, not our client: the helper must work while the client is what is being tested. */
async function destroyGuests(env: Record<string, string>): Promise<void> {
  const names = await virsh(env, ['list', '--name', '--state-running', '--state-paused'])
  for (const name of names.split('\n').filter((line) => line.trim() !== '')) {
    await virsh(env, ['destroy', '--', name])
  }
}

function virsh(env: Record<string, string>, args: readonly string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn('virsh', ['-q', '-c', 'qemu:///session', ...args], {
      env,
      stdio: ['ignore', 'pipe', 'ignore'],
    })
    let output = ''
    child.stdout.setEncoding('utf8').on('data', (text: string) => (output += text))
    child.once('error', reject)
    child.once('close', () => resolve(output))
  })
}
