import { PassThrough, type Readable, type Writable } from 'node:stream'
import { receive, type Receiving } from './receive.ts'
import { send, type Resuming, type Sending, type StreamOptions } from './send.ts'
import type { Zfs } from './zfs.ts'

/** One end of a stream, wherever it is. */
export type StreamWriter = (output: Writable, signal: AbortSignal) => Promise<void>
export type StreamReader = (input: Readable, signal: AbortSignal | undefined) => Promise<void>

/** Sends from one OpenZFS into another, or the same one. What came before is kept on the target for a resume. */
export async function transfer(
  from: { readonly zfs: Zfs; readonly what: Sending | Resuming },
  to: { readonly zfs: Zfs; readonly where: Receiving },
  { signal, ...options }: StreamOptions = {},
): Promise<void> {
  await carry(
    (output, sendersEnd) => send(from.zfs, from.what, output, { ...options, signal: sendersEnd }),
    (input, receiversEnd) => receive(to.zfs, to.where, input, { signal: receiversEnd }),
    { signal },
  )
}

/**
 * Carries a stream from one end to the other. When one side fails, the other ends, and the one that failed first is what is told: the
 * other's end is only its echo.
 */
export async function carry(
  write: StreamWriter,
  read: StreamReader,
  { signal }: { readonly signal?: AbortSignal | undefined } = {},
): Promise<void> {
  const pipe = new PassThrough({ highWaterMark: 4 * 1024 * 1024 })
  // An early end of either side shows as an error of the pipe, too, which says nothing new.
  pipe.on('error', () => undefined)
  let first: { readonly error: unknown } | undefined
  const failed = (error: unknown) => {
    first ??= { error }
  }
  const sendersEnd = new AbortController()
  const receiving = read(pipe, signal).catch((error: unknown) => {
    failed(error)
    // The receiver first, then the sender.
    sendersEnd.abort()
  })
  const sending = write(pipe, sendersEnd.signal).then(
    () => pipe.end(),
    (error: unknown) => {
      failed(error)
      // A plain end: the receiver then keeps what it has, as a stream that stops in the middle can be resumed.
      pipe.end()
    },
  )
  await Promise.all([receiving, sending])
  if (first) throw first.error
}
