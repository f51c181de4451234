import type { MetricRow, MetricsTable } from '../../db/metrics-table.ts'
import {
  foldSpans,
  historyBefore,
  metricSteps,
  rawKeptMs,
  splitAt,
  type MetricStep,
} from '../../domain/metric-history.ts'
import type { MetricSpan } from '../../domain/metric-series.ts'
import type { MetricWindow } from '../../domain/metric-window.ts'
import type { MetricSubject } from './metrics.ts'

/** History of all that is measured: the last minutes in memory as they came, what is older in the table, and coarser. */
export interface MetricsKeeper {
  add(spans: ReadonlyMap<MetricSubject, MetricSpan>): void
  read(subject: MetricSubject, window: MetricWindow): MetricSpan[]
  /** Writes what has not been written yet, also of the minute that is not over. */
  flush(): void
  /** Whom there is history of. */
  subjects(): readonly MetricSubject[]
  forget(subject: MetricSubject): void
}

interface Recent {
  raw: readonly MetricSpan[]
  /** Parts of minutes that are not over. */
  open: readonly MetricSpan[]
  /** Minutes that are over and not written; some when the disk is full. */
  waiting: readonly MetricSpan[]
}

const { minute, quarter } = metricSteps
/** So many minutes wait at most for a disk that takes none. */
const waitingKept = 60

export function keepMetrics(
  table: MetricsTable,
  /** Told when history cannot be written, once until it can. */
  onTrouble: (message: string, error: unknown) => void,
): MetricsKeeper {
  const recent = new Map<MetricSubject, Recent>()
  let foldedUpToMs = 0
  let inTrouble = false

  const orTrouble = (write: () => void) => {
    try {
      write()
      inTrouble = false
    } catch (error) {
      if (!inTrouble) onTrouble('what was measured could not be written down', error)
      inTrouble = true
    }
  }

  const take = (subject: MetricSubject, span: MetricSpan) => {
    const { raw, open, waiting } = recent.get(subject) ?? { raw: [], open: [], waiting: [] }
    const before = historyBefore(raw, span)
    if (before !== raw) orTrouble(() => table.dropAfter(subject, span.fromMs))
    const parts = [...historyBefore(open, span), ...splitAt(span, minute.stepMs)]
    const isOver = ({ fromMs }: MetricSpan) => endOfStep(fromMs, minute.stepMs) <= span.toMs
    recent.set(subject, {
      raw: [...before.filter(({ toMs }) => toMs > span.toMs - rawKeptMs), span],
      open: parts.filter((part) => !isOver(part)),
      waiting: [...historyBefore(waiting, span), ...foldSpans(parts.filter(isOver), minute.stepMs)].slice(
        -waitingKept,
      ),
    })
  }

  const write = () =>
    orTrouble(() => {
      const rows = [...recent].flatMap(([subject, { waiting }]) =>
        waiting.map((span): MetricRow => ({ subject, step: 'minute', span })),
      )
      if (rows.length === 0) return
      table.put(rows)
      for (const [subject, state] of recent) recent.set(subject, { ...state, waiting: [] })
      foldQuarters(Math.max(...rows.map(({ span }) => span.toMs)))
    })

  /** Recomputed from the minutes, so that what was missed, as before a restart, is made up for. */
  const foldQuarters = (nowMs: number) => {
    const upToMs = startOfStep(nowMs, quarter.stepMs)
    if (upToMs === foldedUpToMs) return
    const rows = table.subjects().flatMap((subject) => {
      const fromMs = Math.max(table.endOf(subject, 'quarter') ?? 0, upToMs - minute.stepMs * minute.kept)
      return foldSpans(table.read(subject, 'minute', fromMs, upToMs), quarter.stepMs)
        .filter((span) => span.fromMs >= fromMs)
        .map((span): MetricRow => ({ subject, step: 'quarter', span }))
    })
    table.put(rows)
    foldedUpToMs = upToMs
  }

  const minutesOf = (subject: MetricSubject, fromMs: number, toMs: number): MetricSpan[] => {
    const { open = [], waiting = [] } = recent.get(subject) ?? {}
    const stored = table.read(subject, 'minute', fromMs, toMs)
    return foldSpans([...stored, ...waiting, ...open], minute.stepMs)
  }

  const readers: Readonly<
    Record<'raw' | MetricStep, (subject: MetricSubject, fromMs: number, toMs: number) => MetricSpan[]>
  > = {
    raw(subject, fromMs, toMs) {
      const raw = recent.get(subject)?.raw ?? []
      // Minutes up to where whole ones end before what is known more finely, and that from there on.
      const seamMs = raw[0] ? endOfStep(raw[0].fromMs, minute.stepMs) : Infinity
      return [
        ...minutesOf(subject, fromMs, toMs).filter((span) => span.toMs <= seamMs),
        ...raw.filter((span) => span.toMs > seamMs),
      ]
    },
    minute: minutesOf,
    quarter(subject, fromMs, toMs) {
      const stored = table.read(subject, 'quarter', fromMs, toMs)
      const rest = minutesOf(subject, stored.at(-1)?.toMs ?? fromMs, toMs)
      return foldSpans([...stored, ...rest], quarter.stepMs)
    },
  }

  return {
    add(spans) {
      for (const [subject, span] of spans) take(subject, span)
      write()
    },
    read: (subject, { fromMs, toMs, detail }) =>
      readers[detail](subject, fromMs, toMs)
        .filter((span) => span.toMs > fromMs && span.fromMs < toMs)
        // A step that is not over ends now, and not where it will.
        .map((span) => (span.toMs > toMs ? { ...span, toMs } : span)),
    flush() {
      for (const [subject, { raw, open, waiting }] of recent)
        recent.set(subject, { raw, open: [], waiting: [...waiting, ...foldSpans(open, minute.stepMs)] })
      write()
    },
    subjects: () => [...new Set([...table.subjects(), ...recent.keys()])],
    forget(subject) {
      recent.delete(subject)
      table.forget(subject)
    },
  }
}

function startOfStep(atMs: number, stepMs: number): number {
  return Math.floor(atMs / stepMs) * stepMs
}

function endOfStep(atMs: number, stepMs: number): number {
  return startOfStep(atMs, stepMs) + stepMs
}
