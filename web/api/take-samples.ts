import type { QueryClient } from '@tanstack/react-query'
import { metricRanges } from '../../src/domain/metric-window.ts'
import { addSample, type MetricsRead, type Sample } from './add-sample.ts'
import type { MetricsEvent } from './answers.ts'
import { hostSubject, keys } from './query-keys.ts'

/** Adds what is measured to what was read of it, as long as somebody looks at that or may again. */
export function createSampleTaker(
  queries: QueryClient,
  refresh: (key: readonly string[]) => void,
): (event: MetricsEvent) => void {
  const take = (subject: string, sample: Sample) => {
    for (const range of metricRanges) {
      const key = keys.metrics(subject, range)
      const known = queries.getQueryData<MetricsRead>(key)
      if (!known) continue
      const after = addSample(known, range, sample)
      if (after.next === 'show') queries.setQueryData(key, after.metrics)
      if (after.next === 'read again') refresh(key)
    }
  }
  return (event) => {
    if (event.of === 'host') take(hostSubject, event.sample)
    else for (const [uuid, sample] of Object.entries(event.samples)) take(uuid, sample)
  }
}
