import { ashiftFor, isFlash, mediaOf } from './drive-media.ts'
import { describeDrive, type Drive } from './drive.ts'
import { dataGroups, failuresOf, isVital, type LayoutGroup, type PoolLayout } from './pool-layout.ts'
import { rebuildTime, sayRebuild } from './pool-layout-rebuild.ts'
import { formatBytes } from './size.ts'
import { smrOf } from './smr.ts'
import { tolerance } from './zfs-space.ts'

/** Something to know of a layout before choosing it. `danger` is about losing the pool. */
export interface LayoutNote {
  readonly code: LayoutNoteCode
  readonly level: 'note' | 'warning' | 'danger'
  readonly text: string
}

export type LayoutNoteCode = keyof typeof rules

export interface NoteFacts {
  readonly layout: PoolLayout
  /** By id. */
  readonly drives: ReadonlyMap<string, Drive>
  readonly wastedBytes: number
}

type Judgement = Omit<LayoutNote, 'code'>
type Rule = (facts: NoteFacts) => Judgement | undefined

const rules = {
  'no-redundancy': ({ layout }) =>
    dataGroups(layout).some((group) => tolerance(group.shape, group.drives.length) === 0)
      ? {
          level: 'danger',
          text:
            dataGroups(layout).length > 1
              ? 'There is no second copy of anything: if any one of the drives fails, the whole pool is lost, not only what was on that drive.'
              : 'There is no second copy of anything: if the drive fails, the pool is lost, and damage that is found cannot be mended.',
        }
      : undefined,
  'weak-special': ({ layout }) => {
    const data = Math.min(...dataGroups(layout).map((group) => tolerance(group.shape, group.drives.length)))
    const weak = layout.groups.find(
      (group) =>
        isVital(group) && group.class !== 'normal' && tolerance(group.shape, group.drives.length) < data,
    )
    return (
      weak && {
        level: 'danger',
        text: `What is on the ${weak.class} vdev is nowhere else, and it survives fewer failures than the data: losing it loses the pool.`,
      }
    )
  },
  'special-stays': ({ layout }) =>
    layout.groups.some((group) => group.class === 'special' || group.class === 'dedup') &&
    dataGroups(layout).some((group) => group.shape.kind === 'raidz' || group.shape.kind === 'draid')
      ? {
          level: 'warning',
          text: 'A special or dedup vdev can never be taken out of a pool with raidz or dRAID again.',
        }
      : undefined,
  'failing-drive': (facts) =>
    perDrive(facts, (drive) => drive.smart.known && drive.smart.passed === false, {
      level: 'danger',
      one: (drive) => `${drive} says of itself that it is failing.`,
    }),
  'big-raidz1': ({ layout, drives }) => {
    const single = dataGroups(layout).filter(
      (group) => group.shape.kind === 'raidz' && group.shape.parity === 1,
    )
    const time = rebuildTime(single, drives)
    if (time === null || !single.some((group) => isLongRisk(group, drives))) return undefined
    return {
      level: 'warning',
      text: `While a failed drive is rebuilt (${sayRebuild(time)}), a second failure loses the pool.`,
    }
  },
  smr: (facts) =>
    perDrive(facts, (drive) => smrOf(drive) === 'yes', {
      level: 'warning',
      one: (drive) =>
        `${drive} shingles its tracks (SMR): rebuilding it takes very long, and it may be thrown out of the pool meanwhile.`,
    }),
  'smr-unknown': (facts) => {
    const unknown = used(facts).filter((drive) => smrOf(drive) === 'unknown')
    return unknown.length === 0
      ? undefined
      : {
          level: 'note',
          text: `Whether ${sayDrives(unknown)} shingle${unknown.length === 1 ? 's' : ''} (SMR) is not known; the maker’s data sheet says so.`,
        }
  },
  usb: (facts) =>
    perDrive(facts, (drive) => drive.transport === 'usb', {
      level: 'warning',
      one: (drive) =>
        `${drive} is on USB: bridges drop out under load, and the pool stops when too many are gone.`,
    }),
  'mixed-media': ({ layout, drives }) => {
    const mixed = layout.groups.some(
      (group) => isVital(group) && new Set(membersOf(group, drives).map((drive) => isFlash(drive))).size > 1,
    )
    const data = dataGroups(layout).map((group) => membersOf(group, drives).every((drive) => isFlash(drive)))
    return mixed || new Set(data).size > 1
      ? {
          level: 'warning',
          text: 'Hard disks and SSDs share the data: all of it is as slow as the hard disks.',
        }
      : undefined
  },
  'mixed-sectors': ({ layout, drives }) => {
    const sizes = new Set(
      layout.groups.flatMap((group) => membersOf(group, drives)).map((drive) => ashiftFor([drive])),
    )
    return sizes.size > 1
      ? {
          level: 'note',
          text: `The drives differ in their sector size; the pool uses the largest (${formatBytes(2 ** layout.ashift)}).`,
        }
      : undefined
  },
  wasted: ({ wastedBytes }) =>
    wastedBytes > 0
      ? {
          level: 'note',
          text: `${formatBytes(wastedBytes)} of the larger drives cannot be used beside the smaller ones.`,
        }
      : undefined,
  uneven: ({ layout, drives }) => {
    const sizes = dataGroups(layout).map((group) =>
      Math.min(...membersOf(group, drives).map((drive) => drive.sizeBytes)),
    )
    return sizes.length > 1 && Math.max(...sizes) > 1.05 * Math.min(...sizes)
      ? {
          level: 'note',
          text: 'The groups differ in size: most new data goes to the larger ones, and so does most of the work.',
        }
      : undefined
  },
  wide: ({ layout }) =>
    dataGroups(layout).some((group) => group.shape.kind === 'raidz' && group.drives.length > 9)
      ? {
          level: 'warning',
          text: 'A raidz of more than 9 drives rebuilds slowly; several smaller groups are better.',
        }
      : undefined,
  'small-spare': ({ layout, drives }) => {
    const needed = Math.max(
      0,
      ...layout.groups
        .filter((group) => group.class === 'normal')
        .map((group) => Math.min(...membersOf(group, drives).map((drive) => drive.sizeBytes))),
    )
    const small = layout.groups
      .filter((group) => group.class === 'spare')
      .flatMap((group) => membersOf(group, drives))
      .filter((drive) => drive.sizeBytes < needed)
    return small.length === 0
      ? undefined
      : {
          level: 'warning',
          text: `${sayDrives(small)} as a spare is smaller than drives it would have to stand in for.`,
        }
  },
  'log-use': ({ layout }) =>
    layout.groups.some((group) => group.class === 'log')
      ? {
          level: 'note',
          text: 'A log device helps only synchronous writes (databases, NFS), and only if it keeps its data when the power fails: use an SSD with power-loss protection.',
        }
      : undefined,
  'cache-use': ({ layout }) =>
    layout.groups.some((group) => group.class === 'l2cache')
      ? {
          level: 'note',
          text: 'A cache device helps reads that do not fit into memory, and its index takes memory itself; more RAM helps first.',
        }
      : undefined,
  worn: (facts) =>
    perDrive(facts, (drive) => drive.smart.known && (drive.smart.wearPercent ?? 0) >= 80, {
      level: 'warning',
      one: (drive) => `${drive} has used up most of its life in writes.`,
    }),
} as const satisfies Record<string, Rule>

