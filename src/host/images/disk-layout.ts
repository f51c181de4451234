import { createHash } from 'node:crypto'

export interface Partition {
  readonly number: number
  /** GPT type GUID. */
  readonly type: string
  readonly name: string
  readonly startMiB: number
  readonly sizeMiB: number
}

export interface DiskLayout {
  readonly sizeMiB: number
  readonly biosBoot: Partition
  readonly esp: Partition
  readonly root: Partition
}

/**
 * The disk of a built image. The root comes last so that it can grow; numbers 14 and 15 for the small ones are what the
 * distributions' own cloud images use, so that root is always 1.
 */
export const layout: DiskLayout = {
  sizeMiB: 2048,
  biosBoot: {
    number: 14,
    type: '21686148-6449-6E6F-744E-656564454649',
    name: 'bios',
    startMiB: 1,
    sizeMiB: 1,
  },
  esp: { number: 15, type: 'C12A7328-F81F-11D2-BA4B-00A0C93EC93B', name: 'esp', startMiB: 2, sizeMiB: 62 },
  root: {
    number: 1,
    // "Linux root (x86-64)" of the Discoverable Partitions Specification.
    type: '4F68BCE3-E8CD-4DB1-96E7-FBCAF984B709',
    name: 'root',
    startMiB: 64,
    sizeMiB: 2048 - 64 - 1,
  },
}

export const sectorsPerMiB = 2048

/** Input for `sfdisk`: same seed, same table, to the byte. */
export function partitionScript(disk: DiskLayout, seed: string): string {
  const rows = [disk.biosBoot, disk.esp, disk.root].map((partition) =>
    [
      `${partition.number} : start=${partition.startMiB * sectorsPerMiB}`,
      `size=${partition.sizeMiB * sectorsPerMiB}`,
      `type=${partition.type}`,
      `name="${partition.name}"`,
      `uuid=${derivedUuid(seed, `partition ${partition.name}`)}`,
    ].join(', '),
  )
  return ['label: gpt', `label-id: ${derivedUuid(seed, 'disk')}`, ...rows, ''].join('\n')
}

/** A UUID that follows from its inputs (version 8, RFC 9562: made as the application sees fit). */
export function derivedUuid(seed: string, purpose: string): string {
  const bytes = createHash('sha256').update(`${seed}\0${purpose}`).digest().subarray(0, 16)
  bytes[6] = (bytes[6]! & 0x0f) | 0x80
  bytes[8] = (bytes[8]! & 0x3f) | 0x80
  const hex = bytes.toString('hex')
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-')
}
