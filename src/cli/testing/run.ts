import { PassThrough } from 'node:stream'
import type { CliIo } from '../io.ts'
import { runCli } from '../run-cli.ts'

export interface RunOptions {
  /** What is typed or piped in; nothing is an empty pipe. */
  readonly stdin?: string | Uint8Array | NodeJS.ReadableStream
  readonly env?: Readonly<Record<string, string>>
  /** A terminal on all three streams, of this size. */
  readonly tty?: { readonly columns: number; readonly rows: number }
  readonly homeDir?: string
  /** Called with a way to press Ctrl-C and with what was said so far. */
  readonly during?: (running: Running) => Promise<void> | void
}

export interface Running {
  interrupt(): void
  stdout(): string
  stderr(): string
  /** Types on standard input, if that was left open with `stdin: undefined` on a terminal. */
  type(text: string): void
  rawMode(): boolean
}

export interface Ran {
  readonly code: number
  readonly stdout: string
  readonly stderr: string
  /** Whether the terminal was left in raw mode. */
  readonly raw: boolean
}

/** Runs the CLI in this process with streams of its own. */
export async function cli(
  socketPath: string,
  argv: readonly string[],
  options: RunOptions = {},
): Promise<Ran> {
  const out: Buffer[] = []
  const err: Buffer[] = []
  const interrupts = new Set<() => void>()
  let raw = false
  const typed = new PassThrough()
  const stdin = pickStdin(options, typed)
  const io: CliIo = {
    stdout: sink(out, options.tty),
    stderr: sink(err, options.tty),
    stdin: Object.assign(stdin, {
      isTTY: options.tty !== undefined,
      setRawMode: (on: boolean) => {
        raw = on
      },
    }),
    env: { LANG: 'C.UTF-8', KISTE_SOCKET: socketPath, ...options.env },
    homeDir: options.homeDir ?? '/nonexistent',
    uid: 1000,
    onInterrupt: (listener) => {
      interrupts.add(listener)
      return () => void interrupts.delete(listener)
    },
  }
  const running: Running = {
    interrupt: () => {
      for (const listener of interrupts) listener()
    },
    stdout: () => Buffer.concat(out).toString('utf8'),
    stderr: () => Buffer.concat(err).toString('utf8'),
    type: (text) => void typed.write(text),
    rawMode: () => raw,
  }
  const [code] = await Promise.all([runCli(argv, io), options.during?.(running)])
  return { code, stdout: running.stdout(), stderr: running.stderr(), raw }
}

function pickStdin(options: RunOptions, typed: PassThrough): NodeJS.ReadableStream {
  if (options.stdin !== undefined && typeof options.stdin === 'object' && 'pipe' in options.stdin)
    return options.stdin
  if (options.stdin !== undefined || options.tty === undefined) typed.end(options.stdin ?? '')
  return typed
}

function sink(chunks: Buffer[], tty: RunOptions['tty']): CliIo['stdout'] {
  const stream = new PassThrough()
  stream.on('data', (chunk: Buffer) => chunks.push(chunk))
  return Object.assign(stream, {
    isTTY: tty !== undefined,
    columns: tty?.columns ?? 80,
    rows: tty?.rows ?? 24,
  })
}
