export interface BriefKeeper {
  get(key: string): Uint8Array | undefined
  put(key: string, bytes: Uint8Array): void
}

interface Entry {
  readonly bytes: Uint8Array
  readonly forget: NodeJS.Timeout
  readonly untilMs: number
}

/** Keeps bytes for a moment, and no more of them than that: what came first goes first. */
export function keepBriefly({
  keptMs,
  keptBytes,
  nowMs,
}: {
  readonly keptMs: number
  readonly keptBytes: number
  readonly nowMs: () => number
}): BriefKeeper {
  const entries = new Map<string, Entry>()
  let sizeBytes = 0

  const drop = (key: string): void => {
    const entry = entries.get(key)
    if (!entry) return
    clearTimeout(entry.forget)
    sizeBytes -= entry.bytes.length
    entries.delete(key)
  }

  return {
    get(key) {
      const entry = entries.get(key)
      return entry && entry.untilMs > nowMs() ? entry.bytes : undefined
    },
    put(key, bytes) {
      drop(key)
      if (bytes.length > keptBytes) return
      // Without the clock being asked: what nobody asks for any more goes, too.
      const forget = setTimeout(() => drop(key), keptMs).unref()
      entries.set(key, { bytes, forget, untilMs: nowMs() + keptMs })
      sizeBytes += bytes.length
      for (const [oldest] of entries) {
        if (sizeBytes <= keptBytes) break
        drop(oldest)
      }
    },
  }
}
