import { spawn, type ChildProcess } from 'node:child_process'
import type { Readable, Writable } from 'node:stream'

/**
 * The one place that starts outside commands. A `Runner` is a place where commands run: here, through a root helper, over ssh.
 * Commands are argv arrays; nothing ever passes a shell.
 */
export interface Runner {
  /** Where this runner runs things, for error texts: `here`, `ssh host`. */
  readonly place: string
  /** Runs to the end and returns its output. Rejects with `CommandError` unless it exits with an accepted code. */
  run(argv: readonly string[], options?: RunOptions): Promise<CommandResult>
}

export interface RunOptions {
  /** Written to standard input, which is then closed. Default: nothing. */
  readonly input?: string | Uint8Array | Readable
  /** Receives standard output instead of it being collected. */
  readonly output?: Writable
  /** Called with each line of standard output and standard error as it comes. */
  readonly onLine?: (line: string, from: 'stdout' | 'stderr') => void
  /** Ends the command: SIGTERM, then SIGKILL, and then it is left to itself (`abandoned`), each after `graceMs`. */
  readonly signal?: AbortSignal
  /** Ends the command the same way after so long. Default: no limit. */
  readonly timeoutMs?: number
  /** Exit codes taken as success. Default: [0]. */
  readonly okCodes?: readonly number[]
  /** Added to the small clean environment a command gets. */
  readonly env?: Readonly<Record<string, string>>
  readonly cwd?: string
  /** How much of each output stream is kept, in bytes; the end is kept, the middle dropped. Default: 4 MiB. */
  readonly maxOutputBytes?: number
  /** How long it has to end after SIGTERM, and again after SIGKILL. Default: 5 s. */
  readonly graceMs?: number
  /**
   * Ending it means all it started as well: they are a process group of their own. For commands that, told alone, wait for children
   * who were told nothing and work on. Default false.
   */
  readonly endsChildren?: boolean
}

export interface CommandResult {
  readonly stdout: string
  readonly stderr: string
  readonly code: number
}

type StopReason = Extract<CommandEnd, { why: 'timeout' | 'aborted' }>

export type CommandEnd =
  | { readonly why: 'exit'; readonly code: number }
  | { readonly why: 'signal'; readonly signal: string }
  | { readonly why: 'missing' }
  | { readonly why: 'not-started'; readonly code: string }
  | { readonly why: 'timeout'; readonly timeoutMs: number }
  | { readonly why: 'aborted' }
  /**
   * It was to end (`after` says why) and did not, even on SIGKILL: it waits inside the kernel, or a child of it holds its output
   * open. What still happens is not known. `gone` settles once the command itself has ended after all, which may be never.
   */
  | { readonly why: 'abandoned'; readonly after: 'timeout' | 'aborted'; readonly gone: Promise<void> }
  /** The host was not reached, so nothing ran. */
  | { readonly why: 'unreachable' }
  /** The connection broke while it ran: whether it finished is not known. */
  | { readonly why: 'lost' }

/** What became of a command that did not succeed; `message` names the command, why it ended and what it said last. */
export class CommandError extends Error {
  readonly argv: readonly string[]
  readonly end: CommandEnd
  readonly stdout: string
  readonly stderr: string

  constructor(argv: readonly string[], end: CommandEnd, stdout: string, stderr: string, cause?: unknown) {
    super(`${argv[0] ?? ''} ${explainEnd(end)}${lastWords(stderr)}`, { cause })
    this.name = 'CommandError'
    this.argv = argv
    this.end = end
    this.stdout = stdout
    this.stderr = stderr
  }
}

/** The runner for commands on this machine. */
export const here: Runner = { place: 'here', run: runHere }

// HOME and XDG_* select which session libvirt is meant, so they are handed on; all else that could change output is not.
const handedOn = [
  'PATH',
  'HOME',
  'USER',
  'LOGNAME',
  'TMPDIR',
  'XDG_RUNTIME_DIR',
  'XDG_CONFIG_HOME',
  'XDG_CACHE_HOME',
  'XDG_DATA_HOME',
]

/** The environment outside commands get: the C locale in UTF-8, so that output can be read, and little else. */
export function commandEnvironment(extra: Readonly<Record<string, string>> = {}): Record<string, string> {
  const env: Record<string, string> = { LC_ALL: 'C.UTF-8' }
  for (const name of handedOn) {
    const value = process.env[name]
    if (value !== undefined) env[name] = value
  }
  // Debian leaves the sbin folders out of an ordinary user's PATH; mkfs and friends live there.
  env['PATH'] = [env['PATH'] ?? '/usr/local/bin:/usr/bin:/bin', '/usr/local/sbin:/usr/sbin:/sbin'].join(':')
  return { ...env, ...extra }
}

