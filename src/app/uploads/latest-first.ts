/** What one of several callers does, who must not do it at once. */
export type Turn<T> = (signal: AbortSignal) => Promise<T>

export interface LatestFirst {
  /**
   * Does it once whoever has the turn of this key has let go of it. `cuts`: whoever has it, or waits for it, is told to let go, with this as
   * the reason.
   */
  take<T>(key: string, turn: Turn<T>, cuts?: () => Error): Promise<T>
}

/** Turns by key. A sender whose line broke may seem to be sending still, so whoever comes last must not have to wait for it. */
export function latestFirst(): LatestFirst {
  const turns = new Map<string, { readonly end: AbortController; readonly ended: Promise<unknown> }>()
  return {
    take(key, turn, cuts) {
      const before = turns.get(key)
      if (cuts) before?.end.abort(cuts())
      const end = new AbortController()
      const work = (async () => {
        await before?.ended
        return turn(end.signal)
      })()
      const mine = {
        end,
        ended: work.then(
          () => undefined,
          () => undefined,
        ),
      }
      turns.set(key, mine)
      void mine.ended.then(() => {
        if (turns.get(key) === mine) turns.delete(key)
      })
      return work
    },
  }
}
