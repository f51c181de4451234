import { driveId, type Drive } from './drive.ts'
import { findDrive } from './find-drive.ts'
import { allocatableBytes } from './pool-layout-assess.ts'
import { isVital, type LayoutGroup, type LayoutKind } from './pool-layout.ts'
import type { VdevClass } from './pool.ts'
import type { Problem } from './problem.ts'
import { formatBytes, MiB } from './size.ts'
import { tolerance, type VdevShape } from './zfs-space.ts'

/** A vdev as a person asks for it. */
export interface GroupWish {
  /** Default `normal`: for data. */
  readonly class?: VdevClass | undefined
  readonly kind: LayoutKind
  /** By any name of theirs. */
  readonly drives: readonly string[]
  /** Of a dRAID; default 8 and 1. */
  readonly draid?: { readonly data?: number | undefined; readonly spares?: number | undefined } | undefined
}

/** Groups with the drives that were meant, and all problems in them. */
export interface ReadGroups {
  readonly groups: readonly LayoutGroup[]
  readonly drives: readonly Drive[]
  readonly problems: readonly Problem[]
}

/** Finds the drives of wished groups and checks each group for itself; `free` says what stands in a drive's way. */
export function readGroups(
  wishes: readonly GroupWish[],
  drives: readonly Drive[],
  free: (drive: Drive, field: string) => readonly Problem[],
): ReadGroups {
  const problems: Problem[] = []
  const taken = new Map<string, string>()
  const used: Drive[] = []
  const groups = wishes.flatMap((wish, index): readonly LayoutGroup[] => {
    const field = `groups[${index}]`
    const members = wish.drives.flatMap((named, at) => {
      const memberField = `${field}.drives[${at}]`
      const found = findDrive(drives, named, memberField)
      if (!found.ok) {
        problems.push(...found.problems)
        return []
      }
      const id = driveId(found.value)
      const before = taken.get(id)
      if (before !== undefined) {
        problems.push(twice(named, memberField, before))
        return []
      }
      taken.set(id, memberField)
      used.push(found.value)
      problems.push(...free(found.value, memberField))
      return [id]
    })
    problems.push(...checkGroup(wish, field))
    return groupsOf(wish, members)
  })
  return { groups, drives: used, problems }
}

function twice(named: string, field: string, before: string): Problem {
  return {
    code: 'invalid_input',
    field,
    message: `${named} is the same drive as ${before}; a drive can be in one place only.`,
  }
}

/** A stripe, spares and cache devices are single drives to ZFS, each a vdev of its own. */
function groupsOf(wish: GroupWish, members: readonly string[]): readonly LayoutGroup[] {
  const vdevClass = wish.class ?? 'normal'
  const shape = shapeOf(wish)
  if (shape.kind === 'single') return members.map((id) => ({ class: vdevClass, shape, drives: [id] }))
  return [{ class: vdevClass, shape, drives: members }]
}

function shapeOf({ kind, draid }: GroupWish): VdevShape {
  const many = { data: draid?.data ?? 8, spares: draid?.spares ?? 1 }
  switch (kind) {
    case 'single':
    case 'stripe':
      return { kind: 'single' }
    case 'mirror':
      return { kind: 'mirror' }
    case 'raidz1':
      return { kind: 'raidz', parity: 1 }
    case 'raidz2':
      return { kind: 'raidz', parity: 2 }
    case 'raidz3':
      return { kind: 'raidz', parity: 3 }
    case 'draid1':
      return { kind: 'draid', parity: 1, ...many }
    case 'draid2':
      return { kind: 'draid', parity: 2, ...many }
    case 'draid3':
      return { kind: 'draid', parity: 3, ...many }
  }
}

/** Kinds each class can have; ZFS knows no raidz for logs and no groups at all for caches and spares. */
const classKinds: Readonly<Record<VdevClass, RegExp>> = {
  normal: /./,
  special: /^(single|mirror|raidz\d)$/,
  dedup: /^(single|mirror|raidz\d)$/,
  log: /^(single|stripe|mirror)$/,
  l2cache: /^(single|stripe)$/,
  spare: /^(single|stripe)$/,
}

const mostMembers = 255

function checkGroup(wish: GroupWish, field: string): Problem[] {
  const vdevClass = wish.class ?? 'normal'
  const problems: Problem[] = []
  const bad = (message: string, hint?: string) =>
    problems.push({ code: 'invalid_input', field, message, ...(hint === undefined ? {} : { hint }) })
  if (!classKinds[vdevClass].test(wish.kind)) bad(`A ${vdevClass} vdev cannot be a ${wish.kind}.`)
  const shape = shapeOf(wish)
  const few = fewest(shape)
  const count = wish.drives.length
  if (count < few)
    bad(
      `A ${wish.kind} needs at least ${few} drives, and ${count} ${count === 1 ? 'was' : 'were'} named.`,
      shape.kind === 'raidz' && count === 2
        ? 'Two drives make a mirror, which is as safe and quicker.'
        : undefined,
    )
  if (
    wish.kind === 'single' &&
    count > 1 &&
    (vdevClass === 'normal' || vdevClass === 'special' || vdevClass === 'dedup')
  )
    bad(`A single vdev is one drive, and ${count} were named.`, 'Ask for a mirror, or for a stripe by name.')
  if (count > mostMembers) bad(`A vdev can have ${mostMembers} drives, and ${count} were named.`)
  if (
    shape.kind === 'draid' &&
    (!Number.isInteger(shape.data) ||
      shape.data < 1 ||
      !Number.isInteger(shape.spares) ||
      shape.spares < 0 ||
      shape.spares > 4)
  )
    bad('A dRAID has at least 1 data drive in each group and room for 0 to 4 spares.')
  return problems
}

