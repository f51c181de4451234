import { isObject } from '../../domain/is-object.ts'
import { lookAtClock, type ClockReading, type ClockState, type Doubt } from '../../domain/clock-doubt.ts'
import { readKeptWish, toKeptWish } from '../../domain/kept-wish.ts'
import type { WishedPolicies } from '../../domain/policy-scope.ts'
import { keptScoped, scopedToKeep } from '../kept-scoped.ts'
import type { Settings } from '../waits-keeper.ts'

/** Keeps which policies are wished, and what is known of the clock, over restarts of the daemon. */
export interface PoliciesKeeper {
  read(): WishedPolicies
  /** On stable storage when this returns. */
  change(next: (now: WishedPolicies) => WishedPolicies): void
  /** Looks at the clock and tells why it is not to be trusted; undefined: it is. */
  doubt(now: ClockReading): Doubt | undefined
  /** The same as of the last look. */
  doubted(): Doubt | undefined
}

const wishesKey = 'policies'
const clockKey = 'policies.clock'

/** `onTrouble` is told of a wish that cannot be read, which then counts for nothing and stays as it is until it is wished anew. */
export function keepPolicies(
  settings: Settings,
  { now, onTrouble }: { readonly now: () => Date; readonly onTrouble: (message: string) => void },
): PoliciesKeeper {
  let wished = wishesIn(settings.get(wishesKey), onTrouble)
  let clock = clockIn(settings.get(clockKey))
  let written = clock
  return {
    read: () => wished,
    change(next) {
      const wanted = next(wished)
      settings.set(wishesKey, scopedToKeep(wanted, toKeptWish), now().toISOString())
      wished = wanted
    },
    doubt(reading) {
      const next = lookAtClock(clock, reading)
      if (isWorthWriting(written, next)) {
        settings.set(clockKey, next, now().toISOString())
        written = next
      }
      clock = next
      return next.doubt
    },
    doubted: () => clock?.doubt,
  }
}

/** Looks are frequent, and disks of a house that is idle sleep. */
function isWorthWriting(written: ClockState | undefined, next: ClockState): boolean {
  if (written === undefined || written.boot !== next.boot) return true
  if (written.doubt?.because !== next.doubt?.because || written.doubt?.byMs !== next.doubt?.byMs) return true
  return Math.abs(next.wallMs - written.wallMs) >= 3_600_000
}

/** For where nothing outlives the process. */
export function policiesInMemory(): PoliciesKeeper {
  return keepPolicies(
    { get: () => undefined, set: () => undefined },
    { now: () => new Date(), onTrouble: () => undefined },
  )
}

function wishesIn(kept: unknown, onTrouble: (message: string) => void): WishedPolicies {
  return keptScoped(kept, readKeptWish, (of, wish) =>
    onTrouble(`the policy of ${of} cannot be read: ${JSON.stringify(wish)}`),
  )
}

function clockIn(kept: unknown): ClockState | undefined {
  if (!isObject(kept) || typeof kept['boot'] !== 'string') return undefined
  const { wallMs, upMs, boot } = kept
  if (typeof wallMs !== 'number' || typeof upMs !== 'number') return undefined
  const doubt = doubtIn(kept['doubt'])
  return { wallMs, upMs, boot, ...(doubt === undefined ? {} : { doubt }) }
}

function doubtIn(kept: unknown): Doubt | undefined {
  if (!isObject(kept)) return undefined
  const { because, byMs, steadyMs } = kept
  const isKnown = because === 'back' || because === 'ahead'
  if (!isKnown || typeof byMs !== 'number' || typeof steadyMs !== 'number') return undefined
  return { because, byMs, steadyMs }
}
