import { isFlash } from './drive-media.ts'
import { sampleSize, type CompressionFacts, type DedupFacts } from './pool-advice.ts'
import { poolShape } from './pool-block-size.ts'
import { drivesIn, type PoolFacts } from './pool-facts.ts'
import { missingTools, type MeasuringTool } from './measuring-tools.ts'
import { membersOf } from './pool-members.ts'
import { whyNotPool } from './pool-rules.ts'
import { refused, valid, type Checked, type Problem } from './problem.ts'
import {
  nothingToRead,
  readableIn,
  type LeftOut,
  type ReadableDataset,
  type SampledDataset,
} from './sampled-dataset.ts'
import { formatBytes, GiB, MiB } from './size.ts'
import { zfsHas } from './zfs-version.ts'

export const adviceQuestions = ['dedup', 'compression'] as const
export type AdviceQuestion = (typeof adviceQuestions)[number]

export interface AdviceWish {
  readonly question: AdviceQuestion
  /** How long to read at most. */
  readonly seconds?: number | undefined
  /** How much to read at most. */
  readonly maxBytes?: number | undefined
}

/** A look at what is in a pool, with nothing left to decide. Nothing is written. */
export type PoolAdvicePlan = {
  readonly pool: string
  readonly guid: string
  readonly title: string
  readonly datasets: readonly ReadableDataset[]
  readonly leftOut: readonly LeftOut[]
  readonly readBytes: number
  readonly seconds: number
  readonly notes: readonly string[]
} & (
  | { readonly question: 'dedup'; readonly keptOneIn: number; readonly facts: DedupFacts }
  | {
      readonly question: 'compression'
      /** How many blocks of each dataset are compressed. */
      readonly blocksEach: number
      readonly facts: CompressionFacts
      readonly canRewrite: boolean
    }
)

export interface AdviceFacts extends PoolFacts {
  readonly sampled: readonly SampledDataset[]
  readonly missing: readonly MeasuringTool[]
  readonly hostBytes: number
}

const defaultSeconds = 300
const limits = { leastSeconds: 5, mostSeconds: 24 * 3600, leastBytes: 16 * MiB }
/** More than the 200 that an answer needs, as some turn out to be zeros. */
const blocksEach = 256

/** Decides what of a pool is looked at to say whether dedup or another compression would pay. */
export function planAdvice(wish: AdviceWish, facts: AdviceFacts): Checked<PoolAdvicePlan> {
  const { pool, missing } = facts
  const { readable, leftOut } = readableIn(facts.sampled)
  const problems: Problem[] = [
    ...whyNotPool('advise', pool),
    ...checkLimits(wish),
    ...missingTools(wish.question === 'compression' ? missing.filter((tool) => tool !== 'fio') : []),
    ...(readable.length === 0 ? [nothingToRead(pool.name, leftOut)] : []),
  ]
  if (problems.length > 0) return refused(...problems)
  const span = readable.reduce((sum, one) => sum + one.logicalBytes, 0)
  const common = {
    pool: pool.name,
    guid: pool.guid,
    datasets: readable,
    leftOut,
    seconds: wish.seconds ?? defaultSeconds,
  }
  const title = `Look whether ${wish.question === 'dedup' ? 'dedup' : 'another compression'} would pay in ${pool.name}`
  const notes = [
    `Looked into: ${sayNames(readable.map((one) => one.name))}.`,
    'Nothing is written. Other work in the pool is a little slower meanwhile.',
    ...leftOut.map(({ dataset, because }) => `${dataset} is left out: ${because}.`),
  ]
  if (wish.question === 'dedup') {
    const size = sampleSize(span, averageBlock(readable))
    const readBytes = Math.min(size.readBytes, wish.maxBytes ?? Infinity)
    const { keptOneIn } = sampleSize(readBytes, averageBlock(readable))
    return valid({
      ...common,
      question: 'dedup',
      title,
      readBytes,
      keptOneIn,
      facts: dedupFacts(facts),
      notes: [
        `Reads up to ${formatBytes(readBytes)} of ${formatBytes(span)}, for up to ${common.seconds} s.`,
        ...notes,
      ],
    })
  }
  const wanted = readable.reduce(
    (sum, one) => sum + Math.min(one.logicalBytes, blocksEach * one.blockBytes),
    0,
  )
  const readBytes = Math.min(wanted, wish.maxBytes ?? 64 * GiB)
  return valid({
    ...common,
    question: 'compression',
    title,
    readBytes,
    blocksEach,
    facts: { ...poolShape(pool), ashift: facts.ashift ?? 12 },
    canRewrite: zfsHas(facts.zfs, 'rewrite'),
    notes: [
      `Compresses up to ${blocksEach} blocks of each of ${readable.length} datasets, for up to ${common.seconds} s.`,
      ...notes,
    ],
  })
}

/** Names up to a few. */
function sayNames(names: readonly string[]): string {
  const shown = names.slice(0, 5).join(', ')
  return names.length <= 5 ? shown : `${shown} and ${names.length - 5} more`
}

function dedupFacts(facts: AdviceFacts): DedupFacts {
  const members = membersOf(facts.pool, drivesIn(facts)).filter(({ leaf }) =>
    facts.pool.vdevs.some((vdev) => vdev.class === 'dedup' || vdev.class === 'special')
      ? leaf.class === 'dedup' || leaf.class === 'special'
      : leaf.class === 'normal',
  )
  const state = facts.features?.['fast_dedup']
  return {
    hostTotalMiB: Math.round(facts.hostBytes / MiB),
    fastDedup: zfsHas(facts.zfs, 'fastDedup') && (state === 'enabled' || state === 'active'),
    // Which drive a device is may not be known; hard disks are the careful guess.
    tableOn:
      members.length > 0 && members.every(({ drive }) => drive !== undefined && isFlash(drive))
        ? 'flash'
        : 'disks',
  }
}

/** Weighed by what is in them: most blocks are of the large ones. */
function averageBlock(datasets: readonly SampledDataset[]): number {
  const bytes = datasets.reduce((sum, one) => sum + one.logicalBytes, 0)
  const blocks = datasets.reduce((sum, one) => sum + one.logicalBytes / one.blockBytes, 0)
  return blocks === 0 ? 128 * 1024 : bytes / blocks
}

function checkLimits({ seconds, maxBytes }: AdviceWish): Problem[] {
  const { leastSeconds, mostSeconds, leastBytes } = limits
  return [
    ...(seconds === undefined || (seconds >= leastSeconds && seconds <= mostSeconds)
      ? []
      : [
          {
            code: 'invalid_input' as const,
            field: 'seconds',
            message: `${seconds} s is out of range: from ${leastSeconds} s to a day.`,
          },
        ]),
    ...(maxBytes === undefined || maxBytes >= leastBytes
      ? []
      : [
          {
            code: 'invalid_input' as const,
            field: 'maxBytes',
            message: `${formatBytes(maxBytes)} are too little to say anything: at least ${formatBytes(leastBytes)}.`,
          },
        ]),
  ]
}
