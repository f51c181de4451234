import type { Drive } from '../drive.ts'

const TB = 1e12

/** A bare 4 TB SATA hard disk, for tests; anything can be replaced. */
export function someDrive(changes: Partial<Drive> = {}): Drive {
  const kernelName = changes.kernelName ?? 'sda'
  const serial = changes.serial ?? `S-${kernelName}`
  const byIdPath = 'byIdPath' in changes ? changes.byIdPath : `/dev/disk/by-id/ata-HDD_${serial}`
  return {
    kernelName,
    byIdPath,
    paths: [`/dev/${kernelName}`, ...(byIdPath === undefined ? [] : [byIdPath])],
    model: 'HDD',
    serial,
    sizeBytes: 4 * TB,
    rotational: true,
    transport: 'sata',
    logicalSectorBytes: 512,
    physicalSectorBytes: 4096,
    removable: false,
    readOnly: false,
    zoned: 'none',
    supportsTrim: false,
    uses: [],
    smart: { known: true, passed: true },
    ...changes,
  }
}

export function someSsd(changes: Partial<Drive> = {}): Drive {
  return someDrive({ model: 'SSD', sizeBytes: TB, rotational: false, supportsTrim: true, ...changes })
}

/** As many drives as sizes are given, in TB (10^12), named `sda`, `sdb` … */
export function drivesOf(
  sizesTB: readonly number[],
  make: (changes: Partial<Drive>) => Drive = someDrive,
  first = 0,
): Drive[] {
  return sizesTB.map((size, index) =>
    make({ kernelName: `sd${letters(first + index)}`, sizeBytes: Math.round(size * TB) }),
  )
}

function letters(index: number): string {
  const last = String.fromCodePoint(97 + (index % 26))
  return index < 26 ? last : letters(Math.floor(index / 26) - 1) + last
}
