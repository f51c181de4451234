import { join } from 'node:path'
import { createMetricsTable, type MetricRow } from '../../../src/db/metrics-table.ts'
import { openDb } from '../../../src/db/open-db.ts'
import { foldSpans, metricSteps, type MetricStep } from '../../../src/domain/metric-history.ts'
import { hostSpan, vmSpan } from '../../../src/domain/metric-rates.ts'
import type { MetricSpan } from '../../../src/domain/metric-series.ts'
import { createFakeHost } from '../../../src/host/fake/fake-host.ts'

const minuteMs = 60_000
/** The daemon has been away since then; and it was before, in the afternoon of the last day. */
const awayForMs = 4 * minuteMs
const wasAwayMs = { from: 420 * minuteMs, to: 300 * minuteMs }

/** Writes what a daemon would have measured in the last month on the fake host that begins with `demo`. */
export async function writeMetricHistory(stateDir: string): Promise<void> {
  let nowMs = Date.now()
  const endMs = nowMs - awayForMs
  // A fake world tells the same of each time, whenever it is asked.
  const host = createFakeHost({
    seedData: 'demo',
    clock: () => new Date(nowMs),
    auto: true,
    delays: { verbMs: 0 },
  })
  const read = async (atMs: number) => {
    nowMs = atMs
    return { host: await host.metrics.host(), vms: await host.metrics.vms() }
  }
  const history = new Map<string, MetricSpan[]>()
  const note = (subject: string, span: MetricSpan | undefined) => {
    if (!span) return
    const known = history.get(subject)
    if (known) known.push(span)
    else history.set(subject, [span])
  }
  const measure = async (fromMs: number, toMs: number) => {
    const [before, after] = [await read(fromMs), await read(toMs)]
    note('host', hostSpan(before.host, after.host))
    for (const vm of after.vms.vms) {
      const was = before.vms.vms.find(({ uuid }) => uuid === vm.uuid)
      if (was) note(vm.uuid, vmSpan({ ...before.vms, vm: was }, { ...after.vms, vm }))
    }
  }
  const rowsOf = (step: MetricStep): MetricRow[] =>
    [...history].flatMap(([subject, spans]) =>
      foldSpans(spans, metricSteps[step].stepMs).map((span) => ({ subject, step, span })),
    )

  const beginMs = Math.floor((endMs - 30 * 24 * 60 * minuteMs) / minuteMs) * minuteMs
  for (let atMs = beginMs; atMs < endMs; atMs += 15 * minuteMs)
    for (const offsetMs of [0, 6 * minuteMs, 11 * minuteMs])
      await measure(atMs + offsetMs, atMs + offsetMs + minuteMs)
  const quarters = rowsOf('quarter')
  history.clear()
  for (let atMs = endMs - 24 * 60 * minuteMs; atMs < endMs; atMs += 20_000)
    if (endMs - atMs < wasAwayMs.to || endMs - atMs > wasAwayMs.from)
      await measure(atMs, Math.min(endMs, atMs + 20_000))
  const minutes = rowsOf('minute')
  await host.close()
  const db = openDb({ path: join(stateDir, 'kiste.db') })
  createMetricsTable(db).put([...quarters, ...minutes])
  db.close()
}
