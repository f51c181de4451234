import type { Readable } from 'node:stream'
import { problemError } from '../../domain/problem.ts'

export interface Pace {
  /** How long nothing may come. */
  readonly idleMs: number
  /** How long a piece may take in all: what drips is cut off then, keeps what it brought, and may go on. */
  readonly pieceMs: number
}

/** Bytes as they come, until they come too slowly or somebody says that it is enough. Waiting for whoever takes them is no slowness. */
export async function* paced(
  content: Readable,
  { idleMs, pieceMs }: Pace,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array> {
  const cut = () => content.destroy(signal.reason as Error)
  signal.throwIfAborted()
  signal.addEventListener('abort', cut)
  const whole = setTimeout(() => content.destroy(tooSlow(pieceMs, 'did not end')), pieceMs)
  const parts = content[Symbol.asyncIterator]() as AsyncIterator<Uint8Array>
  try {
    for (;;) {
      const idle = setTimeout(() => content.destroy(tooSlow(idleMs, 'nothing came')), idleMs)
      const part = await parts.next().finally(() => clearTimeout(idle))
      if (part.done === true) return
      yield part.value
      signal.throwIfAborted()
    }
  } finally {
    clearTimeout(whole)
    signal.removeEventListener('abort', cut)
    content.destroy()
  }
}

function tooSlow(limitMs: number, what: string) {
  return problemError({
    code: 'cancelled',
    message: `The piece was cut off: ${what} within ${limitMs / 1000} s. What came is kept.`,
    hint: 'Ask where the upload stands, and send on from there.',
  })
}
