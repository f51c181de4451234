import { useSearch } from 'wouter'
import { MiB } from '../../src/domain/size.ts'
import type { Host } from '../api/answers.ts'
import { useHostMetrics } from '../api/queries.ts'
import { readRange } from './plot-words.ts'
import { PlotsCard } from './plots-card.tsx'
import { hostPlots } from './plots.ts'

/** What the host did, and does. */
export function HostPlots({ host }: { readonly host: Pick<Host, 'memoryTotalMiB'> }) {
  const range = readRange(useSearch())
  const read = useHostMetrics(range)
  return (
    <PlotsCard
      kinds={hostPlots}
      read={read}
      range={range}
      wholeBytes={host.memoryTotalMiB * MiB}
      nothing="metrics.nothingYet"
    />
  )
}
