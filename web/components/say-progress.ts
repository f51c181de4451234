import type { Words } from '../messages/translator.ts'

interface Progress {
  readonly done: number
  readonly total: number | null
  readonly unit: string
}

/** How far a step is: `62 %`, `210 MiB of 480 MiB`. */
export function sayProgress(words: Words, { done, total, unit }: Progress): string {
  if (unit === 'percent') return words.percent(done / 100)
  const amount = (value: number) => (unit === 'bytes' ? words.bytes(value) : `${words.number(value)} ${unit}`)
  if (total === null) return amount(done)
  return words.say('job.progressOf', { done: amount(done), total: amount(total) })
}
