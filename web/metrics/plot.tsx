import { useEffect, useId, useMemo, useRef, useState, type KeyboardEvent } from 'react'
import type { MetricRange } from '../../src/domain/metric-window.ts'
import type { MetricsRead } from '../api/add-sample.ts'
import { useWords } from '../messages/use-words.tsx'
import { drawPlot, type DrawnPlot, type PlotData } from './draw-plot.ts'
import { moveCursor } from './move-cursor.ts'
import { usePlotColours } from './plot-colours.ts'
import { plotScale, plotSteps } from './plot-scale.ts'
import { PlotTable } from './plot-table.tsx'
import { sayMeasured, sayValue, sayWhen } from './plot-words.ts'
import styles from './plot.module.css'
import type { knownLines, PlotKind } from './plots.ts'

const dayMs = 86_400_000

/**
 * What was measured of one thing: as lines, as words for the point in time under the cursor (else the last one), and as a table. A slider to
 * whoever does not see it: arrow keys move the cursor, and its words are read out. Other lines, or another range, are another plot (by their key).
 */
export function Plot({
  kind,
  lines,
  metrics,
  range,
  wholeBytes,
}: {
  readonly kind: PlotKind
  readonly lines: ReturnType<typeof knownLines>
  readonly metrics: MetricsRead
  readonly range: MetricRange
  readonly wholeBytes?: number | undefined
}) {
  const words = useWords()
  const colours = usePlotColours()
  const titleId = useId()
  const holder = useRef<HTMLDivElement>(null)
  const drawn = useRef<DrawnPlot>(undefined)
  const [pointed, setPointed] = useState<number>()
  const { unit } = kind
  const { atMs, mean, max } = metrics
  const data = useMemo(
    () => plotData(lines, metrics, unit, range, wholeBytes),
    [lines, metrics, unit, range, wholeBytes],
  )
  const latest = useRef(data)

  // Drawn anew in another light or language; what it shows comes with the next effect.
  useEffect(() => {
    if (!holder.current) return
    const plot = drawPlot(
      holder.current,
      latest.current,
      {
        colours,
        steps: plotSteps[unit],
        sayValue: (value) => sayValue(words, unit, value),
        sayTime: (at, stepMs) => (stepMs >= dayMs ? words.day(at) : words.clock(at)),
      },
      setPointed,
    )
    drawn.current = plot
    return () => plot.remove()
  }, [colours, words, unit])
  useEffect(() => {
    latest.current = data
    drawn.current?.show(data)
  }, [data])

  const last = atMs.length - 1
  const index = Math.min(pointed ?? last, last)
  const said = lines.map((line) => ({
    ...line,
    text:
      sayMeasured(words, unit, mean[line.series]?.[index], max[line.series]?.[index]) ??
      words.say('metrics.notMeasured'),
  }))
  const when = sayWhen(words, range, atMs[index] ?? 0)
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Escape') drawn.current?.point(undefined)
    const next = moveCursor(event.key, index, atMs.length)
    if (next === undefined) return
    event.preventDefault()
    drawn.current?.point(next)
  }
  return (
    <figure className={styles.plot}>
      <figcaption className={styles.caption}>
        <h3 id={titleId}>{words.say(kind.title)}</h3>
        <span className={styles.when}>{when}</span>
        <ul className={styles.values}>
          {said.map(({ series, name, text, isSecond }) => (
            <li key={series}>
              <LineMark isSecond={isSecond} /> {words.say(name)} <b>{text}</b>
            </li>
          ))}
        </ul>
      </figcaption>
      <div
        ref={holder}
        className={styles.canvas}
        role="slider"
        tabIndex={0}
        aria-label={words.say('metrics.plotOf', { title: words.say(kind.title) })}
        aria-valuemin={0}
        aria-valuemax={last}
        aria-valuenow={index}
        aria-valuetext={`${when}: ${said.map(({ name, text }) => `${words.say(name)} ${text}`).join(', ')}`}
        onKeyDown={onKeyDown}
        onBlur={() => drawn.current?.point(undefined)}
      />
      <PlotTable kind={kind} lines={lines} metrics={metrics} range={range} />
    </figure>
  )
}

/** The line as it is drawn, beside its name. */
function LineMark({ isSecond }: { readonly isSecond: boolean }) {
  return (
    <svg className={isSecond ? styles.second : styles.first} width="20" height="8" aria-hidden="true">
      <line x1="0" y1="4" x2="20" y2="4" strokeWidth="2" strokeDasharray={isSecond ? '6 4' : undefined} />
    </svg>
  )
}

function plotData(
  lines: ReturnType<typeof knownLines>,
  { atMs, mean, max, from, to }: MetricsRead,
  unit: PlotKind['unit'],
  range: MetricRange,
  wholeBytes: number | undefined,
): PlotData {
  const columns = lines.map(({ series, isSecond }) => ({
    values: mean[series] ?? [],
    isSecond,
    max: range === 'hour' ? undefined : max[series],
  }))
  let [least, most] = [Infinity, 0]
  for (const { values, max } of columns)
    for (const value of [...values, ...(max ?? [])]) {
      if (value === null) continue
      least = Math.min(least, value)
      most = Math.max(most, value)
    }
  return {
    atMs,
    lines: columns,
    fromMs: Date.parse(from),
    toMs: Date.parse(to),
    scale: plotScale(unit, least, most, wholeBytes),
  }
}
