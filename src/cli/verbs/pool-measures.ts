import type { JobAnswer } from '../../contract/schemas/job.ts'
import { adviceQuestions } from '../../domain/plan-pool-advice.ts'
import type {
  CompressionReport,
  DatasetReport,
  DedupReport,
  PoolAdviceReport,
} from '../../domain/pool-advice-report.ts'
import type { BenchFigures, BenchReport, BenchRow } from '../../domain/pool-bench.ts'
import { formatBytes } from '../../domain/size.ts'
import { change, wish } from '../change.ts'
import { usageError } from '../cli-error.ts'
import type { Context } from '../command.ts'
import { given } from '../given.ts'
import { jobWords } from '../job-words.ts'
import { measureWords } from '../measure-words.ts'
import type { Text } from '../printer.ts'
import { printFacts, printTable } from '../table.ts'
import { words } from '../words.ts'

interface AdviseInput {
  readonly pool: string
  readonly question: string
  readonly seconds?: number | undefined
  readonly read?: number | undefined
}

export async function advisePool(ctx: Context, input: AdviseInput): Promise<number> {
  const { pool, seconds, read } = input
  const question = adviceQuestions.find((known) => known === input.question)
  if (question === undefined) {
    const { message, hint } = measureWords.noQuestion(input.question, adviceQuestions)
    throw usageError(message, { hint })
  }
  const body = given({ question, seconds, maxBytes: read })
  return change(ctx, [
    wish(ctx, 'advisePool', { params: { pool }, body }, (job) => {
      const report = resultOf(job) as PoolAdviceReport | undefined
      if (report === undefined) return [[jobWords.done(job.title)]]
      ctx.out.line({ style: 'bold', text: report.sentence })
      if (report.question === 'dedup') showDedup(ctx, report)
      else showCompression(ctx, report)
      return [
        ...report.leftOut.map(({ dataset, because }) => [measureWords.leftOut(dataset, because)]),
        ...report.notes.map((note) => [measureWords.note(note)]),
        ...next(report),
      ]
    }),
  ])
}

/** The first dataset for which something else is clearly better. */
function next(report: PoolAdviceReport): readonly (readonly Text[])[] {
  if (report.question === 'dedup') return []
  const first = report.datasets.find((one) => one.advice === 'yes' && one.change !== undefined)
  return first === undefined ? [] : [[words.next(setLine(report.pool, first.dataset, first.change ?? ''))]]
}

/** The root dataset is the pool's own. */
function setLine(pool: string, dataset: string, compression: string): string {
  const line = `kiste pool set ${pool} compression=${compression}`
  return dataset === pool ? line : `${line} --dataset ${quoted(dataset)}`
}

function showDedup(ctx: Context, report: DedupReport): void {
  const titles = measureWords.facts
  printFacts(ctx.out, [
    [titles.saves, measureWords.ratio(formatBytes(report.savedBytes), report.ratio)],
    [titles.memory, measureWords.entries(formatBytes(report.tableMemoryBytes), report.tableEntries)],
    [titles.read, measureWords.read(formatBytes(report.readBytes), report.readShare)],
  ])
}

function showCompression(ctx: Context, { datasets }: CompressionReport): void {
  const titles = measureWords.columns
  const share = (value: number | undefined) => (value === undefined ? '' : measureWords.percent(value))
  printTable<DatasetReport>(
    ctx.out,
    [
      { title: titles.dataset, cell: (one) => one.dataset },
      { title: titles.set, cell: (one) => one.compression },
      { title: titles.now, align: 'right', cell: (one) => share(one.storedNow) },
      { title: titles.lz4, align: 'right', cell: (one) => share(one.stored.lz4) },
      { title: titles.zstd, align: 'right', cell: (one) => share(one.stored.zstd) },
      { title: titles.blocks, align: 'right', cell: (one) => String(one.blocks) },
      { title: titles.advice, cell: adviceText },
    ],
    datasets,
  )
  for (const one of datasets) {
    ctx.out.line(`${one.dataset}: ${one.sentence}`)
    for (const note of one.notes) ctx.out.line(`  ${note}`)
  }
}

function adviceText({ advice, change }: DatasetReport): Text {
  switch (advice) {
    case 'yes':
      return { style: 'green', text: measureWords.set(change ?? '') }
    case 'maybe':
      return measureWords.perhaps(change ?? '')
    case 'no':
      return measureWords.keep
    case 'unknown':
      return measureWords.unknown
  }
}

interface BenchInput {
  readonly pool: string
  readonly size?: number | undefined
  readonly seconds?: number | undefined
}

export async function benchPool(ctx: Context, { pool, size, seconds }: BenchInput): Promise<number> {
  const body = given({ sizeBytes: size, seconds })
  return change(ctx, [
    wish(ctx, 'benchPool', { params: { pool }, body }, (job) => {
      const report = resultOf(job) as BenchReport | undefined
      if (report === undefined) return [[jobWords.done(job.title)]]
      ctx.out.line({ style: 'bold', text: report.sentence })
      showBench(ctx, report.rows)
      return [
        ...report.rows.map((row) => [row.sentence]),
        ...report.notes.map((note) => [measureWords.note(note)]),
      ]
    }),
  ])
}

function showBench(ctx: Context, rows: readonly BenchRow[]): void {
  const { columns: titles, ...say } = measureWords.bench
  const rate = (row: BenchRow, { bytesPerSecond, perSecond }: BenchFigures) =>
    row.pattern.startsWith('sequential') ? say.rate(formatBytes(bytesPerSecond)) : say.count(perSecond)
  printTable<BenchRow>(
    ctx.out,
    [
      { title: titles.pattern, cell: (row) => say.patterns[row.pattern] },
      { title: titles.volume, align: 'right', cell: (row) => rate(row, row.volume) },
      { title: titles.file, align: 'right', cell: (row) => rate(row, row.file) },
      { title: titles.ratio, align: 'right', cell: (row) => say.ratio(row.ratio) },
      {
        title: titles.latency,
        cell: (row) => say.latency(row.volume.p99Milliseconds, row.file.p99Milliseconds),
      },
    ],
    rows,
  )
}

/** A job's result is open JSON; that of another version may be another. */
function resultOf(job: JobAnswer): object | undefined {
  const result = job.state === 'done' ? job.result : undefined
  return typeof result === 'object' && result !== null && 'sentence' in result ? result : undefined
}

function quoted(name: string): string {
  return name.includes(' ') ? `'${name}'` : name
}
