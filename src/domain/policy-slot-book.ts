import { slotsBackFrom } from './policy-slots.ts'
import type { Rhythm } from './policy.ts'

/** To which time of a rhythm an instant belongs: the latest that is not after it. */
export type SlotOf = (rhythm: Rhythm, zone: string, ms: number) => number

/**
 * Looks slots up for many snapshots of many VMs: each is computed once, as calendars are slow. `nowMs` is the latest instant that is
 * asked for.
 */
export function createSlotBook(nowMs: number): SlotOf {
  const pages = new Map<string, Page>()
  return (rhythm, zone, ms) => {
    const key = JSON.stringify([rhythm, zone])
    let page = pages.get(key)
    if (page === undefined) pages.set(key, (page = { known: [], rest: slotsBackFrom(rhythm, zone, nowMs) }))
    return look(page, ms)
  }
}

/** Slots from the latest backwards, so far as they were needed. */
interface Page {
  readonly known: number[]
  readonly rest: Generator<number, never>
}

function look({ known, rest }: Page, ms: number): number {
  for (let last = known.at(-1); last === undefined || last > ms; last = known.at(-1))
    known.push(rest.next().value)
  // The first that is not after it, in a row that falls.
  let [low, high] = [0, known.length - 1]
  while (low < high) {
    const middle = (low + high) >> 1
    if ((known[middle] ?? -Infinity) > ms) low = middle + 1
    else high = middle
  }
  return known[low] ?? ms
}
