/** Something that is looked at again and again: wishes for a look while one is under way are folded into one that follows it. */
export interface Look {
  /** Look soon: at once if the last look is long enough ago, else when it is. */
  wake(): void
  /** Resolves when a look that began after this call has ended, well or not. */
  lookNow(): Promise<void>
  stop(): void
}

export interface LookOptions {
  /** The least time between the starts of two looks, so that a storm of hints costs little. */
  readonly minGapMs: number
  /** When to try again by itself after a look has failed. */
  readonly retryMs: number
  /** Looks; rejecting means it could not see. */
  look(): Promise<void>
  onTrouble(error: unknown): void
}

export function makeLook({ minGapMs, retryMs, look, onTrouble }: LookOptions): Look {
  let running = false
  let wanted = false
  let stopped = false
  let timer: NodeJS.Timeout | undefined
  let lastStart = -Infinity
  let waiting: (() => void)[] = []

  const later = (ms: number) => {
    clearTimeout(timer)
    timer = setTimeout(run, ms)
    timer.unref()
  }
  const schedule = () => {
    if (stopped || running) return
    const wait = lastStart + minGapMs - performance.now()
    if (wait <= 0) run()
    else later(wait)
  }
  const run = () => {
    if (stopped || running) return
    clearTimeout(timer)
    running = true
    wanted = false
    lastStart = performance.now()
    const served = waiting
    waiting = []
    const finish = (failed: boolean) => {
      running = false
      for (const done of served) done()
      if (wanted) schedule()
      else if (failed && !stopped) later(retryMs)
    }
    look().then(
      () => finish(false),
      (error: unknown) => {
        if (!stopped) onTrouble(error)
        finish(true)
      },
    )
  }

  return {
    wake: () => {
      wanted = true
      schedule()
    },
    lookNow: () =>
      new Promise((done) => {
        if (stopped) {
          done()
          return
        }
        waiting.push(done)
        wanted = true
        if (!running) run()
      }),
    stop: () => {
      stopped = true
      clearTimeout(timer)
      for (const done of waiting) done()
      waiting = []
    },
  }
}
