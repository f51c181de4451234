import type { LibvirtState } from './client.ts'
import { leastPauseMs } from './retry-loop.ts'

/**
 * How long a call waits for a connection that is not there. `job`: for the whole time it was given, since a job may as well wait for
 * a libvirt that is being restarted or updated. `person`: only while something may come of it.
 */
export type Patience = 'job' | 'person'

/** What is known of the tries to connect. Times are on the clock of performance.now(). */
export interface Tries {
  state(): LibvirtState
  onState(listener: (state: LibvirtState) => void): () => void
  /** When the try under way began; undefined between two. */
  beganAt(): number | undefined
  /** When a connection was last lost; undefined if there never was one. */
  lostAt(): number | undefined
  /** Tries again now instead of after the pause that is due. */
  hurry(): void
}

/** A libvirt that was there a moment ago is most likely being restarted. */
const restartMs = 3_000
/** A session's daemon is started by the first try, which takes some seconds; one that hangs takes the connection and says nothing. */
const tryMs = 10_000
/**
 * A try that failed just before, or that others began before it was asked, says little of a libvirt that has come back meanwhile: so long
 * there is time for one more, which is made once the pause after every try is over.
 */
const oneMoreMs = 3 * leastPauseMs
const hurryAgainMs = leastPauseMs + 10

/** Resolves once connected; rejects with what `failure` makes when that is not worth waiting for any more, or the client is closed. */
export function untilConnected(
  tries: Tries,
  waitMs: number | 'while it may help',
  failure: () => Error,
): Promise<void> {
  if (tries.state().state === 'connected') return Promise.resolve()
  const askedAt = performance.now()
  const giveUpAt = (): number => {
    if (waitMs !== 'while it may help') return askedAt + waitMs
    const [beganAt, lostAt] = [tries.beganAt(), tries.lostAt()]
    return Math.max(
      beganAt === undefined ? askedAt + oneMoreMs : beganAt + tryMs,
      lostAt === undefined ? askedAt : lostAt + restartMs,
    )
  }
  return new Promise((resolve, reject) => {
    let timer: NodeJS.Timeout | undefined
    const settle = (after: () => void) => {
      clearTimeout(timer)
      stop()
      after()
    }
    const look = () => {
      clearTimeout(timer)
      const { state } = tries.state()
      if (state === 'connected') return settle(resolve)
      const leftMs = giveUpAt() - performance.now()
      if (state === 'closed' || leftMs <= 0) return settle(() => reject(failure()))
      const again = () => {
        tries.hurry()
        look()
      }
      timer =
        tries.beganAt() === undefined && leftMs > hurryAgainMs
          ? setTimeout(again, hurryAgainMs)
          : setTimeout(look, leftMs)
    }
    const stop = tries.onState(look)
    tries.hurry()
    look()
  })
}
