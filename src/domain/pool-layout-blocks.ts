import type { LayoutGroup, PoolLayout } from './pool-layout.ts'
import { dataGroups } from './pool-layout.ts'
import { KiB } from './size.ts'
import { allocatedFor, inflationOf } from './zfs-space.ts'

/** What one block of a zvol takes. */
export interface BlockCost {
  readonly volblocksizeBytes: number
  /** On the drives, with parity, copies and padding. */
  readonly allocatedBytes: number
  /** Over what the pool's usable space promises: 1 for nothing. */
  readonly inflation: number
}

export const volblocksizes: readonly number[] = [4, 8, 16, 32, 64, 128].map((kib) => kib * KiB)

/** What a zvol's block costs at each size, on the data vdev where it costs most. */
export function blockCosts(layout: PoolLayout): readonly BlockCost[] {
  return volblocksizes.map((volblocksizeBytes) => {
    const each = dataGroups(layout).map((group) => costOn(group, layout.ashift, volblocksizeBytes))
    return (
      each.toSorted((one, other) => other.inflation - one.inflation)[0] ?? {
        volblocksizeBytes,
        allocatedBytes: 0,
        inflation: 1,
      }
    )
  })
}

function costOn({ shape, drives }: LayoutGroup, ashift: number, volblocksizeBytes: number): BlockCost {
  const copies = shape.kind === 'mirror' ? drives.length : 1
  return {
    volblocksizeBytes,
    allocatedBytes: copies * allocatedFor(shape, drives.length, ashift, volblocksizeBytes),
    inflation: Math.round(inflationOf(shape, drives.length, ashift, volblocksizeBytes) * 1000) / 1000,
  }
}

/**
 * The block size for VM disks on this layout: the smallest that wastes little. Mirrors start at 16 KiB, ZFS's own default since
 * 2.2; raidz and dRAID at 32 KiB, since on smaller blocks compression cannot save a whole sector with its parity. It is for good, so
 * it has to be right when the disk is made.
 */
export function recommendedVolblocksize(layout: PoolLayout): number {
  const plain = dataGroups(layout).every(({ shape }) => shape.kind === 'mirror' || shape.kind === 'single')
  const choices = blockCosts(layout).filter((cost) => cost.volblocksizeBytes >= (plain ? 16 : 32) * KiB)
  const cheapest = choices.toSorted((one, other) => one.inflation - other.inflation)[0]
  return (choices.find((cost) => cost.inflation <= 1.15) ?? cheapest)?.volblocksizeBytes ?? 16 * KiB
}
