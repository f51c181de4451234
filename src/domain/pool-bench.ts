/** What is measured, in this order; the first writes all of it once, so that there is something to read. */
export const benchPatterns = [
  'sequential-write',
  'sequential-read',
  'random-read',
  'random-write',
  'sync-write',
] as const
export type BenchPattern = (typeof benchPatterns)[number]

export const benchTargets = ['volume', 'file'] as const
/** A volume (zvol), or a raw file in a file system of the same block size. */
export type BenchTarget = (typeof benchTargets)[number]

/** One measurement. */
export interface BenchRun {
  readonly pattern: BenchPattern
  readonly target: BenchTarget
}

/** What one measurement gave. */
export interface BenchFigures {
  readonly bytesPerSecond: number
  /** Reads, writes or, where each waits until it is on the drives, such writes. */
  readonly perSecond: number
  /** 99 of 100 took at most so long. */
  readonly p99Milliseconds: number
}

/** Where it is measured: a file system with a mark, a volume in it, and a file in it. */
export interface BenchPlace {
  readonly pool: string
  /** 8 hexadecimal digits; the mark on all that is made, and a part of its name. */
  readonly id: string
  readonly sizeBytes: number
  readonly blockBytes: number
}

/** Set on all that is made for a measurement, to its id. Only what carries it on itself is ever removed. */
export const benchMark = 'kiste:bench'

export function benchDataset({ pool, id }: Pick<BenchPlace, 'pool' | 'id'>): string {
  return `${pool}/kiste-bench-${id}`
}

/**
 * Volume and file in turn, each twice, the first also last (A B B A): what the drives, their caches or other users become slower or
 * quicker in between falls on both alike.
 */
export function benchRuns(): readonly BenchRun[] {
  return benchPatterns.flatMap((pattern) =>
    (['volume', 'file', 'file', 'volume'] as const).map((target) => ({ pattern, target })),
  )
}

/** A pattern as it was measured, side by side. */
export interface BenchRow {
  readonly pattern: BenchPattern
  readonly volume: BenchFigures
  readonly file: BenchFigures
  /** How many times as fast the volume is. */
  readonly ratio: number
  readonly sentence: string
}

export interface BenchReport {
  readonly rows: readonly BenchRow[]
  /** The verdict first. */
  readonly sentence: string
  readonly notes: readonly string[]
}

/** Differences up to here are none: two runs of the same differ as much. */
const alike = 1.1
/** When two runs of the same differ by more, other work was going on. */
const unsteady = 1.3
/** Below, each write that has to be safe waits for turning disks. */
const slowSyncPerSecond = 500

const patternWords: Readonly<Record<BenchPattern, string>> = {
  'sequential-write': 'Writing in one go',
  'sequential-read': 'Reading in one go',
  'random-read': 'Reading here and there',
  'random-write': 'Writing here and there',
  'sync-write': 'Writes that have to be safe at once',
}

/** Puts the figures of all runs side by side, and says what they mean. Throws when a pattern was not measured on both. */
export function reportBench(
  measured: readonly (BenchRun & { readonly figures: BenchFigures })[],
): BenchReport {
  const unsteadyOnes: BenchPattern[] = []
  const rows = benchPatterns.map((pattern): BenchRow => {
    const of = (target: BenchTarget) => {
      const figures = measured
        .filter((one) => one.pattern === pattern && one.target === target)
        .map((one) => one.figures)
      if (figures.length === 0) throw new TypeError(`${pattern} was not measured on a ${target}`)
      const rates = figures.map((one) => one.perSecond)
      if (Math.max(...rates) > unsteady * Math.min(...rates)) unsteadyOnes.push(pattern)
      return average(figures)
    }
    const volume = of('volume')
    const file = of('file')
    const ratio = file.perSecond > 0 ? volume.perSecond / file.perSecond : 1
    return { pattern, volume, file, ratio, sentence: `${patternWords[pattern]}: ${compare(ratio)}.` }
  })
  const sync = rows.find((row) => row.pattern === 'sync-write')
  return {
    rows,
    sentence: verdict(rows),
    notes: [
      'Read from the drives: ZFS’s cache in memory was kept from holding the data, so what is read often is quicker in daily use.',
      ...(unsteadyOnes.length === 0
        ? []
        : [
            `Runs of the same differed by more than 30 % (${[...new Set(unsteadyOnes)].join(', ')}): something else used the drives. Measure again when it is quiet.`,
          ]),
      ...(sync !== undefined && sync.volume.perSecond < slowSyncPerSecond
        ? [
            'Databases and the like wait for each safe write: a log vdev on an SSD with power-loss protection would make these quicker.',
          ]
        : []),
    ],
  }
}

function average(figures: readonly BenchFigures[]): BenchFigures {
  const mean = (pick: (one: BenchFigures) => number) =>
    figures.reduce((sum, one) => sum + pick(one), 0) / figures.length
  return {
    bytesPerSecond: mean((one) => one.bytesPerSecond),
    perSecond: mean((one) => one.perSecond),
    p99Milliseconds: mean((one) => one.p99Milliseconds),
  }
}

function compare(ratio: number): string {
  if (ratio >= alike) return `the volume is ${ratio.toFixed(1)} times as fast as the file`
  if (ratio <= 1 / alike) return `the file is ${(1 / ratio).toFixed(1)} times as fast as the volume`
  return 'volume and file are alike'
}

function verdict(rows: readonly BenchRow[]): string {
  const better = rows.filter((row) => row.ratio >= alike).length
  const worse = rows.filter((row) => row.ratio <= 1 / alike).length
  if (better === 0 && worse === 0) return 'On this pool, volumes and raw files are alike.'
  const of = (count: number) => `${count} of ${rows.length}`
  if (worse === 0) return `On this pool, volumes are the faster ones: in ${of(better)}, and never slower.`
  if (better === 0) return `On this pool, raw files are the faster ones: in ${of(worse)}, and never slower.`
  return `On this pool, volumes are faster in ${of(better)} and raw files in ${of(worse)}; see which of these matters to you.`
}
