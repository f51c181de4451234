import type { UseQueryResult } from '@tanstack/react-query'
import { useLocation, useSearch } from 'wouter'
import { metricRanges, type MetricRange } from '../../src/domain/metric-window.ts'
import type { MetricsRead } from '../api/add-sample.ts'
import { ReadProblems } from '../components/unread.tsx'
import type { MessageKey } from '../messages/message.ts'
import { useWords } from '../messages/use-words.tsx'
import { Card } from '../ui/card.tsx'
import { Plot } from './plot.tsx'
import { rangeNames, writeRange } from './plot-words.ts'
import styles from './plot.module.css'
import { knownLines, type PlotKind } from './plots.ts'

/** All plots of one host or VM, over the time that is chosen. */
export function PlotsCard({
  kinds,
  read,
  range,
  wholeBytes,
  nothing,
}: {
  readonly kinds: readonly PlotKind[]
  readonly read: UseQueryResult<MetricsRead>
  readonly range: MetricRange
  /** All the memory there is. */
  readonly wholeBytes: number
  /** What is said where nothing was measured. */
  readonly nothing: MessageKey
}) {
  const { say } = useWords()
  const { data, error } = read
  return (
    <Card title={say('metrics.title')} aside={<RangeChoice range={range} />}>
      <ReadProblems reads={[read]} />
      {!data && !error && <p className={styles.waiting}>{say('metrics.reading')}</p>}
      {data?.atMs.length === 0 && <p className={styles.waiting}>{say(nothing)}</p>}
      {data !== undefined && data.atMs.length > 0 && (
        <div className={styles.plots}>
          {kinds.map((kind) => {
            const lines = knownLines(kind, data.mean)
            return (
              lines.length > 0 && (
                <Plot
                  key={[kind.title, range, ...lines.map(({ series }) => series)].join()}
                  kind={kind}
                  lines={lines}
                  metrics={data}
                  range={range}
                  wholeBytes={wholeBytes}
                />
              )
            )
          })}
        </div>
      )}
    </Card>
  )
}

/** It stands in the address, so that a view can be sent to somebody. */
function RangeChoice({ range }: { readonly range: MetricRange }) {
  const { say } = useWords()
  const search = useSearch()
  const [path, navigate] = useLocation()
  const choose = (next: MetricRange) => {
    const query = writeRange(search, next)
    navigate(query === '' ? path : `${path}?${query}`, { replace: true })
  }
  return (
    <div className={styles.ranges} role="group" aria-label={say('metrics.range')}>
      {metricRanges.map((one) => (
        <button key={one} type="button" aria-pressed={one === range} onClick={() => choose(one)}>
          {say(rangeNames[one])}
        </button>
      ))}
    </div>
  )
}
