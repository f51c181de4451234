/** Told of what goes on; says once that nothing has for too long. */
export interface StallWatch {
  /** Aborts when nothing has moved for as long as that. */
  readonly signal: AbortSignal
  /** How far it is; the same again is no progress. */
  moved(bytes: number): void
  stop(): void
}

/** Watches something that counts bytes: a stream into a pool whose disk was pulled waits in the kernel for ever, and says nothing. */
export function watchForStall(limitMs: number): StallWatch {
  const stalled = new AbortController()
  let last: number | undefined
  let timer = setTimeout(() => stalled.abort(), limitMs)
  return {
    signal: stalled.signal,
    moved(bytes) {
      if (bytes === last) return
      last = bytes
      clearTimeout(timer)
      timer = setTimeout(() => stalled.abort(), limitMs)
    },
    stop: () => clearTimeout(timer),
  }
}
