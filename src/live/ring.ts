import type { LiveChange, LiveEvent } from './live.ts'

/** The last events, each with its number; numbers have no gaps. */
export interface Ring {
  /** The number of the newest event, or what it started from. */
  readonly seq: number
  push(change: LiveChange): LiveEvent
  /** All events after this number, oldest first; undefined when some of them are no longer (or not yet) known. */
  after(seq: number): readonly LiveEvent[] | undefined
}

/** Keeps `capacity` events. `startSeq` is the number before the first. */
export function makeRing(capacity: number, startSeq: number): Ring {
  const slots: LiveEvent[] = []
  let seq = startSeq
  const slotOf = (at: number) => (at - startSeq - 1) % capacity
  return {
    get seq() {
      return seq
    },
    push(change) {
      seq += 1
      const event: LiveEvent = { seq, ...change }
      slots[slotOf(seq)] = event
      return event
    },
    after(from) {
      if (from > seq || from < seq - slots.length) return undefined
      return Array.from({ length: seq - from }, (_, i) => slots[slotOf(from + 1 + i)]).filter(
        (event) => event !== undefined,
      )
    },
  }
}
