import { recommendedVolblocksize } from './pool-layout-blocks.ts'
import type { LayoutGroup } from './pool-layout.ts'
import type { Pool, Vdev } from './pool.ts'
import type { VdevShape } from './zfs-space.ts'

/** Sectors of 4096 bytes: what drives have had for years, and what ZFS takes for those that say less. */
const usualAshift = 12

/** The block size for new disks of VMs in a pool as it is now; those that are there keep theirs. */
export function poolBlockBytes(pool: Pick<Pool, 'vdevs'>, ashift: number = usualAshift): number {
  return recommendedVolblocksize({ ashift, groups: pool.vdevs.flatMap(groupOf) })
}

/** The vdev that wastes most on small blocks, which new data may come to, as what is stored there is computed from. */
export function poolShape(pool: Pick<Pool, 'vdevs'>): {
  readonly shape: VdevShape
  readonly members: number
} {
  const groups = pool.vdevs.filter((vdev) => vdev.class === 'normal').flatMap(groupOf)
  const parity = (shape: VdevShape) => ('parity' in shape ? shape.parity : 0)
  const [first] = groups.toSorted((one, other) => parity(other.shape) - parity(one.shape))
  return first === undefined
    ? { shape: { kind: 'single' }, members: 1 }
    : { shape: first.shape, members: first.drives.length }
}

function groupOf(vdev: Vdev): LayoutGroup[] {
  const shape = shapeOf(vdev)
  if (!shape) return []
  const drives = 'children' in vdev ? vdev.children.map(({ guid }) => guid) : [vdev.guid]
  return [{ class: vdev.class, shape, drives }]
}

function shapeOf(vdev: Vdev): VdevShape | undefined {
  switch (vdev.kind) {
    case 'disk':
    case 'file':
    case 'draid-spare':
    // One drive, and the one that takes its place.
    case 'replacing':
    case 'sparing':
      return { kind: 'single' }
    case 'mirror':
      return { kind: 'mirror' }
    case 'raidz':
      return { kind: 'raidz', parity: parityOf(vdev.parity) }
    case 'draid': {
      // `draid2:4d:11c:1s-0` is how ZFS names one (vdev_draid_name in libzfs).
      const [, data, spares] = /^draid\d*:(\d+)d:\d+c:(\d+)s/.exec(vdev.name) ?? []
      return {
        kind: 'draid',
        parity: parityOf(vdev.parity),
        data: Number(data ?? 8),
        spares: Number(spares ?? 0),
      }
    }
    case 'indirect':
    case 'hole':
      return undefined
  }
}

function parityOf(parity: number | undefined): 1 | 2 | 3 {
  return parity === 2 || parity === 3 ? parity : 1
}
