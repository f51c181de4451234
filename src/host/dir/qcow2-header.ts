/** What a qcow2 file says about itself in its first bytes (docs/interop/qcow2.txt of QEMU). */
export interface Qcow2Header {
  readonly virtualSizeBytes: number
  /** The backing file as written in it: a path, relative to its own folder, or `json:{…}`. */
  readonly backing?: string | undefined
  readonly internalSnapshots: number
  /** The first table that tells where data is: no entry, no data. */
  readonly table: { readonly offset: number; readonly entries: number }
}

/** So many bytes are enough: the header ends, and the backing file's name begins, within the first cluster. */
export const qcow2HeadBytes = 65_536

const magic = 0x514649fb // "QFI\xfb"

/** Reads the beginning of a file; undefined if it is not qcow2 version 2 or 3, or is cut short. */
export function parseQcow2Header(head: Buffer): Qcow2Header | undefined {
  if (head.length < 72 || head.readUInt32BE(0) !== magic) return undefined
  const version = head.readUInt32BE(4)
  if (version !== 2 && version !== 3) return undefined
  const backingOffset = Number(head.readBigUInt64BE(8))
  const backingLength = head.readUInt32BE(16)
  const backingEnd = backingOffset + backingLength
  if (backingOffset > 0 && backingEnd > head.length) return undefined
  const virtualSizeBytes = Number(head.readBigUInt64BE(24))
  if (!Number.isSafeInteger(virtualSizeBytes)) return undefined
  return {
    virtualSizeBytes,
    backing: backingOffset === 0 ? undefined : head.toString('utf8', backingOffset, backingEnd),
    internalSnapshots: head.readUInt32BE(60),
    table: { offset: Number(head.readBigUInt64BE(40)), entries: head.readUInt32BE(36) },
  }
}
