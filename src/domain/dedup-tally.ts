/** Counts what of many blocks came up more than once, by a part of their hashes. */
export interface DedupTally {
  /**
   * `stored`: what the block takes on the drives, compression taken off. `place`: where it is in a family of clones, for which the same
   * block at the same place is one block already.
   */
  add(hash: BlockHash, stored: number, place?: string): void
  addZeros(): void
  counted(): DedupCount
}

/** A hash of a block: a number of 32 evenly spread bits by which it is kept or not, and what tells it from all others. */
export interface BlockHash {
  readonly spread: number
  readonly key: string
}

/** What a tally has found. */
export interface DedupCount {
  readonly keptOneIn: number
  readonly blocks: number
  readonly storedBytes: number
  readonly uniqueBlocks: number
  readonly uniqueStoredBytes: number
  readonly zeroBlocks: number
  /** Blocks that clones have in common already, which are counted once. */
  readonly sharedBlocks: number
}

/** Keeps all blocks of every `keptOneIn`-th hash, and forgets the others. */
export function dedupTally(keptOneIn: number): DedupTally {
  // The places of a hash are remembered only for families of clones.
  const seen = new Map<string, Set<string> | null>()
  let [blocks, storedBytes, uniqueStoredBytes, zeroBlocks, sharedBlocks] = [0, 0, 0, 0, 0]
  return {
    add({ spread, key }, stored, place) {
      if (spread % keptOneIn !== 0) return
      const places = seen.get(key)
      if (place !== undefined && places?.has(place) === true) {
        sharedBlocks += 1
        return
      }
      blocks += 1
      storedBytes += stored
      if (places === undefined) {
        seen.set(key, place === undefined ? null : new Set([place]))
        uniqueStoredBytes += stored
      } else if (place !== undefined) seen.set(key, (places ?? new Set()).add(place))
    },
    addZeros: () => void (zeroBlocks += 1),
    counted: () => ({
      keptOneIn,
      blocks,
      storedBytes,
      uniqueBlocks: seen.size,
      uniqueStoredBytes,
      zeroBlocks,
      sharedBlocks,
    }),
  }
}
