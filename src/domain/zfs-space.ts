import { GiB, KiB, MiB } from './size.ts'

// How OpenZFS turns drives into space, as its source has it (2.1 to 2.4). Everything is in bytes and exact, but for dRAID's
// metaslabs, whose starts are not aligned here. Checked against recorded pools in the test beside.

/** How the members of a top-level vdev share data. */
export type VdevShape =
  | { readonly kind: 'single' }
  | { readonly kind: 'mirror' }
  | { readonly kind: 'raidz'; readonly parity: 1 | 2 | 3 }
  /** Groups of `data` + `parity` spread over all members but the room for `spares` of them. */
  | { readonly kind: 'draid'; readonly parity: 1 | 2 | 3; readonly data: number; readonly spares: number }

/**
 * The size of the partition ZFS makes on a whole drive: from 2048 sectors on, without the reserved partition of 16,384 sectors
 * and the GPT's copy at the end, down to a multiple of 2048 sectors (`zpool_label_disk`, libefi).
 */
export function partitionBytes(driveBytes: number, logicalSectorBytes: number): number {
  const sectors = Math.floor(driveBytes / logicalSectorBytes)
  const afterGpt = sectors - 33
  return Math.max(0, floorTo(afterGpt - 16_384 - 2048, 2048)) * logicalSectorBytes
}

const labelBytes = 256 * KiB
/** Two labels and the boot area at the start, two labels at the end. */
const labelsBytes = 4 * MiB + 512 * KiB

/** What of a member's partition can be allocated: without its four labels and the boot area. */
export function memberBytes(partition: number): number {
  return Math.max(0, floorTo(partition, labelBytes) - labelsBytes)
}

/** The partition a member needs so that this much of it can be allocated; the way back of `memberBytes`. */
export function partitionFor(allocatable: number): number {
  return allocatable + labelsBytes
}

const draidRowBytes = 16 * MiB
/** At the end of each member, for a later expansion (`VDEV_DRAID_REFLOW_RESERVE`). */
const draidReserveBytes = 32 * MiB

/** Size of a top-level vdev before it is cut into metaslabs: parity and copies still in it, except for a mirror's. */
export function vdevBytes(shape: VdevShape, members: readonly number[]): number {
  const smallest = Math.min(...members)
  switch (shape.kind) {
    case 'single':
    case 'mirror':
      return smallest
    case 'raidz':
      return smallest * members.length
    case 'draid': {
      const rows = floorTo(Math.max(0, smallest - draidReserveBytes), draidRowBytes)
      return floorTo(rows * (members.length - shape.spares), (shape.data + shape.parity) * draidRowBytes)
    }
  }
}

/** What a block of so many bytes takes on a vdev: parity and padding included (`vdev_psize_to_asize`). */
export function allocatedFor(shape: VdevShape, members: number, ashift: number, bytes: number): number {
  const sector = 2 ** ashift
  const sectors = Math.ceil(bytes / sector)
  switch (shape.kind) {
    case 'single':
    case 'mirror':
      return sectors * sector
    case 'raidz': {
      const { parity } = shape
      const parities = parity * Math.ceil(sectors / (members - parity))
      // Never leaves a hole that is too small for the smallest block with its parity.
      return ceilTo(sectors + parities, parity + 1) * sector
    }
    case 'draid':
      return Math.ceil(sectors / shape.data) * (shape.data + shape.parity) * sector
  }
}

/** A top-level vdev as the pool accounts for it. */
export interface VdevSpace {
  /** In `zpool list`: whole metaslabs, parity included. */
  readonly sizeBytes: number
  /** Without parity, as `zfs list` counts: what 128 KiB blocks would leave. */
  readonly dataBytes: number
  /** Of `dataBytes`, set aside for the intent log. */
  readonly embeddedLogBytes: number
}

/**
 * Space of a top-level vdev. ZFS cuts it into about 200 metaslabs of a power of two between 512 MiB and 16 GiB
 * (`vdev_metaslab_set_size`), and sets one of more than 64 aside for the intent log (`vdev_metaslab_init`).
 */
export function vdevSpace(shape: VdevShape, members: readonly number[], ashift: number): VdevSpace {
  const bytes = vdevBytes(shape, members)
  const metaslabBytes = metaslabSize(bytes)
  const count = Math.floor(bytes / metaslabBytes)
  const usedOfMetaslab =
    shape.kind === 'draid' ? floorTo(metaslabBytes, (shape.data + shape.parity) * 2 ** ashift) : metaslabBytes
  const ratio = deflateRatio(shape, members.length, ashift)
  const deflated = (of: number) => Math.floor(of / 512) * ratio
  return {
    sizeBytes: count * usedOfMetaslab,
    dataBytes: deflated(count * usedOfMetaslab),
    embeddedLogBytes: count > 64 ? deflated(usedOfMetaslab) : 0,
  }
}

/** Bytes of data for each 512 bytes that are allocated, by blocks of 128 KiB (`vdev_set_deflate_ratio`). */
function deflateRatio(shape: VdevShape, members: number, ashift: number): number {
  return Math.floor((128 * KiB) / Math.floor(allocatedFor(shape, members, ashift, 128 * KiB) / 512))
}

function metaslabSize(bytes: number): number {
  const shift = bytes / 2 ** 29 < 16 ? bitsOf(bytes / 16) : bytes / 2 ** 29 > 200 ? bitsOf(bytes / 200) : 29
  if (shift < 24) return 2 ** 24
  if (shift <= 34) return 2 ** shift
  return Math.floor(bytes / 2 ** 34) > 2 ** 17 ? 2 ** bitsOf(bytes / 2 ** 17) : 2 ** 34
}

/** How many binary digits a number has. */
function bitsOf(value: number): number {
  let bits = 0
  for (let rest = Math.floor(value); rest > 0; rest = Math.floor(rest / 2)) bits += 1
  return bits
}

/**
 * What `zfs list` shows as available on a new pool: all data vdevs without the slop, which is a 32nd but at least 128 MiB (or
 * half of a tiny pool) and at most 128 GiB (`spa_get_slop_space`).
 */
export function availableBytes(vdevs: readonly VdevSpace[]): number {
  const log = vdevs.reduce((sum, vdev) => sum + vdev.embeddedLogBytes, 0)
  const data = vdevs.reduce((sum, vdev) => sum + vdev.dataBytes, 0) - log
  const wanted = Math.min(Math.floor(data / 32), 128 * GiB)
  const lessLog = wanted - Math.min(log, Math.floor(wanted / 2))
  const slop = Math.max(lessLog, Math.min(Math.floor(data / 2), 128 * MiB))
  return Math.max(0, data - slop)
}

/**
 * What a zvol's block costs over what the pool promised, 1 for nothing: the padding of raidz and the fixed stripes of dRAID make
 * small blocks dear.
 */
export function inflationOf(shape: VdevShape, members: number, ashift: number, blockBytes: number): number {
  const used = Math.floor(allocatedFor(shape, members, ashift, blockBytes) / 512)
  return Math.max(1, (used * deflateRatio(shape, members, ashift)) / blockBytes)
}

/** How many members of a vdev can fail with every byte still there. */
export function tolerance(shape: VdevShape, members: number): number {
  switch (shape.kind) {
    case 'single':
      return 0
    case 'mirror':
      return members - 1
    case 'raidz':
    case 'draid':
      return shape.parity
  }
}

function floorTo(value: number, step: number): number {
  return Math.floor(value / step) * step
}

function ceilTo(value: number, step: number): number {
  return Math.ceil(value / step) * step
}
