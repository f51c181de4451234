import type { DedupCount } from './dedup-tally.ts'
import { formatBytes, GiB, MiB } from './size.ts'
import { allocatedFor, type VdevShape } from './zfs-space.ts'

/** What measuring by sample says: whether to, in one word and one sentence, and the numbers behind it. */
export type Advice = 'yes' | 'maybe' | 'no' | 'unknown'

/**
 * Blocks of datasets, sampled by their hashes: of all distinct blocks every `keptOneIn`-th, and each time one of those came up. Only
 * so can a part say how often things repeat in the whole; every tenth block would hide nearly all repetition. Zeros and what clones share
 * already are not among `blocks`.
 */
export interface DedupSample extends DedupCount {
  /** How much was read of all there is, from 0 to 1. */
  readonly readShare: number
}

export interface DedupFacts {
  readonly hostTotalMiB: number
  /** ZFS 2.3 and later with the feature: smaller entries, written in batches, and a limit on the table. */
  readonly fastDedup: boolean
  /** Where the table would be: looked up at random for every block that is written. */
  readonly tableOn: 'flash' | 'disks'
}

export interface DedupAdvice {
  readonly advice: Advice
  readonly sentence: string
  /** Before and after, 1 for nothing to gain; null when the sample is too small. Where only a part was read, at least this. */
  readonly ratio: number | null
  /** What it can be at most, given what was not read. */
  readonly ratioAtMost: number | null
  readonly savedBytes: number
  /** One for each distinct block, also for those that never repeat. */
  readonly tableEntries: number
  readonly tableMemoryBytes: number
  readonly notes: readonly string[]
}

/**
 * Bytes of memory for an entry of the table. The usual figure is 320 for what is cached of the old table (`zdb -S`, openzfs/zfs#7323);
 * fast dedup brought the live entry from 424 down to 216 (openzfs/zfs#15893).
 */
const entryBytes = { classic: 320, fast: 216 }
/** Fewer kept hashes than this, and one lucky block more or less decides. */
const fewestUnique = 500
/** Below, the table costs more than it gives; above, it pays if its memory is there. */
const worthwhile = { maybe: 1.3, yes: 2 }
/** Of the host's memory, so much may go to the table before it takes it from the VMs. */
const memoryShare = 1 / 16

/** Whether dedup would pay for what was sampled. */
export function adviseDedup(sample: DedupSample, facts: DedupFacts): DedupAdvice {
  // What was not read is taken to be like what was.
  const scale = sample.keptOneIn / Math.max(sample.readShare, Number.EPSILON)
  const entries = Math.round(sample.uniqueBlocks * scale)
  const memory = entries * (facts.fastDedup ? entryBytes.fast : entryBytes.classic)
  const saved = Math.round((sample.storedBytes - sample.uniqueStoredBytes) * scale)
  const numbers = { savedBytes: saved, tableEntries: entries, tableMemoryBytes: memory }
  const notes = dedupNotes(sample, facts)
  if (sample.uniqueBlocks < fewestUnique)
    return {
      advice: 'unknown',
      sentence: 'Too little data was looked at to say whether dedup would pay.',
      ratio: null,
      ratioAtMost: null,
      ...numbers,
      notes,
    }
  const ratio = sample.storedBytes / sample.uniqueStoredBytes
  const affordable = memory <= facts.hostTotalMiB * MiB * memoryShare
  const gain = `It would save ${sample.readShare < 1 ? 'at least ' : ''}${formatBytes(saved)} (${ratio.toFixed(2)} to 1) and take ${formatBytes(memory)} of memory for good`
  const ratioAtMost = mostRepeats(ratio, sample.readShare)
  const ratios = { ratio, ratioAtMost }
  if (ratio < worthwhile.maybe && ratioAtMost >= worthwhile.maybe)
    return {
      advice: 'unknown',
      sentence: `Too little was read to say: of each block there may be ${ratio.toFixed(2)} to ${ratioAtMost.toFixed(1)} copies.`,
      ...ratios,
      ...numbers,
      notes,
    }
  if (ratio < worthwhile.maybe)
    return { advice: 'no', sentence: `No: ${lower(gain)}; too little repeats.`, ...ratios, ...numbers, notes }
  if (!affordable)
    return {
      advice: 'no',
      sentence: `No: ${lower(gain)}, more than a sixteenth of this host’s memory; when the table does not fit, every write waits for the drives.`,
      ...ratios,
      ...numbers,
      notes,
    }
  if (ratio < worthwhile.yes || facts.tableOn === 'disks')
    return {
      advice: 'maybe',
      sentence: `Perhaps: ${lower(gain)}${facts.tableOn === 'disks' ? ', and every write looks the table up on hard disks' : ''}.`,
      ...ratios,
      ...numbers,
      notes,
    }
  return { advice: 'yes', sentence: `Yes: ${lower(gain)}.`, ...ratios, ...numbers, notes }
}

