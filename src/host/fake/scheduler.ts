/** When things happen in the fake world: by real timers, or only when a test says so. */
export interface Scheduler {
  now(): Date
  later(delayMs: number, act: () => void): void
  /** Waits inside a verb, as for the parts of a download. With manual time it only lets others go first. */
  pause(delayMs: number, signal?: AbortSignal): Promise<void>
  /** Lets the next thing happen; false if nothing waits. Manual time only. */
  step(): boolean
  close(): void
}

/** Real timers, which keep no process alive. */
export function timerScheduler(now: () => Date = () => new Date()): Scheduler {
  const timers = new Set<NodeJS.Timeout>()
  const wake = (delayMs: number, act: () => void) => {
    const timer = setTimeout(() => {
      timers.delete(timer)
      act()
    }, delayMs)
    timer.unref()
    timers.add(timer)
    return timer
  }
  return {
    now,
    later: (delayMs, act) => void wake(delayMs, act),
    pause: (delayMs, signal) =>
      new Promise((resolve) => {
        const timer = setTimeout(done, delayMs)
        signal?.addEventListener('abort', done, { once: true })
        function done() {
          clearTimeout(timer)
          signal?.removeEventListener('abort', done)
          resolve()
        }
      }),
    step: () => false,
    close: () => {
      for (const timer of timers) clearTimeout(timer)
    },
  }
}

/** Time that moves only with `step`, from one waiting thing to the next. */
export function manualScheduler(start = new Date('2026-01-01T00:00:00Z')): Scheduler {
  let nowMs = start.getTime()
  let waiting: { atMs: number; act: () => void }[] = []
  return {
    now: () => new Date(nowMs),
    later: (delayMs, act) => void waiting.push({ atMs: nowMs + delayMs, act }),
    pause: () => new Promise((resolve) => void setImmediate(resolve)),
    step: () => {
      const next = waiting.reduce<(typeof waiting)[number] | undefined>(
        (first, item) => (first === undefined || item.atMs < first.atMs ? item : first),
        undefined,
      )
      if (!next) return false
      waiting = waiting.filter((item) => item !== next)
      nowMs = next.atMs
      next.act()
      return true
    },
    close: () => {
      waiting = []
    },
  }
}
