import { spawn } from 'node:child_process'
import { connect } from 'node:net'

/** A two-way pipe of bytes to a libvirt daemon. */
export interface Transport {
  /** False when the pipe is full: wait for `onDrain` before writing bulk data. */
  write(bytes: Uint8Array): boolean
  /** Stops reading, so that the daemon stops sending. */
  pause(): void
  resume(): void
  /** Ends it at once; `onClose` follows. */
  destroy(): void
  /** Must be called once, before anything arrives. */
  listen(handlers: TransportHandlers): void
}

export interface TransportHandlers {
  /** The chunk's bytes are only good during the call. */
  onData(chunk: Buffer): void
  onDrain(): void
  /** Called exactly once; with an error unless the other side closed or `destroy` was called. */
  onClose(error?: Error): void
}

const READ_BUFFER_BYTES = 128 * 1024

/** Connects to a unix socket. Rejects with the system's error (ENOENT, ECONNREFUSED, EACCES …). */
export function connectUnix(path: string): Promise<Transport> {
  return new Promise((resolve, reject) => {
    let handlers: TransportHandlers | undefined
    let failure: Error | undefined
    // One buffer for all reads: no allocation and no copy a read, and none of the Readable machinery.
    const socket = connect({
      path,
      onread: {
        buffer: Buffer.allocUnsafeSlow(READ_BUFFER_BYTES),
        callback(length, buffer) {
          handlers?.onData(Buffer.from(buffer.buffer, buffer.byteOffset, length))
          return true
        },
      },
    })
    socket.once('error', reject)
    socket.once('connect', () => {
      socket.off('error', reject)
      socket.on('error', (error: NodeJS.ErrnoException) => {
        // A daemon that is killed with requests unread resets the connection: for us that is closing it.
        if (error.code !== 'ECONNRESET' && error.code !== 'EPIPE') failure = error
      })
      socket.on('drain', () => handlers?.onDrain())
      socket.once('end', () => socket.destroy())
      socket.once('close', () => handlers?.onClose(failure))
      resolve({
        write: (bytes) => socket.write(bytes),
        pause: () => void socket.pause(),
        resume: () => void socket.resume(),
        destroy: () => void socket.destroy(),
        listen: (given) => (handlers = given),
      })
    })
  })
}

/**
 * Speaks to the standard input and output of a command, such as ssh. Resolves once it started; what it says on standard error
 * becomes the text of the error `onClose` gets.
 */
export function connectCommand(argv: readonly string[], env: NodeJS.ProcessEnv): Promise<Transport> {
  return new Promise((resolve, reject) => {
    const child = spawn(argv[0] ?? '', argv.slice(1), { env, stdio: ['pipe', 'pipe', 'pipe'] })
    let handlers: TransportHandlers | undefined
    let words = ''
    let destroyed = false
    child.once('error', reject)
    child.once('spawn', () => {
      child.off('error', reject)
      child.on('error', () => child.kill('SIGKILL'))
      child.stderr.setEncoding('utf8').on('data', (text: string) => (words = (words + text).slice(-2000)))
      child.stdout.on('data', (chunk: Buffer) => handlers?.onData(chunk))
      child.stdin.on('drain', () => handlers?.onDrain())
      // A broken pipe here is followed by the command's exit, which carries the better explanation.
      child.stdin.on('error', () => child.kill())
      child.once('close', (code, signal) => {
        const explained = words.trim() === '' ? `ended with ${signal ?? `exit code ${code}`}` : words.trim()
        handlers?.onClose(destroyed ? undefined : new Error(`${argv[0]}: ${explained}`))
      })
      resolve({
        write: (bytes) => child.stdin.write(bytes),
        pause: () => void child.stdout.pause(),
        resume: () => void child.stdout.resume(),
        destroy() {
          destroyed = true
          child.kill()
        },
        listen: (given) => (handlers = given),
      })
    })
  })
}

/** A daemon started here that shall outlive this process. */
export interface DetachedDaemon {
  /** How it ended, while it has. */
  ended(): string | undefined
  /** The last it said on standard error. */
  words(): string
  /** Stops watching it: it goes on alone. */
  letGo(): void
}

export function startDetached(argv: readonly string[], env: NodeJS.ProcessEnv): DetachedDaemon {
  const child = spawn(argv[0] ?? '', argv.slice(1), {
    detached: true,
    env,
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  let words = ''
  let ended: string | undefined
  child.once('error', (error) => (ended = error.message))
  child.once('exit', (code, signal) => (ended = signal ?? `exit code ${code}`))
  child.stderr.setEncoding('utf8').on('data', (text: string) => (words = (words + text).slice(-1000)))
  return {
    ended: () => ended,
    words: () => words.trim(),
    letGo() {
      child.stderr.destroy()
      child.unref()
    },
  }
}
