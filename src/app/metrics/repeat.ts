/** Something that is done again and again, never twice at a time. */
export interface Repeated {
  /** The period may have become shorter: do it now, unless it was just done. */
  wake(): void
  /** Ends; what is under way may go on, and nobody waits for it longer than a moment. */
  stop(): Promise<void>
}

export interface RepeatOptions {
  /** For words: what could not be measured. */
  readonly what: string
  act(): Promise<void>
  /** Asked anew each time. */
  periodMs(): number
  /** Told of a failure, once until it works again. */
  onTrouble(message: string, error: unknown): void
}

/** Twice within this says nothing new. */
const justNowMs = 1_000
const patienceMs = 1_000

export function repeat({ what, act, periodMs, onTrouble }: RepeatOptions): Repeated {
  let timer: NodeJS.Timeout | undefined
  let underWay: Promise<void> | undefined
  let begunAtMs = -Infinity
  let isStopped = false
  let inTrouble = false

  const later = (ms: number) => {
    clearTimeout(timer)
    if (isStopped) return
    timer = setTimeout(run, ms)
    // Measuring alone keeps no program alive.
    timer.unref()
  }
  const run = () => {
    if (isStopped || underWay) return
    begunAtMs = performance.now()
    underWay = act()
      .then(
        () => {
          inTrouble = false
        },
        (error: unknown) => {
          if (!inTrouble && !isStopped) onTrouble(`could not measure ${what}`, error)
          inTrouble = true
        },
      )
      .finally(() => {
        underWay = undefined
        later(Math.max(0, begunAtMs + periodMs() - performance.now()))
      })
  }
  run()

  return {
    wake: () => {
      if (!underWay) later(Math.max(0, begunAtMs + justNowMs - performance.now()))
    },
    async stop() {
      isStopped = true
      clearTimeout(timer)
      let patience: NodeJS.Timeout | undefined
      await Promise.race([
        underWay,
        new Promise<void>((resolve) => {
          patience = setTimeout(resolve, patienceMs)
        }),
      ])
      clearTimeout(patience)
    },
  }
}
