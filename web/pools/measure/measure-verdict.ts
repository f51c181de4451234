import type { Verdict } from '../../components/verdict.ts'
import type { Message } from '../../messages/message.ts'
import type { Measurements } from './measurements.ts'

/** What the measuring of a pool says as a whole: first what would pay. */
export function measureVerdict(
  pool: string,
  { dedup, compression, bench, set, open }: Measurements,
): Verdict {
  const values = { pool }
  if (open.length > 0)
    return {
      tone: 'busy',
      lead: { key: 'measure.verdict.open', values },
      rest: [{ key: 'measure.verdict.openMeans' }],
    }
  if (!dedup && !compression && !bench)
    return {
      tone: 'off',
      lead: { key: 'measure.verdict.none', values },
      rest: [{ key: 'measure.verdict.noneMeans' }],
    }
  const changes =
    compression?.report.datasets.filter(
      ({ dataset, change }) => change !== undefined && change !== set.get(dataset),
    ) ?? []
  const sure = changes.filter(({ advice }) => advice === 'yes').length
  const pays: readonly Message[] = [
    ...(sure > 0 ? [{ key: 'measure.pays.compression', values: { count: sure } } as const] : []),
    ...(dedup?.report.advice === 'yes' ? [{ key: 'measure.pays.dedup' } as const] : []),
  ]
  if (pays.length > 0) return { tone: 'look', lead: { key: 'measure.verdict.pays', values }, rest: pays }
  const perhaps = changes.some(({ advice }) => advice === 'maybe') || dedup?.report.advice === 'maybe'
  if (perhaps)
    return {
      tone: 'off',
      lead: { key: 'measure.verdict.perhaps', values },
      rest: [{ key: 'measure.verdict.perhapsMeans' }],
    }
  const asked = [dedup?.report.advice, ...(compression?.report.datasets ?? []).map(({ advice }) => advice)]
  return asked.includes('no')
    ? { tone: 'ok', lead: { key: 'measure.verdict.leave', values }, rest: [] }
    : { tone: 'off', lead: { key: 'measure.verdict.known', values }, rest: [] }
}
