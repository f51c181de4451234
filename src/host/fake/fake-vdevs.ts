import { createHash } from 'node:crypto'
import type { Drive } from '../../domain/drive.ts'
import { leadsTo } from '../../domain/join-drive-uses.ts'
import type { Pool, PoolState, Vdev, VdevClass, VdevGroup, VdevLeaf } from '../../domain/pool.ts'
import { sizeOffered } from '../../domain/pool-fits.ts'

/** Surgery on the vdevs of a fake pool: pure, each taking them as they are. */

type Leaf = Vdev & VdevLeaf
type Group = Vdev & VdevGroup

const noErrors = { read: 0, write: 0, checksum: 0 }

/** A device made of a whole drive, as ZFS shows it: the partition it makes. */
export function leafOn(drive: Drive, pool: string, vdevClass: VdevClass): Leaf {
  const path = `${drive.byIdPath ?? `/dev/${drive.kernelName}`}-part1`
  return {
    name: path,
    guid: guidOf(`${pool} ${path}`),
    class: vdevClass,
    state: vdevClass === 'spare' ? 'avail' : 'online',
    errors: noErrors,
    kind: 'disk',
    path,
    sizeBytes: sizeOffered(drive),
    replacementBytes: sizeOffered(drive),
    slowIos: 0,
    trim: { state: drive.supportsTrim ? 'untrimmed' : 'unsupported' },
  }
}

export function groupOf(
  word: string,
  children: readonly Vdev[],
  vdevClass: VdevClass,
  index: number,
  pool: string,
): Group {
  const kind = word.startsWith('raidz') ? 'raidz' : word.startsWith('draid') ? 'draid' : 'mirror'
  const parity = Number(/^(?:raidz|draid)(\d)/.exec(word)?.[1] ?? 1)
  const name = `${word}-${index}`
  return {
    name,
    guid: guidOf(`${pool} ${name}`),
    class: vdevClass,
    state: 'online',
    errors: noErrors,
    kind,
    ...(kind === 'mirror' ? {} : { parity }),
    children,
  }
}

/** A drive that takes the place of another, until it has everything. */
export function replacing(old: Vdev, fresh: Vdev, pool: string): Group {
  return {
    name: 'replacing-0',
    guid: guidOf(`${pool} replacing ${old.guid}`),
    class: old.class,
    state: old.state,
    errors: noErrors,
    kind: 'replacing',
    children: [old, { ...fresh, scanning: 'resilvering' } as Leaf],
  }
}

/** The vdevs with one of them, at any depth, made into these; none takes it out. A group left with one member becomes that. */
export function changed(
  vdevs: readonly Vdev[],
  isIt: (vdev: Vdev) => boolean,
  into: (vdev: Vdev) => readonly Vdev[],
): readonly Vdev[] {
  return vdevs.flatMap((vdev) => {
    if (isIt(vdev)) return into(vdev)
    if (!('children' in vdev)) return [vdev]
    const children = changed(vdev.children, isIt, into)
    const [only] = children
    const folds = vdev.kind === 'mirror' || vdev.kind === 'replacing' || vdev.kind === 'sparing'
    return folds && children.length === 1 && only !== undefined && vdev.children.length > 1
      ? [only]
      : [{ ...vdev, children }]
  })
}

/** Whether a text names this vdev: its guid, its name, or the drive it is on. */
export function isNamed(vdev: Vdev, named: string): boolean {
  return (
    vdev.guid === named || vdev.name === named || ('path' in vdev && leadsTo(vdev.path, { paths: [named] }))
  )
}

/** States and sizes as they follow from the members. */
export function settled(pool: Pool): Pool {
  const vdevs = pool.vdevs.map(settledVdev)
  const vital = vdevs.filter((vdev) => ['normal', 'special', 'dedup'].includes(vdev.class))
  const data = vdevs.filter((vdev) => vdev.class === 'normal')
  const sizeBytes = data.reduce((sum, vdev) => sum + (vdev.space?.sizeBytes ?? 0), 0)
  const state: PoolState = vital.some((vdev) => vdev.state === 'unavail')
    ? 'suspended'
    : vital.some((vdev) => vdev.state !== 'online')
      ? 'degraded'
      : 'online'
  const used = sizeBytes === 0 ? 0 : pool.allocatedBytes / sizeBytes
  return {
    ...pool,
    state: pool.state === 'suspended' && state !== 'online' ? 'suspended' : state,
    sizeBytes,
    freeBytes: sizeBytes - pool.allocatedBytes,
    vdevs: vdevs.map((vdev) =>
      vdev.space === undefined
        ? vdev
        : {
            ...vdev,
            space: {
              ...vdev.space,
              allocatedBytes: vdev.class === 'normal' ? Math.round(vdev.space.sizeBytes * used) : 0,
            },
          },
    ),
  }
}

function settledVdev(vdev: Vdev): Vdev {
  if (!('children' in vdev)) return { ...vdev, ...spaceOf(vdev.sizeBytes, vdev.class) }
  const children = vdev.children.map((child) => {
    const { space: _, ...rest } = settledVdev(child)
    return rest
  })
  const broken = children.filter((child) => child.state !== 'online').length
  const tolerated = vdev.kind === 'raidz' || vdev.kind === 'draid' ? (vdev.parity ?? 1) : children.length - 1
  const state = broken === 0 ? 'online' : broken <= tolerated ? 'degraded' : 'unavail'
  return { ...vdev, children, state, ...spaceOf(sizeOf({ ...vdev, children }), vdev.class) }
}

function spaceOf(sizeBytes: number | undefined, vdevClass: VdevClass) {
  return sizeBytes === undefined || vdevClass === 'spare' || vdevClass === 'l2cache'
    ? {}
    : { space: { sizeBytes, allocatedBytes: 0 } }
}

function sizeOf(vdev: Vdev): number {
  if (!('children' in vdev)) return vdev.sizeBytes ?? 0
  const least = Math.min(...vdev.children.map(sizeOf))
  return vdev.kind === 'raidz' || vdev.kind === 'draid' ? least * vdev.children.length : least
}

/** 64 bits that are the same for the same text. */
export function guidOf(text: string): string {
  return String(createHash('sha256').update(text).digest().readBigUInt64BE())
}
