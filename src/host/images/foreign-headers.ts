/** What a header says: how large the disk is and how long the file must be for it, or why we want none of it. */
export type HeaderFinding =
  | { readonly virtualSizeBytes: number; readonly neededBytes: number }
  /** Completes "cannot be used: …". */
  | { readonly refuse: string; readonly hint?: string }

const flatten = 'Make it one file of its own where it came from: qemu-img convert -O qcow2 DISK WHOLE.qcow2'
const damaged: HeaderFinding = { refuse: 'its header is damaged', hint: 'Fetch it again.' }
const cutShort: HeaderFinding = { refuse: 'it was cut short within its header', hint: 'Fetch it again.' }

// Features whose bits QEMU's docs/interop/qcow2.txt defines; any other means a format that nobody here knows.
const qcow2 = { dirty: 1n, corrupt: 2n, externalData: 4n, compression: 8n, extendedL2: 16n }

export function readQcow2(head: Buffer): HeaderFinding {
  if (head.length < 104) return cutShort
  const version = head.readUInt32BE(4)
  if (version !== 2 && version !== 3) return { refuse: `it is qcow2 of the unknown version ${version}` }
  if (head.readBigUInt64BE(8) !== 0n)
    return { refuse: 'it stands on another file (a backing file), which an image must not', hint: flatten }
  if (head.readUInt32BE(32) !== 0) return { refuse: 'it is encrypted', hint: flatten }
  const features = version === 3 ? head.readBigUInt64BE(72) : 0n
  if (features & qcow2.externalData) return { refuse: 'its data lies in another file', hint: flatten }
  if (features & qcow2.corrupt)
    return { refuse: 'it is marked as corrupt', hint: 'Repair it first: qemu-img check -r all FILE' }
  const known = Object.values(qcow2).reduce((all, bit) => all | bit, 0n)
  if (features & ~known) return { refuse: 'it uses qcow2 features that are not known here' }
  const clusterBits = head.readUInt32BE(20)
  if (clusterBits < 9 || clusterBits > 21) return damaged
  const l1Entries = head.readUInt32BE(36)
  const l1Offset = Number(head.readBigUInt64BE(40))
  const refcountOffset = Number(head.readBigUInt64BE(48))
  return sized(head.readBigUInt64BE(24), Math.max(l1Offset + l1Entries * 8, refcountOffset + 1))
}

export function readVdi(head: Buffer): HeaderFinding {
  if (head.length < 512) return cutShort
  const type = head.readUInt32LE(0x4c)
  if (type !== 1 && type !== 2)
    return {
      refuse: 'it holds only what differs from another VirtualBox disk',
      hint: 'Clone the disk in VirtualBox first.',
    }
  if (head.subarray(0x1a8, 0x1c8).some((byte) => byte !== 0))
    return { refuse: 'it stands on another VirtualBox disk', hint: 'Clone the disk in VirtualBox first.' }
  const blockBytes = head.readUInt32LE(0x178)
  const blocks = head.readUInt32LE(0x180)
  const dataOffset = head.readUInt32LE(0x158)
  const allocated = head.readUInt32LE(0x184)
  const size = head.readBigUInt64LE(0x170)
  if (blockBytes === 0 || BigInt(blocks) * BigInt(blockBytes) < size || allocated > blocks) return damaged
  return sized(size, dataOffset + allocated * blockBytes)
}

const sector = 512
const vmdkFooterAtEnd = 0xffff_ffff_ffff_ffffn

/** Takes only what keeps header, description and data in this one file; `tail` is its last KiB. */
export function readVmdk(head: Buffer, tail: Buffer): HeaderFinding {
  if (head.length < sector) return cutShort
  const sectors = head.readBigUInt64LE(12)
  // QEMU takes a header without capacity for a description of disks in other files.
  if (sectors === 0n)
    return { refuse: 'it describes a VMware disk whose data lies in other files', hint: flatten }
  const start = Number(head.readBigUInt64LE(28)) * sector
  const length = Number(head.readBigUInt64LE(36)) * sector
  if (start === 0 || length === 0 || start + length > head.length) return damaged
  const text = head.toString('latin1', start, start + length).replace(/\0[^]*$/, '')
  const createType = /^createType\s*=\s*"([^"]*)"/m.exec(text)?.[1]
  if (createType !== 'monolithicSparse' && createType !== 'streamOptimized')
    return {
      refuse: `it is a VMware disk of the type ${JSON.stringify(createType ?? 'unknown')}, not one file`,
      hint: flatten,
    }
  const parent = /^parentCID\s*=\s*(\w+)/m.exec(text)?.[1]
  if (parent?.toLowerCase() !== 'ffffffff' || /^parentFileNameHint/m.test(text))
    return { refuse: 'it holds only what differs from another VMware disk', hint: flatten }
  const extents = text.split('\n').filter((line) => /^(RW|RDONLY|NOACCESS)\s/.test(line))
  if (extents.length !== 1 || !/^RW\s+\d+\s+SPARSE\s/.test(extents[0]!))
    return { refuse: 'its data lies in other files', hint: flatten }
  // A stream ends with a footer and an end-of-stream marker; without them it was cut off.
  const hasFooter = tail.length === 1024 && tail.toString('latin1', 0, 4) === 'KDMV'
  if (head.readBigUInt64LE(56) === vmdkFooterAtEnd && !hasFooter)
    return { refuse: 'it was cut short: its end is missing', hint: 'Fetch it again.' }
  return sized(sectors * BigInt(sector), Number(head.readBigUInt64LE(64)) * sector)
}

function sized(virtualSize: bigint, neededBytes: number): HeaderFinding {
  if (!Number.isSafeInteger(neededBytes)) return damaged
  // Beyond 2^53 the exact figure no longer matters: it is refused as too large.
  return { virtualSizeBytes: Number(virtualSize), neededBytes }
}
