import { isFlash } from './drive-media.ts'
import { driveId, type Drive } from './drive.ts'
import type { AssessedLayout } from './pool-layout-assess.ts'
import { isLongRisk, isWellProtected } from './pool-layout-notes.ts'
import { dataGroups } from './pool-layout.ts'

/** Why a layout stands where it stands. */
export interface LayoutPoints {
  readonly rule: keyof typeof rules
  readonly points: number
}

interface RankFacts {
  readonly assessed: AssessedLayout
  readonly drives: ReadonlyMap<string, Drive>
  /** Of all drives that could have held data. */
  readonly rawBytes: number
  readonly flash: boolean
}

/**
 * The rules of ranking; the layout with the most points is recommended. They weigh what a home server for VMs needs: nothing lost
 * first, then space, then many small reads and writes at once.
 */
const rules = {
  /** Up to 60 for the part of all drives that VM disks can fill. */
  space: ({ assessed, rawBytes }) => (rawBytes === 0 ? 0 : (60 * assessed.usableBytes) / rawBytes),
  /** Surviving one failure less than the rebuild time asks for is hardly ever worth the space. */
  'too little protection': ({ assessed, drives }) => (isWellProtected(assessed.layout, drives) ? 0 : -30),
  /** A second failure matters most in raidz, whose rebuilds are long; a mirror's are short. */
  'second failure': ({ assessed }) => (assessed.failures.any < 2 ? 0 : mirrored(assessed) ? 6 : 12),
  /** Each doubling of groups doubles the small writes; on SSDs there are enough of them anyway. */
  'groups at once': ({ assessed, flash }) =>
    (flash ? 6 : 8) * Math.min(2, Math.log2(Math.max(1, dataGroups(assessed.layout).length))),
  /** Mirrors read fast, rebuild fast, waste nothing on small blocks, grow in pairs and let go of vdevs again. */
  mirror: ({ assessed, flash }) => (mirrored(assessed) ? (flash ? 6 : 8) : 0),
  /** With many large disks, the partner of a failed one is too often the next. */
  'many large pairs': ({ assessed, drives }) =>
    mirrored(assessed) && assessed.failures.any === 1 && largePairs(assessed, drives) >= 3 ? -12 : 0,
  spare: ({ assessed }) => (assessed.layout.groups.some((group) => group.class === 'spare') ? 1 : 0),
  'wide raidz': ({ assessed }) => (assessed.notes.some((note) => note.code === 'wide') ? -10 : 0),
  /** dRAID is for very many drives: its fixed stripes cost small blocks, and it cannot be grown by a drive. */
  draid: ({ assessed }) => {
    const [group] = dataGroups(assessed.layout)
    return group?.shape.kind === 'draid' ? (group.drives.length >= 24 ? 4 : -8) : 0
  },
  /** What makes a pool more complex, or cannot be taken back, is offered and not recommended. */
  helpers: ({ assessed }) =>
    assessed.layout.groups.some((group) => group.class !== 'normal' && group.class !== 'spare') ? -6 : 0,
  'mixed media': ({ assessed }) => (assessed.notes.some((note) => note.code === 'mixed-media') ? -10 : 0),
} as const satisfies Record<string, (facts: RankFacts) => number>

/** The points of a layout, rule by rule; rules that say nothing are left out. */
export function pointsOf(assessed: AssessedLayout, drives: readonly Drive[]): readonly LayoutPoints[] {
  const byId = new Map(drives.map((drive) => [driveId(drive), drive]))
  const members = dataGroups(assessed.layout).flatMap((group) =>
    group.drives.flatMap((id) => byId.get(id) ?? []),
  )
  const flash = members.every(isFlash)
  const facts: RankFacts = {
    assessed,
    drives: byId,
    flash,
    rawBytes: drives.reduce((sum, drive) => sum + drive.sizeBytes, 0),
  }
  return (Object.keys(rules) as (keyof typeof rules)[])
    .map((rule) => ({ rule, points: Math.round(rules[rule](facts) * 10) / 10 }))
    .filter(({ points }) => points !== 0)
}

/** Best first. What survives nothing comes after all that does; a tie is broken by the title and the drives, never by chance. */
export function rankLayouts(
  layouts: readonly AssessedLayout[],
  drives: readonly Drive[],
): readonly AssessedLayout[] {
  const rated = layouts.map((assessed) => ({
    assessed,
    redundant: assessed.failures.any > 0 ? 1 : 0,
    points: pointsOf(assessed, drives).reduce((sum, one) => sum + one.points, 0),
    key: `${assessed.title} ${assessed.layout.groups.flatMap((group) => group.drives).join(' ')}`,
  }))
  return rated
    .toSorted(
      (one, other) =>
        other.redundant - one.redundant ||
        other.points - one.points ||
        (one.key < other.key ? -1 : one.key > other.key ? 1 : 0),
    )
    .map(({ assessed }) => assessed)
}

function mirrored(assessed: AssessedLayout): boolean {
  return dataGroups(assessed.layout).every((group) => group.shape.kind === 'mirror')
}

function largePairs(assessed: AssessedLayout, drives: ReadonlyMap<string, Drive>): number {
  return dataGroups(assessed.layout).filter((group) =>
    // As long as such a disk would take to rebuild in a raidz, so large.
    isLongRisk({ ...group, shape: { kind: 'raidz', parity: 1 } }, drives),
  ).length
}
