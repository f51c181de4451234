import { homedir } from 'node:os'

/** A stream to write to: a terminal, a pipe, or a test's buffer. */
export type OutStream = NodeJS.WritableStream & {
  readonly isTTY?: boolean
  readonly columns?: number
  readonly rows?: number
}

export type InStream = NodeJS.ReadableStream & {
  readonly isTTY?: boolean
  setRawMode?(on: boolean): unknown
}

/** Everything the CLI touches of its surroundings, so that tests run it in their own process. */
export interface CliIo {
  readonly stdout: OutStream
  readonly stderr: OutStream
  readonly stdin: InStream
  readonly env: Readonly<Record<string, string | undefined>>
  readonly homeDir: string
  readonly uid: number
  /** Takes Ctrl-C until the returned function is called. */
  onInterrupt(listener: () => void): () => void
}

/** The real surroundings. The streams are opened when first used: stdin alone costs milliseconds and may keep the process alive. */
export function processIo(): CliIo {
  return {
    get stdout() {
      return process.stdout
    },
    get stderr() {
      return process.stderr
    },
    get stdin() {
      return process.stdin
    },
    env: process.env,
    get homeDir() {
      return homedir()
    },
    get uid() {
      return process.getuid?.() ?? 0
    },
    onInterrupt(listener) {
      process.on('SIGINT', listener)
      return () => void process.off('SIGINT', listener)
    },
  }
}
