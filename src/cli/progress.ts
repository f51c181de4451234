import { formatBytes } from '../domain/size.ts'
import { formatSeconds } from './format.ts'
import { jobWords } from './job-words.ts'

export interface Progress {
  readonly done: number
  readonly total: number | null
  readonly unit: string
}

export interface ProgressLine {
  /** How far it is, at what rate, and how long it takes yet. `subject` starts anew when it changes. */
  show(subject: string, progress: Progress, nowMs: number): string
}

/** The rate is that of the last seconds: a transfer that stalls shows it. */
const windowMs = 5_000

export function createProgressLine(): ProgressLine {
  let subject = ''
  let samples: { readonly atMs: number; readonly done: number }[] = []
  return {
    show(now, progress, nowMs) {
      if (now !== subject) samples = []
      subject = now
      samples.push({ atMs: nowMs, done: progress.done })
      while (samples.length > 2 && nowMs - (samples[0]?.atMs ?? nowMs) > windowMs) samples.shift()
      return describeProgress(progress, rateOf(samples))
    },
  }
}

/** Units a second over the samples; undefined while too little is known. */
function rateOf(samples: readonly { readonly atMs: number; readonly done: number }[]): number | undefined {
  const first = samples[0]
  const last = samples.at(-1)
  if (!first || !last || last.atMs - first.atMs < 500 || last.done < first.done) return undefined
  return ((last.done - first.done) * 1000) / (last.atMs - first.atMs)
}

/** As in `44 %  210 MiB of 480 MiB, 32 MiB/s, 8 s left`. */
export function describeProgress(progress: Progress, ratePerSecond: number | undefined): string {
  const { done, total, unit } = progress
  const share =
    total !== null && total > 0 ? `${Math.min(100, Math.floor((done / total) * 100))} %` : undefined
  const left =
    total !== null && ratePerSecond !== undefined && ratePerSecond > 0 && done < total
      ? jobWords.progress.left(formatSeconds((total - done) / ratePerSecond))
      : undefined
  if (unit === 'percent') return [`${Math.floor(done)} %`, left].filter(Boolean).join(', ')
  const amount = (value: number): string => (unit === 'bytes' ? formatBytes(value) : String(value))
  const noun = unit === 'bytes' ? '' : ` ${unit}`
  const counted =
    total === null ? `${amount(done)}${noun}` : jobWords.progress.of(amount(done), `${amount(total)}${noun}`)
  const rate =
    unit === 'bytes' && ratePerSecond !== undefined
      ? `${formatBytes(Math.round(ratePerSecond))}/s`
      : undefined
  return [share, [counted, rate, left].filter(Boolean).join(', ')].filter(Boolean).join('  ')
}
