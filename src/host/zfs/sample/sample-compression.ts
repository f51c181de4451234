import type { CompressedSample } from '../../../domain/pool-advice.ts'
import type { ReadableDataset } from '../../../domain/sampled-dataset.ts'
import { MiB } from '../../../domain/size.ts'
import type { Runner } from '../../exec.ts'
import type { CompressionSeen, SampleRun, SampleWish } from '../../pool-host.ts'
import { openCompressor } from './compress-blocks.ts'
import { samplePool } from './sample-pool.ts'

/** Blocks that lie side by side are alike, so only so many of each piece are taken, unless there are few pieces. */
const fewestOfPiece = 4
/** So much is kept in memory before it is compressed. */
const batchBytes = 16 * MiB
const algorithms = ['lz4', 'zstd'] as const

/** So large that about so many blocks in it are none of zeros: volumes are mostly holes. */
export function pieceBytes({ blockBytes, spanBytes, logicalBytes }: ReadableDataset): number {
  const sparse = Math.min(256, Math.max(1, Math.ceil(spanBytes / Math.max(1, logicalBytes))))
  return fewestOfPiece * blockBytes * sparse
}

interface Waiting {
  readonly dataset: string
  readonly bytes: Uint8Array
}

/** Compresses blocks of each dataset, each block for itself as ZFS does. */
export async function sampleCompression(
  runner: Runner,
  wish: SampleWish & { readonly blocksEach: number },
  run: SampleRun,
): Promise<CompressionSeen> {
  const taken = new Map<string, number>()
  const mostOfPiece = (dataset: ReadableDataset) =>
    Math.max(fewestOfPiece, Math.ceil(wish.blocksEach / Math.ceil(dataset.spanBytes / pieceBytes(dataset))))
  const found = new Map(
    wish.datasets.map(({ name }) => [
      name,
      { lz4: [] as number[], zstd: [] as number[], of: [] as number[] },
    ]),
  )
  let waiting: Waiting[] = []
  let waitingBytes = 0
  let [lastPiece, ofPiece] = [0, 0]
  const compressor = await openCompressor(runner)
  const flush = async (signal: AbortSignal) => {
    const batch = waiting
    waiting = []
    waitingBytes = 0
    if (batch.length === 0) return
    const blocks = batch.map((one) => one.bytes)
    const lz4 = await compressor.sizes('lz4', blocks, signal)
    const zstd = await compressor.sizes('zstd', blocks, signal)
    batch.forEach(({ dataset, bytes }, index) => {
      const into = found.get(dataset)
      into?.of.push(bytes.length)
      into?.lz4.push(lz4[index] ?? bytes.length)
      into?.zstd.push(zstd[index] ?? bytes.length)
    })
  }
  try {
    const { readBytes } = await samplePool(
      runner,
      {
        ...wish,
        extentBytes: pieceBytes,
        turns: 'one-by-one',
        enough: ({ name }) => (taken.get(name) ?? 0) >= wish.blocksEach,
        take({ dataset, bytes, at, zeros, piece }) {
          const { name } = dataset
          if (piece !== lastPiece) [lastPiece, ofPiece] = [piece, 0]
          if (zeros || ofPiece >= mostOfPiece(dataset) || (taken.get(name) ?? 0) >= wish.blocksEach) return
          ofPiece += 1
          taken.set(name, (taken.get(name) ?? 0) + 1)
          const block = asStored(bytes, at, dataset.blockBytes)
          waiting.push({ dataset: name, bytes: block })
          waitingBytes += block.length
        },
        between: () => (waitingBytes >= batchBytes ? flush(run.signal) : Promise.resolve()),
      },
      run,
    )
    await flush(run.signal)
    return {
      readBytes,
      datasets: [...found].map(([dataset, { of, ...sizes }]) => ({
        dataset,
        results: algorithms.map((algorithm): CompressedSample => ({
          algorithm,
          sizes: sizes[algorithm],
          of,
        })),
      })),
    }
  } finally {
    await compressor.close()
  }
}

/** A copy. The last block of a file of several is filled up with zeros, while a file of one block has one of its own size. */
function asStored(bytes: Uint8Array, at: number, blockBytes: number): Uint8Array {
  const block = new Uint8Array(at > 0 ? blockBytes : bytes.length)
  block.set(bytes)
  return block
}
