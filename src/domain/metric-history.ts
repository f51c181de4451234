import type { MetricSpan, MetricValues } from './metric-series.ts'

/** How history is kept: the older, the coarser. Steps divide each other and the hour. */
export const metricSteps = {
  minute: { stepMs: 60_000, kept: 24 * 60 },
  quarter: { stepMs: 900_000, kept: 30 * 24 * 4 },
} as const
export type MetricStep = keyof typeof metricSteps

/** How long measurements are kept as they came, in memory. */
export const rawKeptMs = 15 * 60_000

/** Measurements as means and maxima of equal steps, each where the clock says; one that reaches over several counts in each by its share. */
export function foldSpans(spans: readonly MetricSpan[], stepMs: number): MetricSpan[] {
  const steps = new Map<number, MetricSpan[]>()
  for (const piece of spans.flatMap((span) => splitAt(span, stepMs))) {
    const start = Math.floor(piece.fromMs / stepMs) * stepMs
    const together = steps.get(start)
    if (together) together.push(piece)
    else steps.set(start, [piece])
  }
  return [...steps]
    .toSorted(([a], [b]) => a - b)
    .map(([fromMs, pieces]) => ({
      fromMs,
      toMs: fromMs + stepMs,
      coveredMs: Math.min(
        stepMs,
        pieces.reduce((sum, { coveredMs }) => sum + coveredMs, 0),
      ),
      mean: meanOf(pieces),
      max: maxOf(pieces),
    }))
}

/** A measurement cut where steps begin. */
export function splitAt(span: MetricSpan, stepMs: number): MetricSpan[] {
  const { fromMs, toMs, coveredMs } = span
  const pieces: MetricSpan[] = []
  for (let start = fromMs; start < toMs;) {
    const end = Math.min(toMs, (Math.floor(start / stepMs) + 1) * stepMs)
    pieces.push({
      ...span,
      fromMs: start,
      toMs: end,
      coveredMs: (coveredMs * (end - start)) / (toMs - fromMs),
    })
    start = end
  }
  return pieces
}

/** What is left of a history once this comes after it: where the clock was set back, what would lie in the future was never so. */
export function historyBefore(spans: readonly MetricSpan[], next: MetricSpan): readonly MetricSpan[] {
  const last = spans.at(-1)
  return !last || follows(last, next) ? spans : spans.filter((span) => follows(span, next))
}

/** Clocks that are steered, and not set, lie next to each other by a little more or less. */
const steeredMs = 1_000

function follows(before: MetricSpan, next: MetricSpan): boolean {
  return before.toMs < next.toMs && before.toMs <= next.fromMs + steeredMs
}

function meanOf(pieces: readonly MetricSpan[]): MetricValues {
  return eachSeries(pieces, (index) => {
    let [sum, weightMs] = [0, 0]
    for (const { mean, coveredMs } of pieces) {
      const value = mean[index] ?? null
      if (value === null) continue
      sum += value * coveredMs
      weightMs += coveredMs
    }
    return weightMs === 0 ? null : sum / weightMs
  })
}

function maxOf(pieces: readonly MetricSpan[]): MetricValues {
  return eachSeries(pieces, (index) =>
    pieces.reduce<number | null>((most, { max }) => {
      const value = max[index] ?? null
      return value === null ? most : Math.max(most ?? value, value)
    }, null),
  )
}

function eachSeries(pieces: readonly MetricSpan[], value: (index: number) => number | null): MetricValues {
  const count = Math.max(0, ...pieces.map(({ mean }) => mean.length))
  return Array.from({ length: count }, (_, index) => value(index))
}
