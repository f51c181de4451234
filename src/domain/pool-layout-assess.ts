import { isFlash } from './drive-media.ts'
import { driveId, type Drive } from './drive.ts'
import { blockCosts, recommendedVolblocksize, type BlockCost } from './pool-layout-blocks.ts'
import { notesOn, type LayoutNote } from './pool-layout-notes.ts'
import { rebuildTime, type RebuildTime } from './pool-layout-rebuild.ts'
import { characterOf, layoutTitle, saySurvival, type LayoutCharacter } from './pool-layout-words.ts'
import { dataGroups, failuresOf, type PoolLayout } from './pool-layout.ts'
import { availableBytes, memberBytes, partitionBytes, vdevSpace } from './zfs-space.ts'

/** A layout with all one has to know to choose it. */
export interface AssessedLayout {
  readonly layout: PoolLayout
  /** `2 mirrors of 2 drives each`. */
  readonly title: string
  /** Of the drives that hold data. */
  readonly rawBytes: number
  /** What `zfs list` shows as available on the new pool. */
  readonly availableBytes: number
  /** What of that VM disks can fill at `volblocksizeBytes`. */
  readonly usableBytes: number
  /** Of data drives, beyond the smallest in their group. */
  readonly wastedBytes: number
  readonly failures: { readonly any: number; readonly atBest: number }
  readonly survival: string
  readonly rebuild: RebuildTime | null
  readonly blockCosts: readonly BlockCost[]
  /** The block size asked for, or else the recommended one. */
  readonly volblocksizeBytes: number
  readonly recommendedVolblocksizeBytes: number
  readonly character: LayoutCharacter
  readonly notes: readonly LayoutNote[]
}

/** Works out what a layout gives and costs. The drives are those of the layout, or more. */
export function assessLayout(
  layout: PoolLayout,
  drives: readonly Drive[],
  wish: { readonly volblocksizeBytes?: number | undefined } = {},
): AssessedLayout {
  const byId = new Map(drives.map((drive) => [driveId(drive), drive]))
  const groups = dataGroups(layout).map((group) => ({
    group,
    members: group.drives.flatMap((id) => byId.get(id) ?? []),
  }))
  const data = groups.flatMap(({ members }) => members)
  const available = availableBytes(
    groups.map(({ group, members }) => vdevSpace(group.shape, members.map(allocatableBytes), layout.ashift)),
  )
  const recommended = recommendedVolblocksize(layout)
  const volblocksizeBytes = wish.volblocksizeBytes ?? recommended
  const costs = blockCosts(layout)
  const inflation = costs.find((cost) => cost.volblocksizeBytes === volblocksizeBytes)?.inflation ?? 1
  const wastedBytes = groups.reduce((sum, { members }) => sum + wastedIn(members), 0)
  return {
    layout,
    title: layoutTitle(layout),
    rawBytes: data.reduce((sum, drive) => sum + drive.sizeBytes, 0),
    availableBytes: available,
    usableBytes: Math.floor(available / inflation),
    wastedBytes,
    failures: failuresOf(layout),
    survival: saySurvival(layout),
    rebuild: rebuildTime(layout.groups, byId),
    blockCosts: costs,
    volblocksizeBytes,
    recommendedVolblocksizeBytes: recommended,
    character: characterOf(layout, data.every(isFlash)),
    notes: notesOn({ layout, drives: byId, wastedBytes }),
  }
}

/** What of a drive given to ZFS whole can be allocated. */
export function allocatableBytes(drive: Pick<Drive, 'sizeBytes' | 'logicalSectorBytes'>): number {
  return memberBytes(partitionBytes(drive.sizeBytes, drive.logicalSectorBytes))
}

/** Drives of one nominal size differ by some megabytes; that is no waste worth a word. */
const alike = 0.02

function wastedIn(members: readonly Drive[]): number {
  const smallest = Math.min(...members.map((drive) => drive.sizeBytes))
  return members.reduce((sum, drive) => {
    const more = drive.sizeBytes - smallest
    return more > alike * smallest ? sum + more : sum
  }, 0)
}
