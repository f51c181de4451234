import { driveId, describeDrive, type Drive } from './drive.ts'
import { isFlash } from './drive-media.ts'
import { assessLayout, type AssessedLayout } from './pool-layout-assess.ts'
import { candidateLayouts, withHelpers } from './pool-layout-candidates.ts'
import { isWellProtected } from './pool-layout-notes.ts'
import { sayRebuild } from './pool-layout-rebuild.ts'
import { rankLayouts } from './pool-layout-rank.ts'
import { dataGroups, type LayoutKind } from './pool-layout.ts'
import { formatBytes, GiB } from './size.ts'

export interface LayoutWish {
  /** Only layouts of this kind; without it, every sensible one with redundancy. */
  readonly kind?: LayoutKind | undefined
  readonly volblocksizeBytes?: number | undefined
}

export interface LayoutChoices {
  /** Best first. */
  readonly layouts: readonly AssessedLayout[]
  /** The first, if it survives a failure or was asked for by name. */
  readonly recommended: AssessedLayout | null
  /** Whole sentences: what is recommended and why, or why nothing is. */
  readonly reason: string
  /** Drives that no layout was made of, and why. */
  readonly unused: readonly { readonly drive: string; readonly because: string }[]
}

/**
 * Lays out every sensible pool of these drives, judges each, and recommends one. Drives that cannot or should not be in a pool are
 * left out and named; a drive that is merely in use is none of this function's business if the caller offers it.
 */
export function layOutPool(drives: readonly Drive[], wish: LayoutWish = {}): LayoutChoices {
  const unused = drives.flatMap((drive) => {
    const because = whyUnsuited(drive, drives)
    return because === undefined ? [] : [{ drive: driveId(drive), because }]
  })
  const out = new Set(unused.map((one) => one.drive))
  const offered = drives.filter((drive) => !out.has(driveId(drive)))
  const assess = (layouts: ReturnType<typeof candidateLayouts>) =>
    layouts.map((layout) => assessLayout(layout, offered, wish))
  const plain = rankLayouts(assess(candidateLayouts(offered, wish.kind)), offered)
  // Helpers multiply the list, so only the best two are offered with them.
  const helped = plain.slice(0, 2).flatMap((assessed) => assess(withHelpers(assessed.layout, offered)))
  const layouts = rankLayouts([...plain, ...helped], offered)
  const [first] = layouts
  const recommended =
    first !== undefined && (first.failures.any > 0 || wish.kind !== undefined) ? first : null
  return { layouts, recommended, reason: sayReason(recommended, offered, wish), unused }
}

const smallestBytes = GiB

/** Why a drive is not offered: it cannot work in a pool, or there are better ones. */
export function whyUnsuited(drive: Drive, drives: readonly Drive[]): string | undefined {
  if (drive.byIdPath === undefined) return 'it has no lasting path below /dev/disk/by-id'
  if (drive.readOnly) return 'it is write-protected'
  if (drive.zoned === 'host-managed') return 'it is a host-managed SMR drive, which ZFS cannot write to'
  if (drive.sizeBytes < smallestBytes) return `it holds only ${formatBytes(drive.sizeBytes)}`
  if (drive.smart.known && drive.smart.passed === false) return 'it says of itself that it is failing'
  const fixed = drives.filter((other) => other.transport !== 'usb' && other.byIdPath !== undefined)
  if (drive.transport === 'usb' && fixed.length >= 2) return 'it is on USB, and there are other drives'
  return undefined
}

function sayReason(recommended: AssessedLayout | null, drives: readonly Drive[], wish: LayoutWish): string {
  if (recommended === null) return sayNothing(drives, wish)
  const byId = new Map(drives.map((drive) => [driveId(drive), drive]))
  const { title, usableBytes, survival, rebuild, layout } = recommended
  const sentences = [
    `${capital(title)}: ${formatBytes(usableBytes)} for VMs. ${survival}`,
    ...(rebuild === null ? [] : [`A failed drive is replaced and rebuilt in ${sayRebuild(rebuild)}.`]),
    ...whyThis(recommended, byId),
  ]
  const taken = new Set(layout.groups.flatMap((group) => group.drives))
  const left = drives.filter((drive) => !taken.has(driveId(drive)))
  if (left.length > 0)
    sentences.push(
      `${left.map(describeDrive).join(' and ')} ${left.length === 1 ? 'is' : 'are'} left${left.filter(isFlash).length >= 2 ? '; the SSDs make a second, fast pool for VMs' : ''}.`,
    )
  return sentences.join(' ')
}

function whyThis(
  { layout, failures }: AssessedLayout,
  drives: ReadonlyMap<string, Drive>,
): readonly string[] {
  const [group] = dataGroups(layout)
  if (group === undefined || failures.any === 0)
    return ['It was asked for by name; nothing else would make a pool without a second copy.']
  const grown = isWellProtected(layout, drives) ? [] : ['Nothing safer fits these drives.']
  switch (group.shape.kind) {
    case 'single':
      return grown
    case 'mirror':
      return [
        'Mirrors are the quickest for VMs, waste nothing on small blocks, and grow by two drives at a time.',
        ...grown,
      ]
    case 'raidz':
      return [
        group.shape.parity === 1
          ? 'It gives the most space that still survives a failure.'
          : 'While one drive is rebuilt, another may fail: with drives as large or as many as these, that is worth the space.',
        ...grown,
      ]
    case 'draid':
      return [
        'With so many drives, rebuilding into spare room on all of them is much quicker than onto one.',
        ...grown,
      ]
  }
}

function sayNothing(drives: readonly Drive[], wish: LayoutWish): string {
  if (wish.kind !== undefined) return `These ${drives.length} drives cannot make a ${wish.kind} pool.`
  if (drives.length === 0) return 'There is no drive a pool could be made of.'
  if (drives.length === 1)
    return 'One drive alone keeps no second copy, so no pool of it is recommended. Add a second one, or ask for `single` by name.'
  return 'No layout of these drives survives a failure.'
}

function capital(text: string): string {
  return text.startsWith('raidz') ? text : `${text.charAt(0).toUpperCase()}${text.slice(1)}`
}
