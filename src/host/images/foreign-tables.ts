import type { HeaderFinding } from './foreign-headers.ts'
import type { FileKind } from './sniff.ts'

const sector = 512

/** A raw disk: as large as the file; its partition table tells how large it was meant to be. */
export function readPartitions(kind: FileKind, head: Buffer, sizeBytes: number): HeaderFinding {
  if (sizeBytes % sector !== 0)
    return kind === 'unknown'
      ? {
          refuse:
            'it is not a kind of file known here, and no raw disk either: its size is not a multiple of 512',
        }
      : { virtualSizeBytes: sizeBytes, neededBytes: Math.ceil(sizeBytes / sector) * sector }
  const neededBytes = kind === 'gpt' ? gptEnd(head) : kind === 'mbr' ? mbrEnd(head) : 0
  return { virtualSizeBytes: sizeBytes, neededBytes }
}

// The header names the sector of its copy, the last of the disk (UEFI specification, 5.3.2).
function gptEnd(head: Buffer): number {
  return head.length < 2 * sector ? 2 * sector : (Number(head.readBigUInt64LE(sector + 32)) + 1) * sector
}

function mbrEnd(head: Buffer): number {
  const ends = [0, 1, 2, 3].map((index) => {
    const entry = 446 + index * 16
    const inUse = head[entry + 4] !== 0
    // A boot sector without partitions, of a file system on the bare disk, has code and text in this place.
    const isEntry = head[entry] === 0 || head[entry] === 0x80
    return inUse && isEntry ? (head.readUInt32LE(entry + 8) + head.readUInt32LE(entry + 12)) * sector : 0
  })
  const plausible = [0, 1, 2, 3].every((index) => [0, 0x80].includes(head[446 + index * 16]!))
  return plausible ? Math.max(...ends) : 0
}

/** ECMA-119, 8.4: the primary volume descriptor in sector 16 says how many blocks the volume has. */
export function readIso(head: Buffer): HeaderFinding {
  const volume = 16 * 2048
  if (head.length < volume + 132)
    return { refuse: 'it was cut short within its header', hint: 'Fetch it again.' }
  const neededBytes = head.readUInt32LE(volume + 80) * head.readUInt16LE(volume + 128)
  return { virtualSizeBytes: neededBytes, neededBytes }
}
