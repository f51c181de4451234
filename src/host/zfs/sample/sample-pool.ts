import { setTimeout as sleep } from 'node:timers/promises'
import type { DatasetName } from '../../../domain/dataset-name.ts'
import type { ReadableDataset } from '../../../domain/sampled-dataset.ts'
import { extentAt, extentCount, lineUp, spreadOrder, type Extent } from '../../../domain/sample-spread.ts'
import { CommandError, type Runner } from '../../exec.ts'
import type { SampleRun, SampleWish } from '../../pool-host.ts'
import { findZvol } from '../zvol-device.ts'
import { listFiles } from './list-files.ts'
import { readDevice, readParts } from './read-extent.ts'

/** One block of a dataset, lent. */
export interface SampledBlock {
  readonly dataset: ReadableDataset
  readonly bytes: Uint8Array
  /** The path of its file, empty for a volume. */
  readonly path: string
  readonly at: number
  readonly zeros: boolean
  /** Counts the pieces that were read: blocks of one lie beside each other. */
  readonly piece: number
}

export interface SamplePlan extends SampleWish {
  /** Read in pieces of so many bytes. */
  readonly extentBytes: (dataset: ReadableDataset) => number
  /** Whose turn it is: of each the same share, or of each as many pieces. */
  readonly turns: 'by-share' | 'one-by-one'
  /** Takes each block. */
  readonly take: (block: SampledBlock) => void
  /** Whether there is enough of this dataset. */
  readonly enough?: (dataset: ReadableDataset) => boolean
  /** Called between two pieces; what it does is waited for. */
  readonly between?: () => Promise<void>
}

export interface SampleEnd {
  /** Without zeros. */
  readonly readBytes: number
  /** How much was read of what is there, from 0 to 1, weighed by what is in each. */
  readonly readShare: number
}

/** A dataset as it is read: piece by piece, in an order that is spread evenly wherever it ends. */
interface Source {
  readonly dataset: ReadableDataset
  readonly count: number
  readonly order: Iterator<number, void>
  readonly read: (extent: Extent, signal: AbortSignal) => Promise<void>
  readonly spanBytes: number
  readonly extentBytes: number
  done: number
}

/** Reads pieces of all datasets in turn, so that of each the same share is read, until it is enough or time is up. */
export async function samplePool(runner: Runner, plan: SamplePlan, run: SampleRun): Promise<SampleEnd> {
  const { signal, onProgress, onTrouble } = run
  const over = new AbortController()
  const timer = setTimeout(() => over.abort(), plan.seconds * 1_000)
  const either = AbortSignal.any([signal, over.signal])
  let [readBytes, piece] = [0, 0]
  const taking = (dataset: ReadableDataset) => (bytes: Uint8Array, at: number, path: string) => {
    const zeros = isZeros(bytes)
    if (!zeros) readBytes += bytes.length
    plan.take({ dataset, bytes, path, at, zeros, piece })
  }
  try {
    const all = await openSources(runner, plan, { signal: either, onTrouble, taking })
    let sources = all.filter((one) => one.count > 0)
    while (sources.length > 0 && !either.aborted && readBytes < plan.readBytes) {
      const source = next(sources, plan.turns)
      const index = source.order.next()
      if (index.done === true || plan.enough?.(source.dataset) === true) {
        sources = sources.filter((one) => one !== source)
        continue
      }
      const extent = extentAt(index.value, source.spanBytes, source.extentBytes)
      piece += 1
      try {
        await source.read(extent, either)
        source.done += 1
      } catch (error) {
        if (either.aborted) break
        if (!(error instanceof CommandError)) throw error
        onTrouble(`${source.dataset.name} could not be read on: ${error.message}.`)
        sources = sources.filter((one) => one !== source)
      }
      onProgress(Math.min(readBytes, plan.readBytes))
      await plan.between?.()
      // Others have their turn, however quick the reading is.
      await sleep(0)
    }
    signal.throwIfAborted()
    return { readBytes, readShare: shareOf(all, plan.datasets) }
  } finally {
    clearTimeout(timer)
  }
}

/** Weighed by what is in each; one that could not be opened was not read. */
function shareOf(sources: readonly Source[], datasets: readonly ReadableDataset[]): number {
  const all = datasets.reduce((sum, one) => sum + one.logicalBytes, 0)
  const read = sources.reduce(
    (sum, one) => sum + one.dataset.logicalBytes * (one.count === 0 ? 1 : Math.min(1, one.done / one.count)),
    0,
  )
  return all === 0 ? 1 : Math.min(1, read / all)
}

function next(sources: readonly Source[], turns: SamplePlan['turns']): Source {
  const had = ({ done, count }: Source) => (turns === 'by-share' ? done / count : done)
  return sources.reduce((least, one) => (had(one) < had(least) ? one : least))
}

type Taking = (dataset: ReadableDataset) => (bytes: Uint8Array, at: number, path: string) => void

async function openSources(
  runner: Runner,
  plan: SamplePlan,
  {
    signal,
    onTrouble,
    taking,
  }: { readonly signal: AbortSignal; readonly onTrouble: SampleRun['onTrouble']; readonly taking: Taking },
): Promise<Source[]> {
  const sources: Source[] = []
  for (const dataset of plan.datasets) {
    if (signal.aborted) break
    try {
      const opened = await open(runner, dataset, taking(dataset), signal)
      if (opened === undefined) {
        onTrouble(`${dataset.name} was left out: its device did not appear.`)
        continue
      }
      const extentBytes = plan.extentBytes(dataset)
      const count = extentCount(opened.spanBytes, extentBytes)
      sources.push({ ...opened, dataset, extentBytes, count, order: spreadOrder(count), done: 0 })
    } catch (error) {
      if (signal.aborted) break
      if (!(error instanceof CommandError)) throw error
      onTrouble(`${dataset.name} was left out: ${error.message}.`)
    }
  }
  return sources
}

async function open(
  runner: Runner,
  dataset: ReadableDataset,
  take: ReturnType<Taking>,
  signal: AbortSignal,
): Promise<Pick<Source, 'read' | 'spanBytes'> | undefined> {
  const { access, blockBytes } = dataset
  if (access.how === 'device') {
    const device = await findZvol(runner, dataset.name as DatasetName)
    if (device === undefined) return undefined
    return {
      spanBytes: dataset.spanBytes,
      read: (extent, signal) =>
        readDevice({ runner, blockBytes, signal }, device, extent, (bytes, at) => take(bytes, at, '')),
    }
  }
  const { mountpoint } = access
  const line = lineUp(await listFiles(runner, mountpoint, { signal }))
  return {
    spanBytes: line.spanBytes,
    read: (extent, signal) =>
      readParts({ runner, blockBytes, signal }, mountpoint, line.partsIn(extent), take),
  }
}

const zeros = new Uint8Array(16 * 1024 * 1024)

function isZeros(bytes: Uint8Array): boolean {
  // Nearly all that is none has something at its beginning or end.
  if (bytes[0] !== 0 || bytes.at(-1) !== 0) return false
  return Buffer.compare(bytes, zeros.subarray(0, bytes.length)) === 0
}
