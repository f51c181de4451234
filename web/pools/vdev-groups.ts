import type { MessageKey } from '../messages/message.ts'
import type { PoolVdev } from '../api/answers.ts'

/** The parts of a pool as the drives really hang together: by what they are for, then by group, then drive by drive. */
export interface PoolPart {
  readonly use: PoolVdev['class']
  readonly label: MessageKey
  readonly groups: readonly VdevGroup[]
}

export interface VdevGroup {
  readonly guid: string
  /** Absent for a drive that stands alone. */
  readonly vdev?: PoolVdev
  readonly slots: readonly Slot[]
}

/** A place in a group: one drive, or two while one takes the place of the other. */
export interface Slot {
  readonly guid: string
  /** Why there are two: one is being replaced, or a spare stands in. */
  readonly together?: 'replacing' | 'sparing'
  readonly drives: readonly PoolVdev[]
}

const parts: readonly (readonly [PoolVdev['class'], MessageKey])[] = [
  ['normal', 'pool.part.normal'],
  ['special', 'pool.part.special'],
  ['dedup', 'pool.part.dedup'],
  ['log', 'pool.part.log'],
  ['l2cache', 'pool.part.l2cache'],
  ['spare', 'pool.part.spare'],
]

/** Where vdevs were, and what keeps their numbers, is nothing that anybody could see in the case. */
const isThere = ({ kind }: PoolVdev) => kind !== 'hole' && kind !== 'indirect'

export function poolParts(vdevs: readonly PoolVdev[]): readonly PoolPart[] {
  const tops = vdevs.filter((vdev) => vdev.in === undefined && isThere(vdev))
  return parts.flatMap(([use, label]) => {
    const groups = tops.filter((vdev) => vdev.class === use).map((vdev) => groupOf(vdev, vdevs))
    return groups.length === 0 ? [] : [{ use, label, groups: together(groups) }]
  })
}

/** Drives that stand alone stand beside each other. */
function together(groups: readonly VdevGroup[]): readonly VdevGroup[] {
  const alone = groups.filter(({ vdev }) => vdev === undefined)
  const [first] = alone
  if (first === undefined) return groups
  const one = { guid: first.guid, slots: alone.flatMap(({ slots }) => slots) }
  return [...groups.filter(({ vdev }) => vdev !== undefined), one]
}

function groupOf(top: PoolVdev, vdevs: readonly PoolVdev[]): VdevGroup {
  if (isDevice(top)) return { guid: top.guid, slots: [{ guid: top.guid, drives: [top] }] }
  if (top.kind === 'replacing' || top.kind === 'sparing')
    return { guid: top.guid, slots: [slotOf(top, vdevs)] }
  const members = vdevs.filter((vdev) => vdev.in === top.guid)
  return { guid: top.guid, vdev: top, slots: members.map((member) => slotOf(member, vdevs)) }
}

function slotOf(vdev: PoolVdev, vdevs: readonly PoolVdev[]): Slot {
  if (vdev.kind !== 'replacing' && vdev.kind !== 'sparing') return { guid: vdev.guid, drives: [vdev] }
  return { guid: vdev.guid, together: vdev.kind, drives: devicesIn(vdev, vdevs) }
}

function devicesIn(vdev: PoolVdev, vdevs: readonly PoolVdev[]): readonly PoolVdev[] {
  if (isDevice(vdev)) return [vdev]
  return vdevs.filter((one) => one.in === vdev.guid).flatMap((one) => devicesIn(one, vdevs))
}

export function isDevice({ kind }: Pick<PoolVdev, 'kind'>): boolean {
  return kind === 'disk' || kind === 'file' || kind === 'draid-spare'
}

/** How many more drives may fail, wherever they are: the least any group with data can lose. */
export function failuresLeft(vdevs: readonly PoolVdev[]): number {
  const vital = vdevs.filter(
    (vdev) => vdev.in === undefined && isThere(vdev) && ['normal', 'special', 'dedup'].includes(vdev.class),
  )
  return vital.length === 0 ? 0 : Math.min(...vital.map((vdev) => vdev.failuresLeft ?? 0))
}

/** What commands call a device: by the drive that it is on, or by its guid where that is gone. Groups have names. */
export function nameInCommands(vdev: PoolVdev): string {
  return isDevice(vdev) ? (vdev.drive?.kernelName ?? vdev.guid) : vdev.name
}

/** What people call it. */
export function deviceTitle(vdev: PoolVdev): string {
  return (
    vdev.drive?.kernelName ?? vdev.name.replace(/^\/dev\/(disk\/by-[a-z]+\/)?/, '').replace(/-part1$/, '')
  )
}

/** The device that a wish names: by guid, path or name. */
export function deviceNamed(vdevs: readonly PoolVdev[], named: string): PoolVdev | undefined {
  return vdevs.find(
    (vdev) =>
      vdev.guid === named ||
      vdev.name === named ||
      vdev.drive?.kernelName === named ||
      vdev.path === named ||
      vdev.path === `${named}-part1`,
  )
}
