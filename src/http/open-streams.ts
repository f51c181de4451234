/** Answers that never end by themselves (events, consoles); a stopping daemon ends them. */
export interface OpenStreams {
  /** Returns how to forget this one. */
  add(end: () => void): () => void
  endAll(): void
}

export function trackStreams(): OpenStreams {
  const open = new Set<() => void>()
  return {
    add: (end) => {
      open.add(end)
      return () => open.delete(end)
    },
    endAll: () => {
      for (const end of open) end()
      open.clear()
    },
  }
}
