// How GRUB lies on a GPT disk for BIOS: `boot.img` in sector 0 loads the first sector of `core.img`, which holds a list of where
// the rest is. Offsets are from GRUB 2.06, include/grub/i386/pc/boot.h and grub-core/boot/i386/pc/{boot,diskboot}.S; grub-install
// would patch the same places, but needs a mounted file system on a block device.

const sectorBytes = 512
const bootCodeBytes = 440
const kernelSectorOffset = 0x5c
const driveCheckOffset = 0x66
const nopNop = 0x9090
const firstBlockListOffset = sectorBytes - 12
const loadSegment = 0x820

/**
 * What to write into the disk's first sector: boot code pointing at `core.img`. Only 440 bytes; the rest belongs to the
 * partition table.
 */
export function bootSector(bootImage: Uint8Array, coreSector: number): Uint8Array {
  if (bootImage.length < sectorBytes)
    throw new RangeError(`boot.img has ${bootImage.length} bytes, not a sector`)
  const code = Uint8Array.from(bootImage.subarray(0, bootCodeBytes))
  const view = new DataView(code.buffer)
  view.setBigUint64(kernelSectorOffset, BigInt(coreSector), true)
  // On hard disks the check that distrusts the BIOS's drive number is patched away, as grub-install does.
  view.setUint16(driveCheckOffset, nopNop, true)
  return code
}

/** `core.img` as it lies in the BIOS boot partition: its block list says where its own rest is. `partitionSectors` must hold it. */
export function coreOnDisk(coreImage: Uint8Array, coreSector: number, partitionSectors: number): Uint8Array {
  const sectors = Math.ceil(coreImage.length / sectorBytes)
  if (sectors < 2 || sectors > partitionSectors)
    throw new RangeError(`core.img takes ${sectors} sectors, the BIOS boot partition has ${partitionSectors}`)
  const image = new Uint8Array(sectors * sectorBytes)
  image.set(coreImage)
  const view = new DataView(image.buffer)
  view.setBigUint64(firstBlockListOffset, BigInt(coreSector + 1), true)
  view.setUint16(firstBlockListOffset + 8, sectors - 1, true)
  view.setUint16(firstBlockListOffset + 10, loadSegment, true)
  return image
}