/** Everything to know of a layout, dangers first, each said once. */
export function notesOn(facts: NoteFacts): readonly LayoutNote[] {
  const levels = ['danger', 'warning', 'note']
  return (Object.keys(rules) as LayoutNoteCode[])
    .flatMap((code): LayoutNote[] => {
      const found: Judgement | undefined = rules[code](facts)
      return found === undefined ? [] : [{ code, ...found }]
    })
    .toSorted((one, other) => levels.indexOf(one.level) - levels.indexOf(other.level))
}

/** Whether a group is so slow to rebuild that a second drive may well fail meanwhile: large hard disks, or many of them. */
export function isLongRisk(group: LayoutGroup, drives: ReadonlyMap<string, Drive>): boolean {
  if (group.shape.kind !== 'raidz' && group.shape.kind !== 'draid') return false
  const members = membersOf(group, drives)
  // Only as much as the smallest holds is ever rebuilt.
  const large = Math.min(...members.map((drive) => drive.sizeBytes)) >= 7.5e12 && !members.every(isFlash)
  return large || members.length >= 5 || members.some((drive) => mediaOf(drive) === 'smr')
}

/** Whether the pool survives what it should: two failures where the rebuild is long, one elsewhere. */
export function isWellProtected(layout: PoolLayout, drives: ReadonlyMap<string, Drive>): boolean {
  const needed = dataGroups(layout).some((group) => isLongRisk(group, drives)) ? 2 : 1
  return failuresOf(layout).any >= needed
}

function membersOf(group: LayoutGroup, drives: ReadonlyMap<string, Drive>): readonly Drive[] {
  return group.drives.flatMap((id) => drives.get(id) ?? [])
}

function used({ layout, drives }: NoteFacts): readonly Drive[] {
  return layout.groups.flatMap((group) => membersOf(group, drives))
}

function perDrive(
  facts: NoteFacts,
  isOne: (drive: Drive) => boolean,
  say: { readonly level: LayoutNote['level']; readonly one: (drive: string) => string },
): Judgement | undefined {
  const found = used(facts).filter(isOne)
  return found.length === 0
    ? undefined
    : { level: say.level, text: found.map((drive) => say.one(describeDrive(drive))).join(' ') }
}

function sayDrives(drives: readonly Drive[]): string {
  const names = drives.map(describeDrive)
  return names.length > 3 ? `${names.length} of the drives` : names.join(' and ')
}
