import { mediaOf, type DriveMedia } from './drive-media.ts'
import type { Drive } from './drive.ts'
import { isVital, type LayoutGroup } from './pool-layout.ts'

/** How long the pool runs with less protection after a drive was replaced: from a good day to a bad one. */
export interface RebuildTime {
  readonly fromSeconds: number
  readonly toSeconds: number
}

/** Bytes a second a drive is rebuilt at: alone and in long runs, and beside VMs that work with many small blocks. */
const speeds: Readonly<Record<DriveMedia, { readonly best: number; readonly worst: number }>> = {
  hdd: { best: 170e6, worst: 35e6 },
  // A shingled drive keeps up until its cache is full, and then crawls.
  smr: { best: 60e6, worst: 5e6 },
  ssd: { best: 400e6, worst: 120e6 },
  nvme: { best: 1200e6, worst: 300e6 },
  usb: { best: 110e6, worst: 15e6 },
  virtual: { best: 300e6, worst: 50e6 },
}

/**
 * An estimate of the longest rebuild in the pool: half full at the best speed, 90 % full at the worst. ZFS copies only what is in
 * use, a mirror from one partner, a raidz by reading all of the group, a dRAID into spare room on all drives at once. Null when
 * nothing can be rebuilt, as there is no second copy.
 */
export function rebuildTime(
  groups: readonly LayoutGroup[],
  drives: ReadonlyMap<string, Drive>,
): RebuildTime | null {
  const each = groups
    .filter((group) => isVital(group) && group.shape.kind !== 'single')
    .map((group) => ofGroup(group, drives))
  if (each.length === 0) return null
  return {
    fromSeconds: Math.max(...each.map((time) => time.fromSeconds)),
    toSeconds: Math.max(...each.map((time) => time.toSeconds)),
  }
}

function ofGroup(group: LayoutGroup, drives: ReadonlyMap<string, Drive>): RebuildTime {
  const members = group.drives.flatMap((id) => drives.get(id) ?? [])
  const bytes = Math.min(...members.map((drive) => drive.sizeBytes))
  const best = Math.min(...members.map((drive) => speeds[mediaOf(drive)].best))
  const worst = Math.min(...members.map((drive) => speeds[mediaOf(drive)].worst))
  const faster = speedUp(group)
  return {
    fromSeconds: Math.round((bytes * 0.5) / (best * faster.best)),
    toSeconds: Math.round((bytes * 0.9) / (worst * faster.worst)),
  }
}

function speedUp({ shape, drives }: LayoutGroup): { readonly best: number; readonly worst: number } {
  switch (shape.kind) {
    case 'single':
    case 'mirror':
      return { best: 1, worst: 1 }
    case 'raidz':
      // Wide groups are cut into small pieces, and every block needs all drives of the group.
      return { best: 0.9, worst: drives.length > 6 ? 0.5 : 0.7 }
    case 'draid': {
      const atOnce = shape.spares === 0 ? 1 : drives.length / (shape.data + shape.parity)
      return { best: atOnce, worst: atOnce * 0.7 }
    }
  }
}

/** `about 3 to 14 hours`. */
export function sayRebuild(time: RebuildTime): string {
  const [unit, seconds] =
    time.toSeconds >= 3 * 86_400
      ? (['days', 86_400] as const)
      : time.toSeconds >= 3 * 3600
        ? (['hours', 3600] as const)
        : (['minutes', 60] as const)
  const from = Math.max(1, Math.round(time.fromSeconds / seconds))
  const to = Math.max(1, Math.round(time.toSeconds / seconds))
  return from === to ? `about ${to} ${to === 1 ? unit.slice(0, -1) : unit}` : `about ${from} to ${to} ${unit}`
}
