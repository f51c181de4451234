import { Transform, type Readable } from 'node:stream'
import type { Printer } from './printer.ts'
import { createProgressLine } from './progress.ts'
import { clean, fitWidth } from './terminal-text.ts'

/** Shows how far a transfer of bytes is: one line on a terminal, nothing without one. */
export interface TransferView {
  /** Passes a stream through and counts what passes. */
  count(stream: Readable): Readable
  readonly doneBytes: number
  /** Takes the line away; may be called twice. */
  end(): void
}

const redrawMs = 200

export function createTransferView(err: Printer, name: string, totalBytes: number | undefined): TransferView {
  const progress = createProgressLine()
  let doneBytes = 0
  let timer: NodeJS.Timeout | undefined
  const draw = (): void => {
    const figures = progress.show(
      name,
      { done: doneBytes, total: totalBytes ?? null, unit: 'bytes' },
      performance.now(),
    )
    err.raw(`\r\u001b[K${fitWidth(`${clean(name)}  ${figures}`, err.columns - 1)}`)
  }
  return {
    count(stream) {
      if (err.isTerminal) {
        timer = setInterval(draw, redrawMs)
        timer.unref()
      }
      const counter = new Transform({
        transform(chunk: Buffer, _encoding, done) {
          doneBytes += chunk.length
          done(null, chunk)
        },
      })
      stream.once('error', (error) => counter.destroy(error))
      return stream.pipe(counter)
    },
    get doneBytes() {
      return doneBytes
    },
    end() {
      if (timer === undefined) return
      clearInterval(timer)
      timer = undefined
      err.raw('\r\u001b[K')
    },
  }
}
