import { memo, useState } from 'react'
import type { MetricRange } from '../../src/domain/metric-window.ts'
import type { MetricsRead } from '../api/add-sample.ts'
import { useWords } from '../messages/use-words.tsx'
import { sayMeasured, sayWhen } from './plot-words.ts'
import styles from './plot.module.css'
import type { knownLines, PlotKind } from './plots.ts'
import { tableRows, tableStepMs } from './table-rows.ts'

const minuteMs = 60_000

/** The same as the plot in figures that one can read; laid out only once somebody wants to see it, and not again while a cursor moves. */
export const PlotTable = memo(function PlotTable({
  kind,
  lines,
  metrics,
  range,
}: {
  readonly kind: PlotKind
  readonly lines: ReturnType<typeof knownLines>
  readonly metrics: MetricsRead
  readonly range: MetricRange
}) {
  const words = useWords()
  const { say } = words
  const [isOpen, setIsOpen] = useState(false)
  const name = say('metrics.tableOf', { title: say(kind.title) })
  const rows = isOpen
    ? tableRows(
        metrics,
        lines.map(({ series }) => series),
        range,
        -new Date(metrics.to).getTimezoneOffset() * minuteMs,
      )
    : []
  return (
    <details className={styles.details} onToggle={({ currentTarget }) => setIsOpen(currentTarget.open)}>
      <summary aria-label={name}>{say('metrics.asTable')}</summary>
      {isOpen && (
        <div className={styles.scroll} role="region" aria-label={name} tabIndex={0}>
          <table>
            <caption>{say('metrics.tableStep', { step: words.duration(tableStepMs[range] / 1000) })}</caption>
            <thead>
              <tr>
                <th scope="col">{say('metrics.when')}</th>
                {lines.map(({ series, name }) => (
                  <th key={series} scope="col">
                    {say(name)}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {rows.map(({ atMs, mean, max }) => (
                <tr key={atMs}>
                  <th scope="row">{sayWhen(words, range, atMs)}</th>
                  {lines.map(({ series }, line) => (
                    <td key={series}>
                      {sayMeasured(words, kind.unit, mean[line], max[line]) ?? say('metrics.notMeasured')}
                    </td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </details>
  )
})