function runHere(argv: readonly string[], options: RunOptions = {}): Promise<CommandResult> {
  const [command, ...args] = argv
  if (command === undefined) return Promise.reject(new TypeError('a command needs at least its name'))
  options.signal?.throwIfAborted()
  return new Promise((resolve, reject) => {
    let child: ChildProcess
    try {
      child = spawn(command, args, {
        cwd: options.cwd,
        env: commandEnvironment(options.env),
        stdio: [options.input === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'],
        detached: options.endsChildren === true,
      })
    } catch (error) {
      // Too long an argument list is thrown, other reasons come as an event.
      reject(new CommandError(argv, { why: 'not-started', code: codeOf(error) }, '', '', error))
      return
    }
    const limit = options.maxOutputBytes ?? 4 * 1024 * 1024
    const graceMs = options.graceMs ?? 5_000
    const stdout = tail(limit)
    const stderr = tail(limit)
    let ended: StopReason | undefined
    let killTimer: NodeJS.Timeout | undefined
    const gone = new Promise<void>((done) => child.once('exit', () => done()))

    const stop = (why: StopReason) => {
      if (ended) return
      ended = why
      tell(child, 'SIGTERM', options)
      killTimer = setTimeout(() => {
        tell(child, 'SIGKILL', options)
        killTimer = setTimeout(() => abandon(why), graceMs)
      }, graceMs)
    }
    const abandon = ({ why }: StopReason) => {
      // Nobody reads on; the process must not keep this one alive either.
      child.stdin?.destroy()
      child.stdout?.destroy()
      child.stderr?.destroy()
      child.unref()
      settle({ why: 'abandoned', after: why, gone })
    }
    const onAbort = () => stop({ why: 'aborted' })
    options.signal?.addEventListener('abort', onAbort, { once: true })
    const { timeoutMs } = options
    const timer =
      timeoutMs === undefined ? undefined : setTimeout(() => stop({ why: 'timeout', timeoutMs }), timeoutMs)

    if (options.output) child.stdout?.pipe(options.output, { end: false })
    else collect(child.stdout, stdout, (line) => options.onLine?.(line, 'stdout'))
    collect(child.stderr, stderr, (line) => options.onLine?.(line, 'stderr'))
    feed(child.stdin, options.input)

    const settle = (end: CommandEnd, cause?: unknown) => {
      clearTimeout(timer)
      clearTimeout(killTimer)
      options.signal?.removeEventListener('abort', onAbort)
      const okCodes = options.okCodes ?? [0]
      if (end.why === 'exit' && okCodes.includes(end.code))
        resolve({ stdout: stdout.text(), stderr: stderr.text(), code: end.code })
      else reject(new CommandError(argv, end, stdout.text(), stderr.text(), cause))
    }
    child.once('error', (error: NodeJS.ErrnoException) =>
      settle(
        error.code === 'ENOENT' ? { why: 'missing' } : { why: 'not-started', code: codeOf(error) },
        error,
      ),
    )
    child.once('close', (code, signal) =>
      settle(ended ?? (code === null ? { why: 'signal', signal: signal ?? '?' } : { why: 'exit', code })),
    )
  })
}

/** Sends a signal to a command, or to its group, which may outlive it. */
function tell(child: ChildProcess, signal: NodeJS.Signals, { endsChildren = false }: RunOptions): void {
  if (!endsChildren || child.pid === undefined) return void child.kill(signal)
  try {
    process.kill(-child.pid, signal)
  } catch (error) {
    // All of it has ended.
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
  }
}

function feed(stdin: Writable | null, input: RunOptions['input']): void {
  if (!stdin || input === undefined) return
  // A command may end without reading all it was given; its exit code tells whether that was an error.
  stdin.on('error', () => undefined)
  if (typeof input === 'string' || input instanceof Uint8Array) stdin.end(input)
  else input.pipe(stdin)
}

function collect(stream: Readable | null, into: Tail, onLine: (line: string) => void): void {
  let rest = ''
  stream?.setEncoding('utf8')
  stream?.on('data', (chunk: string) => {
    into.add(chunk)
    const lines = (rest + chunk).split(/\r?\n|\r/)
    rest = lines.pop() ?? ''
    for (const line of lines) onLine(line)
  })
  stream?.on('end', () => {
    if (rest !== '') onLine(rest)
  })
}

interface Tail {
  add(chunk: string): void
  text(): string
}

function tail(limitBytes: number): Tail {
  let kept = ''
  let dropped = false
  return {
    add(chunk) {
      kept += chunk
      if (kept.length > limitBytes * 2) {
        kept = kept.slice(-limitBytes)
        dropped = true
      }
    },
    text: () => (dropped ? `…${kept}` : kept),
  }
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : 'unknown'
}

function explainEnd(end: CommandEnd): string {
  switch (end.why) {
    case 'exit':
      return `failed with exit code ${end.code}`
    case 'signal':
      return `was ended by ${end.signal}`
    case 'missing':
      return 'is not installed'
    case 'not-started':
      return `could not be started (${end.code})`
    case 'timeout':
      return `did not finish within ${end.timeoutMs / 1000} s`
    case 'aborted':
      return 'was cancelled'
    case 'abandoned':
      return 'does not end, even when killed'
    case 'unreachable':
      return 'was not run, as its host cannot be reached'
    case 'lost':
      return 'lost its connection, and whether it finished is not known'
  }
}

function lastWords(stderr: string): string {
  const lines = stderr.trim().split('\n').filter(Boolean).slice(-3)
  return lines.length === 0 ? '' : `: ${lines.join(' / ').slice(0, 600)}`
}
