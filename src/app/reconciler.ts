/**
 * Runs something that has to become true by itself: on a tick, and sooner when woken. It takes no input: each run recomputes from
 * facts, so a lost wake-up costs time and never correctness. Runs never overlap.
 */
export interface Reconciler {
  /** Facts may have changed: run soon. Many calls are folded into one run. */
  wake(): void
  /** Ends after the run that is under way. */
  stop(): Promise<void>
}

export interface ReconcilerOptions {
  readonly name: string
  readonly intervalMs: number
  /** How long after a wake-up it runs, so that a burst of them costs one run. Default 100. */
  readonly settleMs?: number
  reconcile(signal: AbortSignal): Promise<void>
  /** Told of a run that failed; the next tick tries again. */
  onTrouble(name: string, error: unknown): void
}

export function runReconciler(options: ReconcilerOptions): Reconciler {
  const { name, intervalMs, settleMs = 100 } = options
  const stopping = new AbortController()
  let timer: NodeJS.Timeout | undefined
  let running: Promise<void> | undefined
  let again = false

  const schedule = (delayMs: number) => {
    clearTimeout(timer)
    timer = setTimeout(run, delayMs)
    // A tick alone keeps no program alive.
    timer.unref()
  }
  const run = () => {
    if (running) {
      again = true
      return
    }
    running = options
      .reconcile(stopping.signal)
      .catch((error: unknown) => {
        if (!stopping.signal.aborted) options.onTrouble(name, error)
      })
      .finally(() => {
        running = undefined
        if (stopping.signal.aborted) return
        schedule(again ? settleMs : intervalMs)
        again = false
      })
  }
  schedule(settleMs)

  return {
    wake() {
      if (stopping.signal.aborted) return
      if (running) again = true
      else schedule(settleMs)
    },
    async stop() {
      stopping.abort()
      clearTimeout(timer)
      await running
    },
  }
}
