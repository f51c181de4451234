import type { Words } from '../messages/translator.ts'

interface Progress {
  readonly done: number
  readonly total: number | null
  readonly unit: string
}

/** How far a step is: `62 %`, `210 MiB of 480 MiB`, `3 of 12 packages`. Units that are counted come from the daemon, in English. */
export function sayProgress(words: Words, { done, total, unit }: Progress): string {
  if (unit === 'percent') return words.percent(done / 100)
  const amount = amounts(words)[unit] ?? words.number
  const noun = unit in amounts(words) ? '' : ` ${unit}`
  if (total === null) return `${amount(done)}${noun}`
  return words.say('job.progressOf', { done: amount(done), total: `${amount(total)}${noun}` })
}

function amounts({ bytes, duration }: Words): Readonly<Record<string, (value: number) => string>> {
  return { bytes, seconds: (seconds) => duration(Math.round(seconds)) }
}
