export interface Throttle {
  /** Runs now, or as soon as the pause since the last run is over; calls in between become one. */
  call(): void
  /** Forgets a run that is still due. */
  cancel(): void
}

/** Lets `run` through at most once every `pauseMs`, never losing the last call. */
export function throttle(pauseMs: number, run: () => void): Throttle {
  let timer: NodeJS.Timeout | undefined
  let lastAt = -Infinity
  const go = () => {
    timer = undefined
    lastAt = performance.now()
    run()
  }
  return {
    call() {
      if (timer) return
      const dueMs = lastAt + pauseMs - performance.now()
      if (dueMs <= 0) go()
      else timer = setTimeout(go, dueMs)
    },
    cancel() {
      clearTimeout(timer)
      timer = undefined
    },
  }
}