/**
 * How often each block is there at most, if it came up so often where a share of all was read. Were each there k times, and each copy read
 * with that chance alone, it would come up k·p / (1 - (1 - p)^k) times; where some repeat more than others, or copies are read together, it
 * comes up more often, so k is never more than this.
 */
function mostRepeats(ratio: number, readShare: number): number {
  if (readShare >= 1) return ratio
  const seen = (copies: number) => (copies * readShare) / -Math.expm1(copies * Math.log1p(-readShare))
  let [low, high] = [1, 1e6]
  for (let step = 0; step < 60; step += 1) {
    const middle = Math.sqrt(low * high)
    if (seen(middle) < ratio) low = middle
    else high = middle
  }
  return Math.max(ratio, low)
}

function dedupNotes(sample: DedupSample, facts: DedupFacts): readonly string[] {
  return [
    'It counts only for what is written after it is switched on, and what was written with it keeps its entries when it is switched off.',
    sample.sharedBlocks > 0
      ? `Clones share what they have in common already, without any table; that is left out here (${percent(sample.sharedBlocks / (sample.blocks + sample.sharedBlocks))} of what was looked at).`
      : 'Clones and linked copies share what they have in common already, without any table.',
    ...(sample.readShare < 1
      ? [
          `${percent(sample.readShare)} of the data was read. What repeats between that and the rest cannot be seen, so it may save more.`,
        ]
      : []),
    ...(facts.fastDedup
      ? ['A limit on the table (dedup_table_quota) keeps it from growing beyond what memory can hold.']
      : ['Older than ZFS 2.3, the table is larger and nothing limits it.']),
    ...(facts.tableOn === 'disks' ? ['A dedup or special vdev of mirrored SSDs would hold the table.'] : []),
    ...(sample.zeroBlocks > sample.blocks
      ? ['Most of what was looked at is zeros, which take no room anyway.']
      : []),
  ]
}

/** How large blocks of a sample came out of a compressor, each in bytes, before ZFS rounds them to sectors. */
export interface CompressedSample {
  readonly algorithm: 'lz4' | 'zstd'
  readonly sizes: readonly number[]
  /** How large each of these blocks was; absent where all are whole ones. */
  readonly of?: readonly number[] | undefined
}

export interface CompressionSample {
  readonly blockBytes: number
  /** The same blocks by each algorithm. Blocks that are all zeros are left out. */
  readonly results: readonly CompressedSample[]
}

export interface CompressionFacts {
  readonly shape: VdevShape
  readonly members: number
  readonly ashift: number
}

export interface CompressionAdvice {
  /** The algorithm to set. */
  readonly choose: 'lz4' | 'zstd'
  readonly advice: Advice
  readonly sentence: string
  /** What is stored for each byte, by algorithm: 0.6 saves 40 %. Of what the drives are asked for, parity and padding included. */
  readonly stored: Readonly<Partial<Record<'lz4' | 'zstd', number>>>
  readonly notes: readonly string[]
}

const fewestBlocks = 200

