import { Writable } from 'node:stream'
import { readTarHeader, tarBlockBytes } from '../../../domain/tar-header.ts'

/** Takes one block; its bytes are only lent. `at` is where it begins. */
export type TakeBlock = (block: Uint8Array, at: number) => void

/** Cuts bytes into blocks of one size, the last one as long as it is. */
export interface BlockCutter {
  push(bytes: Uint8Array): void
  /** What follows is another file, or another part of one. */
  restart(at: number): void
}

export function blockCutter(blockBytes: number, take: TakeBlock): BlockCutter {
  const block = new Uint8Array(blockBytes)
  let [filled, start] = [0, 0]
  const flush = () => {
    if (filled === 0) return
    take(block.subarray(0, filled), start)
    start += filled
    filled = 0
  }
  return {
    push(bytes) {
      for (let at = 0; at < bytes.length;) {
        const part = bytes.subarray(at, at + blockBytes - filled)
        block.set(part, filled)
        filled += part.length
        at += part.length
        if (filled === blockBytes) flush()
      }
    },
    restart(at) {
      flush()
      start = at
    },
  }
}

/** Somewhere for a command's output. `push` does not throw. */
export function sink(push: (bytes: Uint8Array) => void): Writable {
  return new Writable({
    highWaterMark: 1024 * 1024,
    write(chunk: Buffer, _encoding, done) {
      push(chunk)
      done()
    },
  })
}

/** Takes a tar archive to pieces as it comes: tells of each file the first 100 bytes of its name, then gives its bytes. */
export function tarReader(
  onFile: (name: Uint8Array) => void,
  onBytes: (bytes: Uint8Array) => void,
): (bytes: Uint8Array) => void {
  const header = new Uint8Array(tarBlockBytes)
  let [headed, left, padding, wanted, ended] = [0, 0, 0, false, false]
  return (bytes) => {
    for (let at = 0; at < bytes.length && !ended;) {
      if (left > 0) {
        const part = bytes.subarray(at, at + left)
        if (wanted) onBytes(part)
        left -= part.length
        at += part.length
      } else if (padding > 0) {
        const skipped = Math.min(padding, bytes.length - at)
        padding -= skipped
        at += skipped
      } else {
        const part = bytes.subarray(at, at + tarBlockBytes - headed)
        header.set(part, headed)
        headed += part.length
        at += part.length
        if (headed < tarBlockBytes) return
        headed = 0
        const read = readTarHeader(header)
        if (read.is === 'end') {
          ended = true
          return
        }
        wanted = read.is === 'entry' && read.entry.type === 'file'
        left = read.is === 'entry' ? read.entry.sizeBytes : read.sizeBytes
        padding = (tarBlockBytes - (left % tarBlockBytes)) % tarBlockBytes
        if (read.is === 'entry' && wanted) onFile(read.entry.name)
      }
    }
  }
}
