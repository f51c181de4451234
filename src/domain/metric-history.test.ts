import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { foldSpans, historyBefore, metricSteps, splitAt } from './metric-history.ts'
import type { MetricSpan } from './metric-series.ts'
import { measured } from './testing/measured.ts'

const { minute, quarter } = metricSteps

/** Measurements one after the other, with and without gaps between them. */
const histories = fc
  .array(
    fc.record({
      gapMs: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 3_600_000 })),
      lengthMs: fc.integer({ min: 500, max: 150_000 }),
      values: fc.array(fc.integer({ min: 0, max: 1_000_000 }), { minLength: 2, maxLength: 2 }),
    }),
    { maxLength: 60 },
  )
  .map((parts) => {
    let atMs = Date.parse('2026-11-01T12:00:07Z')
    return parts.map(({ gapMs, lengthMs, values }): MetricSpan => {
      const fromMs = atMs + gapMs
      atMs = fromMs + lengthMs
      return { fromMs, toMs: atMs, coveredMs: lengthMs, mean: values, max: values }
    })
  })

const all = (spans: readonly MetricSpan[]) =>
  spans.reduce((sum, { mean, coveredMs }) => sum + (mean[0] ?? 0) * coveredMs, 0)
const covered = (spans: readonly MetricSpan[]) => spans.reduce((sum, { coveredMs }) => sum + coveredMs, 0)

describe('folding', () => {
  it('keeps all that was counted, how long was watched, and the most that was seen', () => {
    fc.assert(
      fc.property(histories, fc.constantFrom(minute.stepMs, quarter.stepMs), (spans, stepMs) => {
        const folded = foldSpans(spans, stepMs)
        expect(all(folded) / (all(spans) || 1)).toBeCloseTo(all(spans) === 0 ? 0 : 1, 6)
        expect(covered(folded)).toBeCloseTo(covered(spans), 3)
        const most = (list: readonly MetricSpan[]) => Math.max(0, ...list.map(({ max }) => max[0] ?? 0))
        expect(most(folded)).toBe(most(spans))
      }),
    )
  })

  it('makes steps in their order, whole, and none where nothing was measured', () => {
    fc.assert(
      fc.property(histories, (spans) => {
        const folded = foldSpans(spans, minute.stepMs)
        for (const [index, { fromMs, toMs, coveredMs, mean, max }] of folded.entries()) {
          expect(fromMs % minute.stepMs).toBe(0)
          expect(toMs - fromMs).toBe(minute.stepMs)
          expect(fromMs).toBeGreaterThanOrEqual(folded[index - 1]?.toMs ?? 0)
          expect(coveredMs).toBeGreaterThan(0)
          expect(coveredMs).toBeLessThanOrEqual(minute.stepMs)
          expect(max[0]).toBeGreaterThanOrEqual((mean[0] ?? 0) * (1 - 1e-9))
          expect(spans.some((span) => span.fromMs < toMs && span.toMs > fromMs)).toBe(true)
        }
      }),
    )
  })

  it('by way of minutes comes to the same as at once, and again changes nothing', () => {
    fc.assert(
      fc.property(histories, (spans) => {
        const minutes = foldSpans(spans, minute.stepMs)
        const [two, one] = [foldSpans(minutes, quarter.stepMs), foldSpans(spans, quarter.stepMs)]
        expect(two.map(({ fromMs, max }) => ({ fromMs, max }))).toEqual(
          one.map(({ fromMs, max }) => ({ fromMs, max })),
        )
        for (const [index, { mean }] of two.entries())
          expect(mean[0]).toBeCloseTo(one[index]?.mean[0] ?? NaN, 3)
        expect(foldSpans(minutes, minute.stepMs)).toEqual(minutes)
      }),
    )
  })

  it('counts what is not known as nothing, not as zero', () => {
    const [step] = foldSpans(
      [measured('12:00:00', 30, [null, 1]), measured('12:00:30', 15, [8, null])],
      minute.stepMs,
    )
    expect(step).toMatchObject({ coveredMs: 45_000, mean: [8, 1], max: [8, 1] })
  })

  it('takes series that came with a later release', () => {
    const [step] = foldSpans([measured('12:00:00', 30, [1]), measured('12:00:30', 30, [3, 7])], minute.stepMs)
    expect(step?.mean).toEqual([2, 7])
  })
})

it('what is cut lies end to end', () => {
  const pieces = splitAt(measured('12:00:45', 90, [5]), minute.stepMs)
  expect(pieces.map(({ coveredMs }) => coveredMs)).toEqual([15_000, 60_000, 15_000])
  expect(pieces[1]?.fromMs).toBe(pieces[0]?.toMs)
})

describe('a clock', () => {
  const before = [measured('12:00:00', 5, [1]), measured('12:00:05', 5, [2]), measured('12:00:10', 5, [3])]
  it('that goes on, or is steered a little, takes nothing away', () => {
    expect(historyBefore(before, measured('12:00:15', 5, [4]))).toBe(before)
    expect(historyBefore(before, measured('12:00:14', 5, [4]))).toBe(before)
    expect(historyBefore(before, measured('13:00:00', 5, [4]))).toBe(before)
  })
  it('that is set back takes what lies in the future', () => {
    expect(historyBefore(before, measured('12:00:06', 5, [4]))).toHaveLength(1)
    expect(historyBefore(before, measured('11:00:00', 5, [4]))).toEqual([])
  })
})
