import { open, statfs } from 'node:fs/promises'
import { dirname } from 'node:path'
import { Writable } from 'node:stream'
import { formatBytes } from '../../domain/size.ts'
import { asError } from '../../domain/thrown.ts'
import type { Runner } from '../exec.ts'
import { untrusted } from './image-problems.ts'

export interface Unpacking {
  readonly from: string
  readonly to: string
  /** What messages call the file. */
  readonly name: string
  /** The program and its options; it writes to standard output. */
  readonly unpack: readonly [string, ...string[]]
}

// Always left free: a host whose disk is full does worse than refuse an image.
const reserveBytes = 256 * 1024 ** 2

/** Unpacks a compressed file. A few bytes can claim to be petabytes, so it stops where the space left would run out. */
export async function unpackFile(
  runner: Runner,
  task: Unpacking,
  signal: AbortSignal,
  onBytes: (unpackedBytes: number) => void,
): Promise<void> {
  const { bavail, bsize } = await statfs(dirname(task.to))
  const limitBytes = Math.max(bavail * bsize - reserveBytes, 0)
  const file = await open(task.to, 'w')
  const failing = new AbortController()
  let failure: Error | undefined
  let bytes = 0
  const store = async (chunk: Buffer) => {
    bytes += chunk.length
    if (bytes > limitBytes)
      throw untrusted(task.name, `unpacked it takes more than the ${formatBytes(limitBytes)} free here`)
    await file.appendFile(chunk)
    onBytes(bytes)
  }
  const sink = new Writable({
    write(chunk: Buffer, _encoding, done) {
      // After a failure the rest is read and dropped: the program ends, instead of waiting for a reader.
      if (failure !== undefined) return done()
      store(chunk)
        .catch((error: unknown) => {
          failure = asError(error)
          failing.abort()
        })
        .finally(done)
    },
  })
  try {
    await runner.run([...task.unpack, '--', task.from], {
      output: sink,
      signal: AbortSignal.any([signal, failing.signal]),
    })
    await new Promise<void>((resolve) => sink.end(resolve))
  } catch (error) {
    throw failure ?? error
  } finally {
    await file.close()
  }
  if (failure !== undefined) throw failure
}
