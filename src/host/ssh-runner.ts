import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { constants, tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import {
  CommandError,
  here,
  type CommandEnd,
  type CommandResult,
  type RunOptions,
  type Runner,
} from './exec.ts'
import { shellAssignments, shellLine } from './shell-quote.ts'
import { marksOf, remoteScript, type Marks } from './ssh-marks.ts'

/** Another host, as ssh is told of it. All else comes from the user's own ssh configuration. */
export interface SshPlace {
  readonly host: string
  readonly user?: string
  readonly port?: number
  /** The only key to try. */
  readonly identityPath?: string
  /** Where the host's key stands; a host that is not in it is refused. Default: as configured. */
  readonly knownHostsPath?: string
  /** The name its key stands under, if not that of the host. */
  readonly hostKeyAlias?: string
  /** Leaves the user's and the system's configuration aside. */
  readonly ignoreConfig?: boolean
  /** How long the host may be silent before it counts as gone, in seconds. Default 30. */
  readonly patienceSeconds?: number
  /** Default: `ssh`. */
  readonly sshCommand?: string
}

/** A runner on another host. Its commands share one connection, opened by the first of them. */
export interface SshRunner extends Runner {
  /** Ends the shared connection. Afterwards the runner is of no use. */
  close(): Promise<void>
}

type StopReason = Extract<CommandEnd, { why: 'timeout' | 'aborted' }>

/** How long after SIGTERM comes SIGKILL, and how long after that a command is left behind. */
const graceMs = 5_000

/**
 * Runs commands on another host through the system's ssh. It never asks anything, as there is nobody to answer. The login shell there
 * has to be a POSIX one. Beside the ends that commands have here, `CommandError` may say that the host was not reached or that the
 * connection was lost. Exit codes from 129 on stand for signals, as shells have it, unless they are in `okCodes`. A command that does
 * not end when told to, as one stuck in a suspended pool, is `abandoned` after 10 s.
 */
export async function sshRunner(target: SshPlace): Promise<SshRunner> {
  // Short, as the path of a socket must stay within 107 bytes.
  const folder = await mkdtemp(join(tmpdir(), 'ks-'))
  const ssh = sshArgv(target, join(folder, 'c'))
  const place = `ssh ${target.host}`
  return {
    place,
    run: (argv, options) => runThere(ssh, argv, options),
    async close() {
      await here.run([...ssh.slice(0, -2), '-O', 'exit', ...ssh.slice(-2)], { okCodes: [0, 255] })
      await rm(folder, { recursive: true, force: true })
    },
  }
}

/** All but the command: ends with `-- HOST`. Without a control path the connection is shared with nobody. */
export function sshArgv(target: SshPlace, controlPath?: string): readonly string[] {
  const patience = target.patienceSeconds ?? 30
  const options: Readonly<Record<string, string | undefined>> = {
    BatchMode: 'yes',
    ConnectTimeout: String(patience),
    ServerAliveInterval: '10',
    ServerAliveCountMax: String(Math.ceil(patience / 10)),
    LogLevel: 'ERROR',
    ControlMaster: controlPath === undefined ? 'no' : 'auto',
    ControlPersist: controlPath === undefined ? undefined : '60',
    ControlPath: controlPath === undefined ? 'none' : configPath(controlPath),
    UserKnownHostsFile: target.knownHostsPath === undefined ? undefined : configPath(target.knownHostsPath),
    StrictHostKeyChecking: target.knownHostsPath === undefined ? undefined : 'yes',
    HostKeyAlias: target.hostKeyAlias,
    IdentitiesOnly: target.identityPath === undefined ? undefined : 'yes',
  }
  return [
    target.sshCommand ?? 'ssh',
    '-T',
    '-e',
    'none',
    ...(target.ignoreConfig === true ? ['-F', 'none'] : []),
    ...Object.entries(options).flatMap(([name, value]) =>
      value === undefined ? [] : ['-o', `${name}=${value}`],
    ),
    ...(target.identityPath === undefined ? [] : ['-i', target.identityPath.replaceAll('%', '%%')]),
    ...(target.port === undefined ? [] : ['-p', String(target.port)]),
    ...(target.user === undefined ? [] : ['-l', target.user]),
    '--',
    target.host,
  ]
}

/** A path as ssh_config(5) reads it: blanks would part it in two, and % begins a token. */
function configPath(path: string): string {
  if (/["\\\n]/.test(path)) throw new TypeError(`ssh cannot be given the path ${JSON.stringify(path)}`)
  return `"${path.replaceAll('%', '%%')}"`
}

async function runThere(
  ssh: readonly string[],
  argv: readonly string[],
  options: RunOptions = {},
): Promise<CommandResult> {
  if (argv[0] === undefined) throw new TypeError('a command needs at least its name')
  const { signal, timeoutMs, okCodes = [0], env = {}, cwd = '', onLine, ...passedOn } = options
  signal?.throwIfAborted()
  const token = `kiste-${randomBytes(12).toString('hex')}`
  const command = shellLine(['sh', '-c', remoteScript, 'kiste', token, cwd, ...argv])
  const line = `${shellAssignments({ LC_ALL: 'C.UTF-8', ...env })} ${command}`

  const marks = marksOf(token, (text) => onLine?.(text, 'stderr'))
  const leaveBehind = new AbortController()
  const timers: NodeJS.Timeout[] = []
  let ended: StopReason | undefined
  const stop = (why: StopReason) => {
    if (ended !== undefined) return
    ended = why
    const send = (name: string) => void marks.pid.then((pid) => tell(ssh, ['kill', '-s', name, String(pid)]))
    send('TERM')
    timers.push(
      setTimeout(() => send('KILL'), graceMs),
      setTimeout(() => leaveBehind.abort(), 2 * graceMs),
    )
  }
  const onAbort = () => stop({ why: 'aborted' })
  signal?.addEventListener('abort', onAbort, { once: true })
  if (timeoutMs !== undefined) timers.push(setTimeout(() => stop({ why: 'timeout', timeoutMs }), timeoutMs))
  try {
    const result = await here
      .run([...ssh, line], {
        ...passedOn,
        signal: leaveBehind.signal,
        onLine: (text, from) => (from === 'stderr' ? marks.read(text) : onLine?.(text, from)),
      })
      .catch((error: unknown) => {
        if (error instanceof CommandError) return error
        throw error
      })
    const stderr = marks.strip(result.stderr)
    const end = leaveBehind.signal.aborted
      ? leftBehind(ssh, marks, ended)
      : (ended ?? endOf(result, marks, okCodes))
    if (end.why === 'exit' && okCodes.includes(end.code))
      return { stdout: result.stdout, stderr, code: end.code }
    throw new CommandError(argv, end, result.stdout, stderr, result instanceof Error ? result : undefined)
  } finally {
    timers.forEach(clearTimeout)
    signal?.removeEventListener('abort', onAbort)
  }
}

/** It did not end when told to. Whether it has by now is asked again and again, for as long as this process lives. */
function leftBehind(ssh: readonly string[], marks: Marks, ended: StopReason | undefined): CommandEnd {
  const gone = marks.pid.then(async (pid) => {
    while (await isThere(ssh, pid)) await sleep(60_000, undefined, { ref: false })
  })
  return { why: 'abandoned', after: ended?.why ?? 'aborted', gone }
}

/** Also when nobody can say, as the host does not answer. */
async function isThere(ssh: readonly string[], pid: number): Promise<boolean> {
  const asked = here.run([...ssh, shellLine(['kill', '-s', '0', String(pid)])], {
    timeoutMs: 30_000,
    okCodes: [0, 1],
  })
  return asked.then(
    ({ code }) => code === 0,
    () => true,
  )
}

function endOf(result: CommandResult | CommandError, marks: Marks, okCodes: readonly number[]): CommandEnd {
  // ssh itself could not be started, or was killed.
  if (result instanceof CommandError && result.end.why !== 'exit') return result.end
  const { outcome } = marks
  if (outcome === undefined) return marks.began ? { why: 'lost' } : { why: 'unreachable' }
  if (outcome === 'missing') return { why: 'missing' }
  if (outcome === 'no-folder') return { why: 'not-started', code: 'ENOENT' }
  const signal = okCodes.includes(outcome) ? undefined : signalNames.get(outcome - 128)
  return signal === undefined ? { why: 'exit', code: outcome } : { why: 'signal', signal }
}

const signalNames = new Map(Object.entries(constants.signals).map(([name, number]) => [number, name]))

/** A word to a command that runs there. If it fails, the command has ended, or the connection has, and both are seen elsewhere. */
async function tell(ssh: readonly string[], argv: readonly string[]): Promise<void> {
  await here.run([...ssh, shellLine(argv)], { timeoutMs: graceMs }).catch(() => undefined)
}
