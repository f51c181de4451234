import { ashiftFor, isFlash } from './drive-media.ts'
import { driveId, type Drive } from './drive.ts'
import type { LayoutGroup, LayoutKind, PoolLayout } from './pool-layout.ts'
import type { VdevClass } from './pool.ts'
import type { VdevShape } from './zfs-space.ts'

/** The widest raidz that is offered unasked; OpenZFS recommends 3 to 9 members. */
const widestRaidz = 12
/** dRAID pays where rebuilding one drive would take days and there are many to share the work. */
const fewestForDraid = 12

/**
 * Every sensible layout of data on these drives: all groups of one kind and width, as ZFS wants them, and like sizes together.
 * Without a kind asked for, none without redundancy is among them. Pure, and the same drives in any order give the same layouts in
 * the same order.
 */
export function candidateLayouts(drives: readonly Drive[], kind?: LayoutKind): readonly PoolLayout[] {
  const found = dataSets(drives.toSorted(largestFirst)).flatMap((set) => layOut(set, kind))
  const told = new Map(found.map((layout) => [JSON.stringify(layout.groups), layout]))
  return [...told.values()]
}

/** Ids break ties, so that the order in which drives are listed decides nothing. */
function largestFirst(one: Drive, other: Drive): number {
  return other.sizeBytes - one.sizeBytes || (driveId(one) < driveId(other) ? -1 : 1)
}

/**
 * Which drives the data may be on: all hard disks, all SSDs; with sizes that differ, also the larger ones alone; and everything
 * together only where neither kind is enough for two copies.
 */
function dataSets(drives: readonly Drive[]): readonly (readonly Drive[])[] {
  const flash = drives.filter(isFlash)
  const disks = drives.filter((drive) => !isFlash(drive))
  const sets = [disks, flash].filter((set) => set.length >= 2)
  return (sets.length === 0 ? [drives] : sets).flatMap((set) => [set, ...largerOnes(set)])
}

function largerOnes(set: readonly Drive[]): readonly (readonly Drive[])[] {
  const steps = set.slice(1).flatMap((drive, index) => (isLike(drive, set[index]) ? [] : [index + 1]))
  return steps.filter((count) => count >= 2).map((count) => set.slice(0, count))
}

/** Drives of one nominal size differ by a little. */
function isLike(one: Drive, other: Drive | undefined): boolean {
  return (
    other !== undefined &&
    Math.abs(one.sizeBytes - other.sizeBytes) <= 0.02 * Math.max(one.sizeBytes, other.sizeBytes)
  )
}

function layOut(drives: readonly Drive[], kind: LayoutKind | undefined): readonly PoolLayout[] {
  const lay = {
    single: () => (drives.length === 1 ? [pool(drives, [[drives[0]]], { kind: 'single' })] : []),
    stripe: () =>
      drives.length > 1
        ? [
            pool(
              drives,
              drives.map((drive) => [drive]),
              { kind: 'single' },
            ),
          ]
        : [],
    mirror: () => mirrors(drives),
    raidz1: () => raidz(drives, 1),
    raidz2: () => raidz(drives, 2),
    raidz3: () => raidz(drives, 3),
    draid1: () => draid(drives, 1),
    draid2: () => draid(drives, 2),
    draid3: () => draid(drives, 3),
  } as const satisfies Record<LayoutKind, () => readonly PoolLayout[]>
  if (kind !== undefined) return lay[kind]()
  return [
    ...lay.mirror(),
    ...lay.raidz1(),
    ...lay.raidz2(),
    ...lay.raidz3(),
    ...lay.draid2(),
    ...lay.draid3(),
  ]
}

function pool(
  all: readonly Drive[],
  groups: readonly (readonly (Drive | undefined)[])[],
  shape: VdevShape,
  spares: readonly Drive[] = [],
): PoolLayout {
  const idsOf = (members: readonly (Drive | undefined)[]) =>
    members.flatMap((drive) => (drive ? [driveId(drive)] : []))
  return {
    ashift: ashiftFor(all),
    groups: [
      ...groups.map((members): LayoutGroup => ({ class: 'normal', shape, drives: idsOf(members) })),
      ...spares.map((drive): LayoutGroup => ({
        class: 'spare',
        shape: { kind: 'single' },
        drives: [driveId(drive)],
      })),
    ],
  }
}

