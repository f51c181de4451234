import { PassThrough, Readable, Writable } from 'node:stream'
import type { Runner } from '../exec.ts'
import { beginExchange, FishError, type Exchange } from './exchange.ts'
import type { Word } from './quote.ts'

/** A guestfish that waits for commands. One at a time: the caller waits for the end of one before it gives the next. */
export interface Fish {
  /** Runs a command and returns what it prints. Rejects with `FishError`; a command that takes longer ends the fish. */
  ask(words: readonly Word[], timeoutMs?: number): Promise<Buffer>
  /**
   * Runs a command whose output may be of any length. Resolves when the first of it is there. `done` settles when the next command may be
   * given; an output that nobody wants any more is thrown away until then, or, if that takes long, the fish ends.
   */
  stream(words: readonly Word[]): Promise<{ readonly content: Readable; readonly done: Promise<void> }>
  readonly hasEnded: () => boolean
  /** Ends it and its VM at once. Settles when they are gone. */
  end(): Promise<void>
}

export interface FishOptions {
  readonly runner: Runner
  readonly env: Readonly<Record<string, string>>
  /** How long it may say nothing before it is taken for hanging. Default 2 min. */
  readonly silenceMs?: number
}

/** How long an output that nobody wants may go on. */
const drainMs = 2_000

// With the daemon goes its end of the pipe, and guestfish ends when it reads on; where it hangs, the kernel sends the signal that cannot
// be ignored, and libguestfs' own watcher ends the VM.
const argv = ['setpriv', '--pdeathsig', 'KILL', '--', 'guestfish']

export function startFish({ runner, env, silenceMs = 120_000 }: FishOptions): Fish {
  const stop = new AbortController()
  const input = new PassThrough()
  let current: Exchange | undefined
  let end: FishError | undefined
  let silent: number | undefined
  const output = new Writable({
    write: (chunk: Buffer, _encoding, next) => (current ? current.take(chunk, next) : next()),
  })
  const running = runner
    .run(argv, {
      input,
      output,
      env,
      signal: stop.signal,
      graceMs: 2_000,
      endsChildren: true,
      onLine: (line, from) => (from === 'stderr' ? current?.hear(line) : undefined),
    })
    .then(
      () => undefined,
      (error: unknown) => error,
    )
    .then((cause) => {
      end = endOf(cause, silent)
      current?.fail(end)
    })

  const exchange = async (
    words: readonly Word[],
    onData: (data: Buffer, next: () => void) => void,
    quietMs = silenceMs,
  ): Promise<void> => {
    if (current) throw new Error('guestfish is given one command at a time')
    if (end) throw end
    const begun = beginExchange(words, onData, quietMs, () => {
      silent = quietMs
      stop.abort()
    })
    current = begun
    input.write(begun.lines)
    try {
      await begun.end
    } finally {
      current = undefined
    }
  }

  return {
    async ask(words, timeoutMs) {
      const parts: Buffer[] = []
      await exchange(
        words,
        (data, next) => {
          parts.push(data)
          next()
        },
        timeoutMs,
      )
      return Buffer.concat(parts)
    },
    stream: (words) =>
      new Promise((resolve, reject) => {
        let wanted: (() => void) | undefined
        const wake = () => {
          const next = wanted
          wanted = undefined
          next?.()
        }
        const content = new Readable({
          read: wake,
          destroy: (error, closed) => {
            closed(error)
            wake()
          },
        })
        // An error is told to whoever reads; where nobody does yet, it must not end the process.
        content.on('error', () => undefined)
        const start = () => resolve({ content, done })
        const done = exchange(words, (data, next) => {
          start()
          if (content.destroyed) return next()
          wanted = next
          if (content.push(Buffer.from(data))) wake()
        }).then(
          () => {
            start()
            content.push(null)
          },
          (error: unknown) => {
            reject(error)
            content.destroy(error as FishError)
          },
        )
        content.once('close', () => {
          const drain = setTimeout(() => stop.abort(), drainMs)
          void done.finally(() => clearTimeout(drain))
        })
      }),
    hasEnded: () => end !== undefined,
    async end() {
      // There is nothing to be finished: what the VM wrote it wrote into a file that goes as well.
      stop.abort()
      await running
    },
  }
}

function endOf(cause: unknown, silentMs: number | undefined): FishError {
  if (silentMs !== undefined)
    return new FishError('ended', `it did not answer for ${silentMs / 1000} s`, cause)
  return new FishError('ended', cause instanceof Error ? cause.message : 'it ended', cause)
}
