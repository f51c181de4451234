import { PassThrough } from 'node:stream'
import { receive, type Receiving } from './receive.ts'
import { send, type Resuming, type Sending } from './send.ts'
import type { Zfs } from './zfs.ts'

export interface TransferOptions {
  readonly signal?: AbortSignal | undefined
  /** About once a second: how much has gone over. */
  readonly onBytes?: ((bytes: number) => void) | undefined
}

/**
 * Sends from one OpenZFS into another, or the same one. When one side fails, the other ends, and the one that failed first is what is
 * told: the other's end is only its echo. What came before is kept on the target for a resume.
 */
export async function transfer(
  from: { readonly zfs: Zfs; readonly what: Sending | Resuming },
  to: { readonly zfs: Zfs; readonly where: Receiving },
  { signal, onBytes }: TransferOptions = {},
): Promise<void> {
  const pipe = new PassThrough({ highWaterMark: 4 * 1024 * 1024 })
  // An early end of either side shows as an error of the pipe, too, which says nothing new.
  pipe.on('error', () => undefined)
  let first: { readonly error: unknown } | undefined
  const failed = (error: unknown) => {
    first ??= { error }
  }
  const sendersEnd = new AbortController()
  const receiving = receive(to.zfs, to.where, pipe, { signal }).catch((error: unknown) => {
    failed(error)
    // The receiver first, then the sender.
    sendersEnd.abort()
  })
  const sending = send(from.zfs, from.what, pipe, { signal: sendersEnd.signal, onBytes }).then(
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
