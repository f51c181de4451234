import { poolRef } from './pool.ts'
import type { Problem } from './problem.ts'

/** A dataset as whoever samples what is in it has to know it. */
export interface SampledDataset {
  readonly name: string
  readonly kind: 'filesystem' | 'volume'
  /** What new blocks of it have at most: `recordsize`, `volblocksize`. */
  readonly blockBytes: number
  /** From its first to its last byte: of a volume with its holes, of a file system what is in its files. */
  readonly spanBytes: number
  /** What it holds before compression, holes left out. */
  readonly logicalBytes: number
  /** The property as it is set, such as `lz4`. */
  readonly compression: string
  /** What was reached for what lies in it now, whatever was set when it was written. */
  readonly compressRatio: number
  readonly dedup: boolean
  /** The snapshot it is a clone of: with that, and its other clones, it shares blocks. */
  readonly origin?: string | undefined
  readonly access: SampleAccess
}

/** How what is in a dataset can be read, or why it cannot. */
export type SampleAccess =
  | { readonly how: 'device' }
  | { readonly how: 'files'; readonly mountpoint: string }
  | { readonly how: 'none'; readonly because: NoAccess }

export type NoAccess = 'locked' | 'not-mounted' | 'mounted-by-hand' | 'no-device'

/** One that can be read. */
export type ReadableDataset = SampledDataset & { readonly access: Exclude<SampleAccess, { how: 'none' }> }

/** A dataset that was not looked at, and why: completes "tank/x was left out: …". */
export interface LeftOut {
  readonly dataset: string
  readonly because: string
}

const sayNoAccess: Readonly<Record<NoAccess, string>> = {
  locked: 'it is encrypted, and its key is not loaded',
  'not-mounted': 'it is not mounted',
  'mounted-by-hand': 'it is mounted by hand (mountpoint=legacy)',
  'no-device': 'it has no device (volmode=none)',
}

/** Parts what can be read from what cannot; what holds nothing is neither. */
export function readableIn(datasets: readonly SampledDataset[]): {
  readonly readable: readonly ReadableDataset[]
  readonly leftOut: readonly LeftOut[]
} {
  const full = datasets.filter((one) => one.logicalBytes > emptyBytes && one.spanBytes > 0)
  return {
    readable: full.filter((one): one is ReadableDataset => one.access.how !== 'none'),
    leftOut: full.flatMap(({ name, access }) =>
      access.how === 'none' ? [{ dataset: name, because: sayNoAccess[access.because] }] : [],
    ),
  }
}

/** A file system without files has about 100 KiB of its own; so little says nothing anyway. */
const emptyBytes = 256 * 1024

/** What is to be said when there is nothing to look at. */
export function nothingToRead(pool: string, leftOut: readonly LeftOut[]): Problem {
  const object = poolRef(pool)
  if (leftOut.length === 0)
    return {
      code: 'wrong_state',
      object,
      message: `There is nothing in ${pool} yet that could be looked at.`,
      hint: 'Ask again when there is data in it; until then lz4 without dedup is right.',
    }
  const locked = leftOut.every((one) => one.because === sayNoAccess.locked)
  return {
    code: locked ? 'key_needed' : 'wrong_state',
    object,
    message: `Nothing in ${pool} can be looked at. ${leftOut.map((one) => `${one.dataset}: ${one.because}.`).join(' ')}`,
    hint: locked
      ? `Load the key first: kiste pool load-key ${pool}`
      : `Mount it, and ask again: zfs mount ${leftOut[0]?.dataset ?? pool}`,
  }
}

/**
 * Datasets that may share blocks, by one name for all of them: clones and what they were cloned from. At the same place they mostly have
 * the very same block, which takes room once already.
 */
export function familyOf(
  datasets: readonly Pick<SampledDataset, 'name' | 'origin'>[],
): (name: string) => string | undefined {
  const origins = new Map(datasets.map((one) => [one.name, one.origin?.split('@', 1)[0]]))
  const rootOf = (name: string): string => {
    let at = name
    // A dataset cannot stem from itself, but what was read may have changed meanwhile.
    for (let steps = 0; steps < 100; steps += 1) {
      const from = origins.get(at)
      if (from === undefined) return at
      at = from
    }
    return at
  }
  const sizes = new Map<string, number>()
  for (const { name } of datasets) sizes.set(rootOf(name), (sizes.get(rootOf(name)) ?? 0) + 1)
  return (name) => {
    const root = rootOf(name)
    // Alone here, it shares with nobody who is looked at.
    return (sizes.get(root) ?? 0) > 1 ? root : undefined
  }
}
