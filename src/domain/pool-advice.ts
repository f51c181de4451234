import { formatBytes, GiB, MiB } from './size.ts'
import { allocatedFor, type VdevShape } from './zfs-space.ts'

/** What measuring by sample says: whether to, in one word and one sentence, and the numbers behind it. */
export type Advice = 'yes' | 'maybe' | 'no' | 'unknown'

/**
 * Blocks of a dataset, sampled by their hashes: of all distinct blocks every `keptOneIn`-th, and each time one of those came up. Only
 * so can a part say how often things repeat in the whole; every tenth block would hide nearly all repetition.
 */
export interface DedupSample {
  readonly blockBytes: number
  readonly keptOneIn: number
  /** How many of the blocks that were looked at have a kept hash. */
  readonly blocks: number
  /** How many kept hashes there are. */
  readonly uniqueBlocks: number
  /** Blocks that were looked at and are all zeros; ZFS stores none of them anyway, and they are not among `blocks`. */
  readonly zeroBlocks: number
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
  /** Before and after, 1 for nothing to gain; null when the sample is too small. */
  readonly ratio: number | null
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
  const entries = sample.uniqueBlocks * sample.keptOneIn
  const memory = entries * (facts.fastDedup ? entryBytes.fast : entryBytes.classic)
  const saved = (sample.blocks - sample.uniqueBlocks) * sample.keptOneIn * sample.blockBytes
  const numbers = { savedBytes: saved, tableEntries: entries, tableMemoryBytes: memory }
  const notes = dedupNotes(sample, facts)
  if (sample.uniqueBlocks < fewestUnique)
    return {
      advice: 'unknown',
      sentence: 'Too little data was looked at to say whether dedup would pay.',
      ratio: null,
      ...numbers,
      notes,
    }
  const ratio = sample.blocks / sample.uniqueBlocks
  const affordable = memory <= facts.hostTotalMiB * MiB * memoryShare
  const gain = `It would save ${formatBytes(saved)} (${ratio.toFixed(2)} to 1) and take ${formatBytes(memory)} of memory for good`
  if (ratio < worthwhile.maybe)
    return { advice: 'no', sentence: `No: ${lower(gain)}; too little repeats.`, ratio, ...numbers, notes }
  if (!affordable)
    return {
      advice: 'no',
      sentence: `No: ${lower(gain)}, more than a sixteenth of this host’s memory; when the table does not fit, every write waits for the drives.`,
      ratio,
      ...numbers,
      notes,
    }
  if (ratio < worthwhile.yes || facts.tableOn === 'disks')
    return {
      advice: 'maybe',
      sentence: `Perhaps: ${lower(gain)}${facts.tableOn === 'disks' ? ', and every write looks the table up on hard disks' : ''}.`,
      ratio,
      ...numbers,
      notes,
    }
  return { advice: 'yes', sentence: `Yes: ${lower(gain)}.`, ratio, ...numbers, notes }
}

function dedupNotes(sample: DedupSample, facts: DedupFacts): readonly string[] {
  return [
    'It counts only for what is written after it is switched on, and what was written with it keeps its entries when it is switched off.',
    'Clones and linked copies share what they have in common already, without any table.',
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
  for (const { algorithm, sizes } of sample.results) {
    if (sizes.length === 0) continue
    blocks = Math.max(blocks, sizes.length)
    stored[algorithm] = storedShare(sizes, sample.blockBytes, facts)
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
function storedShare(sizes: readonly number[], blockBytes: number, facts: CompressionFacts): number {
  const { shape, members, ashift } = facts
  const whole = allocatedFor(shape, members, ashift, blockBytes)
  const kept = sizes.map((size) =>
    size > blockBytes - blockBytes / 8
      ? whole
      : Math.min(whole, allocatedFor(shape, members, ashift, Math.max(1, size))),
  )
  return kept.reduce((sum, one) => sum + one, 0) / (whole * sizes.length)
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
