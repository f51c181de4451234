import type { Message } from '../messages/message.ts'
import type { Verdict } from './verdict.ts'
import type { Inventory } from '../api/answers.ts'

export type BinEntry = Inventory['bin'][number]

/** What lies in the bin, in a sentence, and what goes first. */
export function binVerdict(entries: readonly BinEntry[], nowMs: number): Verdict {
  const first = entries.toSorted((a, b) => Date.parse(a.keepUntil) - Date.parse(b.keepUntil))[0]
  if (!first)
    return { tone: 'off', lead: { key: 'bin.verdict.empty' }, rest: [{ key: 'bin.verdict.emptyMeans' }] }
  const next: Message = {
    key: 'bin.verdict.next',
    values: { name: first.vm, days: daysLeft(first, nowMs) },
  }
  return { tone: 'ok', lead: { key: 'bin.verdict.count', values: { count: entries.length } }, rest: [next] }
}

/** For how many whole days more it is kept. */
export function daysLeft({ keepUntil }: Pick<BinEntry, 'keepUntil'>, nowMs: number): number {
  return Math.max(0, Math.floor((Date.parse(keepUntil) - nowMs) / 86_400_000))
}
