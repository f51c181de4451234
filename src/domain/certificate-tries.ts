import type { Problem } from './problem.ts'

/** How a try for a certificate ended. */
export interface TryEnd {
  readonly begunAtMs: number
  /** `cut-off`: the daemon ended meanwhile. */
  readonly result: 'done' | 'failed' | 'cut-off'
  readonly problems: readonly Problem[]
  /** The address of the terms that have to be agreed to first. */
  readonly terms?: string | undefined
}

/** What is remembered of the tries for a certificate. */
export interface CertificateTries {
  /** When those of the last day began, the oldest first, however they ended. */
  readonly begunAtMs: readonly number[]
  /** How many have failed since one did not. */
  readonly failures: number
  readonly last?: TryEnd | undefined
  /** One that was begun and has not ended, as far as is known. */
  readonly openSinceMs?: number | undefined
  /** Until when the authority wants to be left alone. */
  readonly holdUntilMs?: number | undefined
  /** The last one with the authority for tests. */
  readonly rehearsal?: TryEnd | undefined
  /** From 0 to 1: when exactly, so that not all houses come at once. */
  readonly chance: number
}

export const noTries: CertificateTries = { begunAtMs: [], failures: 0, chance: 0.5 }

const minuteMs = 60_000
const hourMs = 60 * minuteMs
const dayMs = 24 * hourMs

/** How many a day. Authorities refuse more than five failed ones an hour, and five certificates for the same names a week. */
export const triesADay = { byItself: 5, inAll: 10 } as const

/** How long it is waited after the first failure, the second, …; after the last of them each time. */
const pausesMs = [10 * minuteMs, 30 * minuteMs, 2 * hourMs, 6 * hourMs, 12 * hourMs, dayMs] as const

/** No authority may keep a house waiting for longer, nor a clock that was wrong. */
const longestHoldMs = 8 * dayMs

/** When a certificate is good, if there is one for the names that are wanted. */
export interface GoodTime {
  readonly fromMs: number
  readonly untilMs: number
}

/** When the next try is due. Before `nowMs` means now. */
export function nextTryMs(tries: CertificateTries, certificate: GoodTime | undefined, nowMs: number): number {
  return Math.max(
    renewalMs(certificate, tries.chance),
    afterFailuresMs(tries, nowMs),
    heldMs(tries, nowMs),
    roomMs(tries, triesADay.byItself, nowMs),
  )
}

/** When one by hand may begin: no pauses, only what the authority wants and the most a day. */
export function byHandMs(tries: CertificateTries, nowMs: number): number {
  return Math.max(heldMs(tries, nowMs), roomMs(tries, triesADay.inAll, nowMs))
}

/** With a third of its life left, or a little earlier. */
export function renewalMs(certificate: GoodTime | undefined, chance: number): number {
  if (certificate === undefined) return 0
  const lifeMs = certificate.untilMs - certificate.fromMs
  return certificate.untilMs - lifeMs / 3 - (lifeMs / 50) * chance
}

function afterFailuresMs({ failures, last, chance }: CertificateTries, nowMs: number): number {
  // One that was cut off goes on where it stopped. A try of the future was noted by a clock that has been put right since.
  if (failures === 0 || last === undefined || last.result === 'cut-off' || last.begunAtMs > nowMs) return 0
  const pauseMs = pausesMs[Math.min(failures, pausesMs.length) - 1] ?? dayMs
  return last.begunAtMs + pauseMs * (1 + chance / 4)
}

function heldMs({ holdUntilMs = 0 }: CertificateTries, nowMs: number): number {
  return holdUntilMs - nowMs > longestHoldMs ? 0 : holdUntilMs
}

/** When there are fewer than so many in the day before. */
function roomMs(tries: CertificateTries, most: number, nowMs: number): number {
  const lately = ofLastDay(tries, nowMs)
  return lately.length < most ? 0 : (lately.at(-most) ?? 0) + dayMs
}

export function ofLastDay({ begunAtMs }: CertificateTries, nowMs: number): readonly number[] {
  return begunAtMs.filter((at) => at <= nowMs && at > nowMs - dayMs)
}

/** A try begins. This is written down before anybody is asked, so that one that kills the daemon counts as well. */
export function begun(tries: CertificateTries, nowMs: number, chance: number): CertificateTries {
  return { ...tries, begunAtMs: [...ofLastDay(tries, nowMs), nowMs], openSinceMs: nowMs, chance }
}

export function ended(
  tries: CertificateTries,
  end: TryEnd,
  { nowMs, retryAfterMs }: { readonly nowMs: number; readonly retryAfterMs?: number | undefined },
): CertificateTries {
  const { openSinceMs: _, holdUntilMs: __, ...kept } = tries
  const hold = retryAfterMs === undefined ? {} : { holdUntilMs: nowMs + retryAfterMs }
  return { ...kept, ...hold, last: end, failures: end.result === 'done' ? 0 : tries.failures + 1 }
}

/** What the next daemon makes of a try that the last one left open. */
export function cutOff(tries: CertificateTries): CertificateTries {
  const { openSinceMs } = tries
  if (openSinceMs === undefined) return tries
  const { openSinceMs: _, ...kept } = tries
  // It is no failure of anybody's, but counts for the day.
  return { ...kept, last: { begunAtMs: openSinceMs, result: 'cut-off', problems: [] } }
}