/** One more than ZFS asks for: with as few as it allows, a mirror is better in every way. */
function fewest(shape: VdevShape): number {
  switch (shape.kind) {
    case 'single':
      return 1
    case 'mirror':
      return 2
    case 'raidz':
      return shape.parity + 2
    case 'draid':
      return shape.data + shape.parity + shape.spares
  }
}

/** What is wrong with groups together, in a new pool or beside those a pool has. */
export function checkTogether(groups: readonly LayoutGroup[], has: readonly LayoutGroup[] = []): Problem[] {
  const all = [...has, ...groups]
  const data = all.filter((group) => group.class === 'normal')
  if (data.length === 0)
    return [{ code: 'invalid_input', field: 'groups', message: 'A pool needs at least one vdev for data.' }]
  const problems: Problem[] = []
  const kinds = new Set(
    data.map(({ shape }) =>
      shape.kind === 'raidz' || shape.kind === 'draid' ? `${shape.kind}${shape.parity}` : shape.kind,
    ),
  )
  if (kinds.size > 1)
    problems.push({
      code: 'invalid_input',
      field: 'groups',
      message: `Data vdevs of different kinds (${[...kinds].join(' and ')}) cannot share a pool: it is only as safe and as quick as the weakest of them.`,
      hint: 'Make them alike, or make two pools.',
    })
  const least = Math.min(...data.map(toleranceOf))
  for (const group of groups.filter((one) => isVital(one) && one.class !== 'normal'))
    if (toleranceOf(group) < least)
      problems.push({
        code: 'invalid_input',
        field: 'groups',
        message: `The ${group.class} vdev survives ${toleranceOf(group)} failures and the data ${least}; what is on it is nowhere else, so losing it loses the pool.`,
        hint: `Make it a mirror of ${least + 1} drives.`,
      })
  return problems
}

function toleranceOf(group: LayoutGroup): number {
  return tolerance(group.shape, group.drives.length)
}

/**
 * Whether `zpool` takes these groups only when forced (`get_replication`, `check_replication`; tried with 2.3.2): sizes in a group
 * that differ by 16 MiB or more, vdevs that survive different numbers of failures, mirrors of different widths, and beside a pool's
 * own vdevs raidz of different widths, too. Logs, caches and spares do not count.
 */
export function needsForce(
  groups: readonly LayoutGroup[],
  drives: readonly Drive[],
  has: readonly LayoutGroup[] = [],
): boolean {
  const byId = new Map(drives.map((drive) => [driveId(drive), drive]))
  const added = groups.filter(isVital)
  const vital = [...has.filter(isVital), ...added]
  const widths = (kind: VdevShape['kind']) =>
    new Set(vital.filter((group) => group.shape.kind === kind).map((group) => group.drives.length)).size
  return (
    added.some((group) => spread(group, byId) >= 16 * MiB) ||
    (added.length > 0 && new Set(vital.map(toleranceOf)).size > 1) ||
    (added.length > 0 && widths('mirror') > 1) ||
    (added.length > 0 && has.length > 0 && widths('raidz') > 1)
  )
}

function spread(group: LayoutGroup, drives: ReadonlyMap<string, Drive>): number {
  const sizes = group.drives.flatMap((id) => drives.get(id)?.sizeBytes ?? [])
  return sizes.length === 0 ? 0 : Math.max(...sizes) - Math.min(...sizes)
}

/** The problem of sizes that differ so much that it has to be meant. */
export function checkWaste(
  groups: readonly LayoutGroup[],
  drives: readonly Drive[],
  accepted: boolean,
): Problem[] {
  if (accepted) return []
  const byId = new Map(drives.map((drive) => [driveId(drive), drive]))
  return groups.flatMap((group): Problem[] => {
    const members = group.drives.flatMap((id) => byId.get(id) ?? [])
    const sizes = members.map(allocatableBytes)
    const smallest = Math.min(...sizes)
    const wasted = sizes.reduce((sum, size) => sum + size - smallest, 0)
    if (members.length < 2 || Math.max(...sizes) <= 1.1 * smallest) return []
    const small = members.find((drive) => allocatableBytes(drive) === smallest)
    return [
      {
        code: 'invalid_input',
        field: 'groups',
        message: `The drives of this ${group.shape.kind} differ in size: each counts only as much as ${small?.kernelName ?? ''} (${formatBytes(small?.sizeBytes ?? 0)}), so ${formatBytes(wasted)} stay unused.`,
        hint: 'Put like sizes together, or say that this is meant: --accept-waste',
      },
    ]
  })
}