/** Pairs, threes; and where one drive is left over, the one whose leaving costs least waits as a spare. */
function mirrors(drives: readonly Drive[]): readonly PoolLayout[] {
  const widths = [2, 3, ...(drives.length === 4 ? [4] : [])].filter((width) => drives.length >= width)
  return widths.flatMap((width) => {
    const over = drives.length % width
    if (over > 1) return []
    const best = over === 0 ? { members: drives, left: undefined } : leaveOneOut(drives, width)
    return [pool(drives, chunks(best.members, width), { kind: 'mirror' }, spareFor(best.left, best.members))]
  })
}

function leaveOneOut(
  drives: readonly Drive[],
  width: number,
): { readonly members: readonly Drive[]; readonly left: Drive | undefined } {
  const ways = drives.map((left, index) => {
    const members = drives.filter((_, other) => other !== index)
    const usable = chunks(members, width).reduce((sum, group) => sum + smallestOf(group), 0)
    return { left, members, usable }
  })
  // Of those that leave as much, the smallest drive is left.
  return (
    ways.toSorted(
      (one, other) => other.usable - one.usable || one.left.sizeBytes - other.left.sizeBytes,
    )[0] ?? { members: drives, left: undefined }
  )
}

function raidz(drives: readonly Drive[], parity: 1 | 2 | 3): readonly PoolLayout[] {
  const narrowest = { 1: 3, 2: 4, 3: 6 }[parity]
  const found: PoolLayout[] = []
  for (let groups = 1; groups * narrowest <= drives.length; groups += 1) {
    const width = Math.floor(drives.length / groups)
    const over = drives.length - groups * width
    if (width > widestRaidz || over > 1) continue
    found.push(
      pool(
        drives,
        chunks(drives.slice(0, groups * width), width),
        { kind: 'raidz', parity },
        spareFor(drives.at(-1), drives.slice(0, groups * width), over),
      ),
    )
  }
  // One drive may also wait as a spare instead of working.
  const members = drives.slice(0, -1)
  if (members.length >= Math.max(narrowest, 5) && members.length <= widestRaidz)
    found.push(pool(drives, [members], { kind: 'raidz', parity }, spareFor(drives.at(-1), members)))
  return found
}

function draid(drives: readonly Drive[], parity: 1 | 2 | 3): readonly PoolLayout[] {
  if (drives.length < fewestForDraid) return []
  const spares = drives.length < 24 ? 1 : 2
  return [4, 8]
    .filter((data) => data + parity + spares <= drives.length)
    .map((data) => pool(drives, [drives], { kind: 'draid', parity, data, spares }))
}

/** A drive as a spare, if it could stand in for every other. */
function spareFor(drive: Drive | undefined, members: readonly Drive[], over = 1): readonly Drive[] {
  if (drive === undefined || over === 0 || members.includes(drive)) return []
  return drive.sizeBytes >= 0.98 * Math.max(...members.map((member) => member.sizeBytes)) ? [drive] : []
}

/**
 * A layout on hard disks again with the SSDs it leaves beside it: for metadata, as safe as the data is; as a log; or as a cache.
 * Nothing for a layout that has none to leave or is on SSDs itself.
 */
export function withHelpers(layout: PoolLayout, drives: readonly Drive[]): readonly PoolLayout[] {
  const taken = new Set(layout.groups.flatMap((group) => group.drives))
  if (drives.some((drive) => taken.has(driveId(drive)) && isFlash(drive))) return []
  const ssds = drives.filter((drive) => !taken.has(driveId(drive)) && isFlash(drive)).toSorted(largestFirst)
  const data = layout.groups[0]
  if (data === undefined || ssds.length === 0) return []
  const copies =
    data.shape.kind === 'mirror' ? data.drives.length : 'parity' in data.shape ? data.shape.parity + 1 : 1
  const helpers: LayoutGroup[] = []
  const help = (vdevClass: VdevClass, drives: readonly Drive[]) =>
    helpers.push({
      class: vdevClass,
      shape: drives.length > 1 ? { kind: 'mirror' } : { kind: 'single' },
      drives: drives.map(driveId),
    })
  if (copies > 1 && ssds.length >= copies) help('special', ssds.slice(0, copies))
  if (ssds.length >= 2) help('log', ssds.slice(0, 2))
  else help('log', ssds)
  help('l2cache', ssds.slice(-1))
  const ashift = Math.max(layout.ashift, ashiftFor(ssds))
  return helpers.map((helper) => ({ ashift, groups: [...layout.groups, helper] }))
}

function chunks(drives: readonly Drive[], width: number): readonly (readonly Drive[])[] {
  return Array.from({ length: Math.floor(drives.length / width) }, (_, index) =>
    drives.slice(index * width, (index + 1) * width),
  )
}

function smallestOf(drives: readonly Drive[]): number {
  return Math.min(...drives.map((drive) => drive.sizeBytes))
}
