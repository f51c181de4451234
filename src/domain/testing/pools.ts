import type { Pool, Vdev, VdevGroup, VdevLeaf } from '../pool.ts'

const noErrors = { read: 0, write: 0, checksum: 0 }

type LeafChanges = Partial<Omit<Vdev & VdevLeaf, 'kind' | 'path'>> & { readonly kind?: VdevLeaf['kind'] }

/** A healthy disk of a pool; its guid is made from its path. */
export function leaf(path: string, changes: LeafChanges = {}): Vdev & VdevLeaf {
  return {
    name: path,
    guid: guidOf(path),
    class: 'normal',
    state: 'online',
    errors: noErrors,
    kind: 'disk',
    path,
    slowIos: 0,
    ...changes,
  }
}

type GroupChanges = Partial<Omit<Vdev & VdevGroup, 'children'>>

export function group(
  kind: VdevGroup['kind'],
  name: string,
  children: readonly Vdev[],
  changes: GroupChanges = {},
): Vdev & VdevGroup {
  return {
    name,
    guid: guidOf(name),
    class: children[0]?.class ?? 'normal',
    state: 'online',
    errors: noErrors,
    kind,
    children,
    ...changes,
  }
}

export function mirror(children: readonly Vdev[], changes: GroupChanges = {}): Vdev & VdevGroup {
  return group('mirror', 'mirror-0', children, changes)
}

export function raidz(
  parity: 1 | 2 | 3,
  children: readonly Vdev[],
  changes: GroupChanges = {},
): Vdev & VdevGroup {
  return group('raidz', `raidz${parity}-0`, children, { parity, ...changes })
}

/** A healthy pool `tank`: a mirror of two disks, half full, scrubbed on the first of the month. */
export function somePool(changes: Partial<Pool> = {}): Pool {
  return {
    name: 'tank',
    guid: '16319549173525739920',
    state: 'online',
    sizeBytes: 4e12,
    allocatedBytes: 2e12,
    freeBytes: 2e12,
    fragmentationPercent: 3,
    dedupRatio: 1,
    readOnly: false,
    scan: {
      state: 'finished',
      what: 'scrub',
      startedAt: '2026-11-01T00:24:00.000Z',
      endedAt: '2026-11-01T06:10:00.000Z',
      errors: 0,
      repairedBytes: 0,
    },
    expansion: { state: 'none' },
    removal: { state: 'none' },
    checkpoint: { state: 'none' },
    vdevs: [
      mirror([leaf('/dev/disk/by-id/ata-HDD_S-sda-part1'), leaf('/dev/disk/by-id/ata-HDD_S-sdb-part1')]),
    ],
    dataErrors: { known: true, count: 0, objects: [] },
    ...changes,
  }
}

/** A guid that is the same for the same text: 64 bits as digits, FNV-1a. */
export function guidOf(text: string): string {
  let hash = 0xcbf29ce484222325n
  for (const char of text)
    hash = BigInt.asUintN(64, (hash ^ BigInt(char.codePointAt(0) ?? 0)) * 0x100000001b3n)
  return String(hash)
}
