import { failuresSurvived, type Vdev, type VdevGroup } from './pool.ts'

/** Whether a device, or a group by what is left of it, holds all its data now. */
export function isWhole(vdev: Vdev): boolean {
  if (!('children' in vdev)) return vdev.state === 'online' && vdev.scanning === undefined
  switch (vdev.kind) {
    case 'mirror':
    case 'raidz':
    case 'draid':
      return vdev.children.every(isWhole)
    case 'replacing':
    case 'sparing':
      // The one that stands in is being filled; until then the first counts.
      return vdev.children.some(isWhole)
    case 'indirect':
    case 'hole':
      return true
  }
}

/** How many more of its members a group can lose now and still have every byte; a lone device can lose none. */
export function failuresLeft(vdev: Vdev): number {
  const survived = failuresSurvived(vdev)
  if (!('children' in vdev) || survived === null) return 0
  return Math.max(0, survived - missingIn(vdev))
}

/** How many members of a group do not hold all their data now. */
export function missingIn(group: Vdev & VdevGroup): number {
  return group.children.filter((child) => !isWhole(child)).length
}

/** What still survives in the pool: the least any vital vdev can lose. */
export function poolFailuresLeft(vdevs: readonly Vdev[]): number {
  const vital = vdevs.filter(
    (vdev) =>
      ['normal', 'special', 'dedup'].includes(vdev.class) && vdev.kind !== 'indirect' && vdev.kind !== 'hole',
  )
  return vital.length === 0 ? 0 : Math.min(...vital.map(failuresLeft))
}
