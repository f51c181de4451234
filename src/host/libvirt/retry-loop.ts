import { asError } from '../../domain/thrown.ts'

/** Something that is tried again and again, with growing pauses. Times are on the clock of performance.now(). */
export interface RetryLoop {
  /** When the try under way began; undefined between two, and once one has come through. */
  beganAt(): number | undefined
  /** The try under way has come through: it no longer counts as one. */
  cameThrough(): void
  /** Tries again now instead of after the pause that is due. */
  hurry(): void
  /** Resolves once the try under way, which others have to end, is over; there is none after it. */
  stop(): Promise<void>
}

const firstPauseMs = 50
const longestPauseMs = 2000
/** What lived this long was good: the next failure starts again with a short pause. */
const goodAfterMs = 5000
/** Asked to hurry by many, it still tries no more often than this. */
export const leastPauseMs = 100

/** Starts at once. `serve` resolves or rejects with why it ended, which `onEnd` is told before the pause. */
export function startRetryLoop(serve: () => Promise<Error>, onEnd: (why: Error) => void): RetryLoop {
  let beganAt: number | undefined
  let endedAt = -Infinity
  let stopped = false
  let endPause = () => {}

  async function run(): Promise<void> {
    let pauseMs = firstPauseMs
    for (;;) {
      const startedAt = performance.now()
      beganAt = startedAt
      const why = await serve().catch(asError)
      beganAt = undefined
      endedAt = performance.now()
      if (stopped) return
      onEnd(why)
      if (endedAt - startedAt > goodAfterMs) pauseMs = firstPauseMs
      await pause(pauseMs)
      if (stopped) return
      pauseMs = Math.min(longestPauseMs, pauseMs * 2)
    }
  }

  function pause(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, ms)
      endPause = () => {
        clearTimeout(timer)
        resolve()
      }
    })
  }

  const running = run()
  return {
    beganAt: () => beganAt,
    cameThrough: () => (beganAt = undefined),
    hurry() {
      if (beganAt !== undefined || performance.now() - endedAt < leastPauseMs) return
      beganAt = performance.now()
      endPause()
    },
    stop() {
      stopped = true
      endPause()
      return running
    },
  }
}
