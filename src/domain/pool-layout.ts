import type { VdevClass } from './pool.ts'
import { tolerance, type VdevShape } from './zfs-space.ts'

/** A top-level vdev of a pool to be: which drives, and how they share data. A spare or cache device is a group of its own. */
export interface LayoutGroup {
  readonly class: VdevClass
  readonly shape: VdevShape
  /** Ids of the drives (`driveId`), in the order ZFS gets them. */
  readonly drives: readonly string[]
}

/** A whole pool to be. */
export interface PoolLayout {
  readonly groups: readonly LayoutGroup[]
  /** Sector size as a power of two; for good. */
  readonly ashift: number
}

/** The layouts a person can ask for by name; `stripe` is several drives without redundancy. */
export const layoutKinds = [
  'single',
  'stripe',
  'mirror',
  'raidz1',
  'raidz2',
  'raidz3',
  'draid1',
  'draid2',
  'draid3',
] as const
export type LayoutKind = (typeof layoutKinds)[number]

/** Classes whose loss loses the pool: what is on them is nowhere else. */
export const vitalClasses: readonly VdevClass[] = ['normal', 'special', 'dedup']

export function isVital(group: Pick<LayoutGroup, 'class'>): boolean {
  return vitalClasses.includes(group.class)
}

export function dataGroups(layout: PoolLayout): readonly LayoutGroup[] {
  return layout.groups.filter((group) => group.class === 'normal')
}

/** How many drives can fail with every byte still there: any so many, and with luck so many. */
export function failuresOf(layout: PoolLayout): { readonly any: number; readonly atBest: number } {
  const each = layout.groups.filter(isVital).map((group) => tolerance(group.shape, group.drives.length))
  return { any: each.length === 0 ? 0 : Math.min(...each), atBest: each.reduce((sum, one) => sum + one, 0) }
}

/** The word for a shape in `zpool create`; undefined for a drive alone, which has none. */
export function shapeWord(shape: VdevShape, members: number): string | undefined {
  switch (shape.kind) {
    case 'single':
      return undefined
    case 'mirror':
      return 'mirror'
    case 'raidz':
      return `raidz${shape.parity}`
    case 'draid':
      return `draid${shape.parity}:${shape.data}d:${members}c:${shape.spares}s`
  }
}

const classWords: Readonly<Record<VdevClass, string | undefined>> = {
  normal: undefined,
  special: 'special',
  dedup: 'dedup',
  log: 'log',
  l2cache: 'cache',
  spare: 'spare',
}

/** The part of `zpool create` or `zpool add` that says what goes where. Ids are absolute paths, so none is read as a word. */
export function layoutWords(groups: readonly LayoutGroup[]): readonly string[] {
  const order: readonly VdevClass[] = ['normal', 'special', 'dedup', 'log', 'l2cache', 'spare']
  return order.flatMap((vdevClass) =>
    groups
      .filter((group) => group.class === vdevClass)
      .flatMap((group, index) => {
        const word = shapeWord(group.shape, group.drives.length)
        // The word for the class is said once and counts until the next.
        const classWord = index === 0 ? classWords[vdevClass] : undefined
        return [
          ...(classWord === undefined ? [] : [classWord]),
          ...(word === undefined ? [] : [word]),
          ...group.drives,
        ]
      }),
  )
}
