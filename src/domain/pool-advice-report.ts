import { adviseDatasetCompression, type DatasetCompressionAdvice } from './advise-dataset-compression.ts'
import type { DedupCount } from './dedup-tally.ts'
import type { PoolAdvicePlan } from './plan-pool-advice.ts'
import { adviseDedup, type CompressedSample, type DedupAdvice } from './pool-advice.ts'
import type { LeftOut } from './sampled-dataset.ts'

interface ReportHead {
  readonly pool: string
  readonly sentence: string
  readonly readBytes: number
  readonly leftOut: readonly LeftOut[]
  readonly notes: readonly string[]
}

export interface DedupReport extends ReportHead, DedupAdvice {
  readonly question: 'dedup'
  /** From 0 to 1. */
  readonly readShare: number
}

export interface CompressionReport extends ReportHead {
  readonly question: 'compression'
  readonly datasets: readonly DatasetReport[]
}

export interface DatasetReport extends DatasetCompressionAdvice {
  readonly dataset: string
  readonly blockBytes: number
  /** The property as it is. */
  readonly compression: string
  readonly blocks: number
}

export type PoolAdviceReport = DedupReport | CompressionReport

type PlanOf<Q extends PoolAdvicePlan['question']> = Extract<PoolAdvicePlan, { question: Q }>

/** What was seen of repeats, as advice. */
export function reportDedup(
  plan: PlanOf<'dedup'>,
  seen: { readonly count: DedupCount; readonly readShare: number; readonly readBytes: number },
  troubles: readonly string[],
): DedupReport {
  const said = adviseDedup({ ...seen.count, readShare: seen.readShare }, plan.facts)
  const on = plan.datasets.filter((one) => one.dedup).map((one) => one.name)
  return {
    question: 'dedup',
    pool: plan.pool,
    ...said,
    readBytes: seen.readBytes,
    readShare: seen.readShare,
    leftOut: plan.leftOut,
    notes: [
      ...said.notes,
      ...(on.length === 0
        ? []
        : [
            `Dedup is on already for ${on.join(', ')}; what that saves is counted here too. See zpool list -o name,dedupratio ${plan.pool}`,
          ]),
      ...troubles,
    ],
  }
}

/** What was seen of how blocks shrink, as advice for each dataset. */
export function reportCompression(
  plan: PlanOf<'compression'>,
  seen: {
    readonly readBytes: number
    readonly datasets: readonly { readonly dataset: string; readonly results: readonly CompressedSample[] }[]
  },
  troubles: readonly string[],
): CompressionReport {
  const results = new Map(seen.datasets.map((one) => [one.dataset, one.results]))
  const datasets = plan.datasets.map(({ name, blockBytes, compression, compressRatio }): DatasetReport => {
    const sampled = results.get(name) ?? []
    const said = adviseDatasetCompression({ blockBytes, results: sampled }, plan.facts, {
      compression,
      compressRatio,
      canRewrite: plan.canRewrite,
    })
    return {
      dataset: name,
      blockBytes,
      compression,
      blocks: Math.max(0, ...sampled.map((one) => one.sizes.length)),
      ...said,
    }
  })
  return {
    question: 'compression',
    pool: plan.pool,
    sentence: verdict(datasets),
    readBytes: seen.readBytes,
    datasets,
    leftOut: plan.leftOut,
    notes: [
      'A change counts for what is written from then on: nothing that lies there is written anew by it.',
      ...troubles,
    ],
  }
}

function verdict(datasets: readonly DatasetReport[]): string {
  const named = (advice: string) => datasets.filter((one) => one.advice === advice).map((one) => one.dataset)
  const [yes, maybe, unknown] = [named('yes'), named('maybe'), named('unknown')]
  if (yes.length > 0) return `Another compression would pay for ${list(yes)}.`
  if (maybe.length > 0)
    return `Another compression might pay for ${list(maybe)}; elsewhere leave it as it is.`
  if (unknown.length === datasets.length) return 'Too little data was looked at to say anything.'
  return 'Leave compression as it is.'
}

/** Names up to a few. */
function list(names: readonly string[]): string {
  const shown = names.slice(0, 3).join(', ')
  return names.length <= 3 ? shown : `${shown} and ${names.length - 3} more`
}
