import type { Answer } from '../api/answers.ts'

type Coming = Answer<'getVmPolicy'>['coming']

/** When the next snapshot is to be, whichever rule asks for it; undefined where none is known. */
export function nextComing(coming: Coming, nowMs: number): number | undefined {
  const times = coming.flatMap(({ first }) => first.map((iso) => Date.parse(iso))).filter((ms) => ms > nowMs)
  return times.length === 0 ? undefined : Math.min(...times)
}

/** What one rule does in the week, as far as it is still to come. */
export function timesOf({ count, first }: Coming[number], nowMs: number) {
  const times = first.map((iso) => Date.parse(iso)).filter((ms) => ms > nowMs)
  return { times, more: Math.max(0, count - first.length) }
}

/** A snapshot is there some moments after its time; then what comes is another one. */
const takenByMs = 90_000
const longestMs = 86_400_000

/** In how long to look again, as what comes will have come by then. */
export function lookAgainMs(coming: Coming, nowMs: number): number | false {
  const nextMs = nextComing(coming, nowMs)
  return nextMs === undefined ? false : Math.min(longestMs, nextMs - nowMs + takenByMs)
}
