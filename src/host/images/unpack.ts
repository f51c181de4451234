import { createWriteStream } from 'node:fs'
import { statfs } from 'node:fs/promises'
import { dirname } from 'node:path'
import { Transform } from 'node:stream'
import { finished } from 'node:stream/promises'
import { formatBytes } from '../../domain/size.ts'
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
  let bytes = 0
  const failing = new AbortController()
  const meter = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      bytes += chunk.length
      if (bytes > limitBytes)
        return done(
          untrusted(task.name, `unpacked it takes more than the ${formatBytes(limitBytes)} free here`),
        )
      onBytes(bytes)
      done(null, chunk)
    },
  })
  const file = createWriteStream(task.to)
  // When writing fails nobody reads on, and the program would wait for ever: so it is ended.
  const written = finished(meter.pipe(file))
  meter.on('error', (error) => file.destroy(error))
  written.catch(() => failing.abort())
  const unpacking = runner
    .run([...task.unpack, '--', task.from], {
      output: meter,
      signal: AbortSignal.any([signal, failing.signal]),
    })
    .then(() => meter.end())
  const [ended, stored] = await Promise.allSettled([
    unpacking.catch((error: unknown) => {
      file.destroy()
      throw error
    }),
    written,
  ])
  if (failing.signal.aborted && !signal.aborted && stored.status === 'rejected' && file.errored)
    throw file.errored
  if (ended.status === 'rejected') throw ended.reason
  if (stored.status === 'rejected') throw stored.reason
}
