import type { VdevClass } from './pool.ts'
import { dataGroups, failuresOf, shapeWord, type LayoutGroup, type PoolLayout } from './pool-layout.ts'

/** How a layout answers reads and writes, in a few plain words. */
export interface LayoutCharacter {
  readonly reads: string
  readonly writes: string
}

const classNames: Readonly<Record<VdevClass, string>> = {
  normal: 'data',
  special: 'special',
  dedup: 'dedup',
  log: 'log',
  l2cache: 'cache',
  spare: 'spare',
}

/** `2 mirrors of 2 drives each, 1 spare`. */
export function layoutTitle(layout: PoolLayout): string {
  const classes: readonly VdevClass[] = ['normal', 'special', 'dedup', 'log', 'l2cache', 'spare']
  return classes
    .flatMap((vdevClass) => {
      const groups = layout.groups.filter((group) => group.class === vdevClass)
      if (groups.length === 0) return []
      const drives = groups.reduce((sum, group) => sum + group.drives.length, 0)
      if (vdevClass === 'spare') return [drives === 1 ? '1 spare' : `${drives} spares`]
      const said = sayGroups(groups)
      return [vdevClass === 'normal' ? said : `${classNames[vdevClass]} on ${said}`]
    })
    .join(', ')
}

function sayGroups(groups: readonly LayoutGroup[]): string {
  const kinds = new Map<string, LayoutGroup[]>()
  for (const group of groups) {
    const key = `${shapeWord(group.shape, group.drives.length) ?? 'single'} ${group.drives.length}`
    kinds.set(key, [...(kinds.get(key) ?? []), group])
  }
  return [...kinds.values()].map(sayAlike).join(' and ')
}

function sayAlike(groups: readonly LayoutGroup[]): string {
  const [first] = groups
  if (first === undefined) return ''
  const count = groups.length
  const drives = count === 1 ? `of ${first.drives.length} drives` : `of ${first.drives.length} drives each`
  switch (first.shape.kind) {
    case 'single':
      return count === 1 ? '1 drive' : `${count} drives without redundancy`
    case 'mirror':
      return `${count === 1 ? '1 mirror' : `${count} mirrors`} ${drives}`
    case 'raidz':
      return `${count === 1 ? '' : `${count} × `}raidz${first.shape.parity} ${drives}`
    case 'draid':
      return `${count === 1 ? '' : `${count} × `}dRAID${first.shape.parity} ${drives} (${first.shape.data} data, room for ${first.shape.spares} spare)`
  }
}

/** How many drives can fail, as a sentence. */
export function saySurvival(layout: PoolLayout): string {
  const { any, atBest } = failuresOf(layout)
  const drives = (count: number) => (count === 1 ? '1 drive' : `${count} drives`)
  if (atBest === 0)
    return `If ${dataGroups(layout).length > 1 ? 'any one of the drives' : 'the drive'} fails, everything is lost.`
  if (any === 0) return `If the wrong drive fails, everything is lost; with luck ${drives(atBest)} may fail.`
  if (any === atBest) return `Any ${drives(any)} may fail.`
  return `Any ${drives(any)} may fail, and up to ${atBest} if they are the right ones.`
}

/** What reads and writes are like: random ones follow the number of groups, long ones the number of data drives. */
export function characterOf(layout: PoolLayout, flash: boolean): LayoutCharacter {
  const groups = dataGroups(layout)
  const times = (count: number) => (count === 1 ? 'one drive' : `${count} drives together`)
  const all = groups.reduce((sum, group) => sum + group.drives.length, 0)
  const small = flash ? 'quick' : 'slow, as heads move'
  switch (groups[0]?.shape.kind) {
    case undefined:
      return { reads: 'none', writes: 'none' }
    case 'single':
      return { reads: `like ${times(all)}`, writes: `like ${times(all)}` }
    case 'mirror':
      return {
        reads: `like ${times(all)}, also small ones all over: good for VMs`,
        writes: `like ${times(groups.length)}, small ones ${flash ? 'quick' : 'fair'}`,
      }
    case 'raidz':
    case 'draid':
      return {
        reads: `long ones like ${times(dataDrives(groups))}; small ones like ${times(groups.length)} (${small})`,
        writes: `long ones like ${times(dataDrives(groups))}; small ones like ${times(groups.length)}, and dear in space`,
      }
  }
}

function dataDrives(groups: readonly LayoutGroup[]): number {
  return groups.reduce((sum, { shape, drives }) => {
    if (shape.kind === 'raidz') return sum + drives.length - shape.parity
    if (shape.kind === 'draid')
      return sum + Math.floor(((drives.length - shape.spares) * shape.data) / (shape.data + shape.parity))
    return sum + 1
  }, 0)
}
