import { slotsBackFrom } from './policy-slots.ts'
import type { Rhythm } from './policy.ts'

/** To which time of a rhythm an instant belongs: the latest that is not after it. */
export type SlotOf = (ms: number) => number

/** The slots of each rhythm in each zone. */
export type SlotBook = (rhythm: Rhythm, zone: string) => SlotOf

/**
 * Looks slots up for many snapshots of many VMs: each is computed once, as calendars are slow. `nowMs` is the latest instant that is
 * asked for.
 */
export function createSlotBook(nowMs: number): SlotBook {
  const pages = new Map<string, Page>()
  return (rhythm, zone) => {
    const key = JSON.stringify([rhythm, zone])
    const page = pages.get(key) ?? { known: [], rest: slotsBackFrom(rhythm, zone, nowMs) }
    pages.set(key, page)
    return (ms) => look(page, ms)
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