/** Which compression would pay for what was sampled, as this vdev would store it. */
export function adviseCompression(sample: CompressionSample, facts: CompressionFacts): CompressionAdvice {
  const stored: Partial<Record<'lz4' | 'zstd', number>> = {}
  let blocks = 0
  for (const result of sample.results) {
    if (result.sizes.length === 0) continue
    blocks = Math.max(blocks, result.sizes.length)
    stored[result.algorithm] = storedShare(result, sample.blockBytes, facts)
  }
  const notes = compressionNotes(sample, facts, stored)
  const lz4 = stored.lz4 ?? 1
  const zstd = stored.zstd ?? lz4
  if (blocks < fewestBlocks)
    return {
      choose: 'lz4',
      advice: 'unknown',
      sentence: 'Too little data was looked at; lz4 is right whatever it is.',
      stored,
      notes,
    }
  const best = Math.min(lz4, zstd)
  if (best > 0.97)
    return {
      choose: 'lz4',
      advice: 'no',
      sentence:
        'This data hardly shrinks: it is compressed or encrypted already. lz4 notices that at once and costs nothing, so leave it on.',
      stored,
      notes,
    }
  if (zstd < lz4 * 0.9)
    return {
      choose: 'zstd',
      advice: 'maybe',
      sentence: `zstd saves ${percent(1 - zstd)} and lz4 ${percent(1 - lz4)}: zstd for what is written once and read seldom, lz4 for disks of busy VMs.`,
      stored,
      notes,
    }
  return {
    choose: 'lz4',
    advice: 'yes',
    sentence: `lz4 saves ${percent(1 - lz4)}${stored.zstd === undefined ? '' : `, and zstd hardly more (${percent(1 - zstd)}) for much more work`}.`,
    stored,
    notes,
  }
}

/**
 * What the blocks take for each byte in them. ZFS keeps a block compressed only if that saves an eighth of it (`zio_compress_data`), and
 * rounds what is left to sectors, and on raidz and dRAID to their parity.
 */
function storedShare({ sizes, of }: CompressedSample, blockBytes: number, facts: CompressionFacts): number {
  const { shape, members, ashift } = facts
  let [whole, kept] = [0, 0]
  sizes.forEach((size, index) => {
    const bytes = of?.[index] ?? blockBytes
    const asIs = allocatedFor(shape, members, ashift, bytes)
    whole += asIs
    kept +=
      size > bytes - bytes / 8
        ? asIs
        : Math.min(asIs, allocatedFor(shape, members, ashift, Math.max(1, size)))
  })
  return kept / whole
}

function compressionNotes(
  sample: CompressionSample,
  { shape, ashift }: CompressionFacts,
  stored: CompressionAdvice['stored'],
): readonly string[] {
  const sectors = sample.blockBytes / 2 ** ashift
  return [
    'It counts only for what is written from now on.',
    ...(sectors <= 4 && (shape.kind === 'raidz' || shape.kind === 'draid')
      ? [
          'With blocks this small on raidz, little can be saved: they cannot shrink by less than a whole sector with its parity.',
        ]
      : []),
    ...(stored.zstd !== undefined && stored.lz4 !== undefined && stored.zstd < stored.lz4
      ? ['zstd costs several times the work of lz4 on every write; reading is about as quick.']
      : []),
  ]
}

function percent(share: number): string {
  return `${Math.round(100 * share)} %`
}

function lower(text: string): string {
  return `${text.charAt(0).toLowerCase()}${text.slice(1)}`
}

/** How much must be looked at for an answer: enough blocks that hashes repeat, and no more than a minute's reading. */
export function sampleSize(
  datasetBytes: number,
  blockBytes: number,
): { readonly readBytes: number; readonly keptOneIn: number } {
  const readBytes = Math.min(datasetBytes, 64 * GiB)
  // About 20,000 kept hashes: a megabyte of memory, and ratios to a percent.
  return { readBytes, keptOneIn: Math.max(1, Math.floor(readBytes / blockBytes / 20_000)) }
}
