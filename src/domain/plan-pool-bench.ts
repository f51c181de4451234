import { missingTools, type MeasuringTool } from './measuring-tools.ts'
import { poolBlockBytes, poolShape } from './pool-block-size.ts'
import { benchRuns, type BenchPlace, type BenchRun } from './pool-bench.ts'
import type { PoolFacts } from './pool-facts.ts'
import { whyNotPool } from './pool-rules.ts'
import { poolRef } from './pool.ts'
import { refused, valid, type Checked, type Problem } from './problem.ts'
import { formatBytes, GiB, MiB } from './size.ts'
import { allocatedFor } from './zfs-space.ts'

export interface BenchWish {
  /** Of the volume, and of the file. Default: by the free space, at most 4 GiB. */
  readonly sizeBytes?: number | undefined
  /** How long each measurement goes on. Default 5. */
  readonly seconds?: number | undefined
}

export interface BenchFacts extends PoolFacts {
  readonly missing: readonly MeasuringTool[]
  /** What earlier ones left that carries their mark, by id. */
  readonly leftovers: readonly string[]
  /** Makes what is made recognisable. */
  readonly id: string
}

/** A measurement with nothing left to decide. */
export interface PoolBenchPlan extends BenchPlace {
  readonly guid: string
  readonly title: string
  readonly seconds: number
  readonly runs: readonly BenchRun[]
  /** Removed with what is made now. */
  readonly leftovers: readonly string[]
  readonly notes: readonly string[]
}

const sizes = { least: 64 * MiB, most: 64 * GiB, mostUnasked: 4 * GiB, step: 16 * MiB }
const defaultSeconds = 5
const secondsRange = { least: 1, most: 120 }
/** Of the free space, so much goes to each of the two. */
const freeShare = 50
/** ZFS looks ever longer for free space when less is left (`metaslab_df_free_pct`), and what is measured is that. */
const fullest = 0.9

/** Decides how large a measurement of a pool may be, or why there had better be none. */
export function planBench(wish: BenchWish, facts: BenchFacts): Checked<PoolBenchPlan> {
  const { pool, missing, leftovers, id } = facts
  const blockBytes = poolBlockBytes(pool, facts.ashift)
  const { shape, members } = poolShape(pool)
  /** What a byte of it takes of the drives, as `zpool list` counts. */
  const dear = allocatedFor(shape, members, facts.ashift ?? 12, blockBytes) / blockBytes
  const room = pool.freeBytes / dear
  const sizeBytes = floorTo(wish.sizeBytes ?? Math.min(sizes.mostUnasked, room / freeShare), sizes.step)
  const seconds = wish.seconds ?? defaultSeconds
  const after = (pool.allocatedBytes + 2 * sizeBytes * dear) / Math.max(1, pool.sizeBytes)
  const problems: Problem[] = [
    ...whyNotPool('bench', pool),
    ...missingTools(missing.filter((tool) => tool === 'fio')),
    ...(seconds >= secondsRange.least && seconds <= secondsRange.most
      ? []
      : [
          {
            code: 'invalid_input' as const,
            field: 'seconds',
            message: `${seconds} s is out of range: each measurement takes ${secondsRange.least} to ${secondsRange.most} s.`,
          },
        ]),
    ...whyNotSize(wish, pool.name, { sizeBytes, after, room }),
  ]
  if (problems.length > 0) return refused(...problems)
  const runs = benchRuns()
  return valid({
    pool: pool.name,
    guid: pool.guid,
    id,
    title: `Measure ${pool.name}: a volume beside a raw file`,
    sizeBytes,
    blockBytes,
    seconds,
    runs,
    leftovers,
    notes: [
      `Makes a volume and a file of ${formatBytes(sizeBytes)} each, and removes both whatever happens.`,
      'VMs in the pool are slower meanwhile, and make the figures worse.',
      ...(leftovers.length === 0
        ? []
        : [`Also removes what ${leftovers.length} earlier ${leftovers.length === 1 ? 'one' : 'ones'} left.`]),
    ],
  })
}

function whyNotSize(
  wish: BenchWish,
  pool: string,
  { sizeBytes, after, room }: { readonly sizeBytes: number; readonly after: number; readonly room: number },
): Problem[] {
  const object = poolRef(pool)
  if (wish.sizeBytes !== undefined && (sizeBytes < sizes.least || sizeBytes > sizes.most))
    return [
      {
        code: 'invalid_input',
        field: 'sizeBytes',
        message: `${formatBytes(wish.sizeBytes)} is out of range: from ${formatBytes(sizes.least)} to ${formatBytes(sizes.most)}.`,
      },
    ]
  if (sizeBytes < sizes.least || 2 * sizeBytes > room)
    return [
      {
        code: 'no_space',
        object,
        message: `${pool} has only ${formatBytes(Math.floor(room))} left for this; ${wish.sizeBytes === undefined ? `a fiftieth of that is less than the ${formatBytes(sizes.least)} it takes` : `twice ${formatBytes(wish.sizeBytes)} do not fit`}.`,
        hint: 'Make room first, or ask for less: --size 64M',
      },
    ]
  if (after > fullest)
    return [
      {
        code: 'no_space',
        object,
        message: `${pool} would be ${Math.round(100 * after)} % full meanwhile. From ${100 * fullest} % on ZFS looks long for free space, which is what would be measured, and VMs would feel it.`,
        hint: 'Make room first: kiste pool show says what is used.',
      },
    ]
  return []
}

function floorTo(value: number, step: number): number {
  return Math.floor(value / step) * step
}
