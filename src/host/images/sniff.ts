import { open } from 'node:fs/promises'

/** What a file is, by its first bytes. Names and content types say nothing: people rename, and servers guess. */
export type FileKind =
  | 'qcow2'
  | 'vmdk'
  | 'vmdk-descriptor'
  | 'vdi'
  | 'vhdx'
  | 'vhd'
  | 'iso9660'
  | 'gpt'
  | 'mbr'
  | 'gzip'
  | 'xz'
  | 'zstd'
  | 'bzip2'
  | 'zip'
  | '7z'
  | 'tar'
  | 'html'
  | 'text'
  | 'empty'
  /** Bytes without a name: perhaps a disk without a partition table. */
  | 'unknown'

/** So many bytes are enough to tell: ISO 9660 has its mark at 32 KiB. */
export const sniffBytes = 34 * 1024

interface Magic {
  readonly kind: FileKind
  readonly at: number
  readonly bytes: string
}

// Order counts: ISO images for USB sticks begin with a partition table too, and tar has its mark late.
const magics: readonly Magic[] = [
  { kind: 'qcow2', at: 0, bytes: 'QFI\xfb' },
  { kind: 'vmdk', at: 0, bytes: 'KDMV' },
  { kind: 'vmdk-descriptor', at: 0, bytes: '# Disk DescriptorFile' },
  { kind: 'vdi', at: 0x40, bytes: '\x7f\x10\xda\xbe' },
  { kind: 'vhdx', at: 0, bytes: 'vhdxfile' },
  { kind: 'vhd', at: 0, bytes: 'conectix' },
  { kind: 'gzip', at: 0, bytes: '\x1f\x8b\x08' },
  { kind: 'xz', at: 0, bytes: '\xfd7zXZ\0' },
  { kind: 'zstd', at: 0, bytes: '\x28\xb5\x2f\xfd' },
  { kind: 'bzip2', at: 0, bytes: 'BZh' },
  { kind: 'zip', at: 0, bytes: 'PK\x03\x04' },
  { kind: '7z', at: 0, bytes: '7z\xbc\xaf\x27\x1c' },
  { kind: 'iso9660', at: 32769, bytes: 'CD001' },
  { kind: 'tar', at: 257, bytes: 'ustar' },
  { kind: 'gpt', at: 512, bytes: 'EFI PART' },
]

/** Tells what begins with these bytes; give the first `sniffBytes` of the file, or all of a shorter one. */
export function sniff(head: Uint8Array): FileKind {
  if (head.length === 0) return 'empty'
  const bytes = Buffer.from(head.buffer, head.byteOffset, head.length)
  const found = magics.find(
    ({ at, bytes: magic }) => bytes.toString('latin1', at, at + magic.length) === magic,
  )
  if (found) return found.kind
  if (isText(bytes))
    return /^\s*(<\?xml[^>]*>\s*)?(<!--[^]*?-->\s*)*<(!doctype\s+html|html|head|body)\b/i.test(
      bytes.toString('latin1', 0, 2048),
    )
      ? 'html'
      : 'text'
  if (bytes.length >= 512 && bytes.readUInt16BE(510) === 0x55aa) return 'mbr'
  return 'unknown'
}

// Text holds no control characters but white space and escapes; a disk that does is one sector of a strange text at best.
function isText(bytes: Buffer): boolean {
  const part = bytes.subarray(0, 4096)
  return part.every((byte) =>
    byte >= 0x20 ? byte !== 0x7f : byte === 9 || byte === 10 || byte === 12 || byte === 13 || byte === 27,
  )
}

/** The beginning of a file and how long it is. */
export async function readHead(
  path: string,
  length = sniffBytes,
): Promise<{ readonly head: Buffer; readonly sizeBytes: number }> {
  const file = await open(path)
  try {
    const { size } = await file.stat()
    const head = Buffer.alloc(Math.min(length, size))
    const { bytesRead } = await file.read(head, 0, head.length, 0)
    return { head: head.subarray(0, bytesRead), sizeBytes: size }
  } finally {
    await file.close()
  }
}

/** What to do with a kind of file that people offer as an image. */
export type Handling =
  | { readonly type: 'disk'; readonly format: 'qcow2' | 'vmdk' | 'vdi' | 'raw' }
  | { readonly type: 'iso' }
  | { readonly type: 'compressed'; readonly unpack: readonly [string, ...string[]] }
  /** `why` completes "cannot be used: …". */
  | { readonly type: 'refused'; readonly why: string; readonly hint?: string }

const unpackFirst = 'Unpack it and import the disk image in it.'

export const handling: Readonly<Record<FileKind, Handling>> = {
  qcow2: { type: 'disk', format: 'qcow2' },
  vmdk: { type: 'disk', format: 'vmdk' },
  vdi: { type: 'disk', format: 'vdi' },
  gpt: { type: 'disk', format: 'raw' },
  mbr: { type: 'disk', format: 'raw' },
  unknown: { type: 'disk', format: 'raw' },
  iso9660: { type: 'iso' },
  gzip: { type: 'compressed', unpack: ['gzip', '-dc'] },
  xz: { type: 'compressed', unpack: ['xz', '-dc', '--memlimit-decompress=1GiB'] },
  zstd: { type: 'compressed', unpack: ['zstd', '-dcq'] },
  'vmdk-descriptor': {
    type: 'refused',
    why: 'it is the description of a VMware disk, whose data lies in other files',
    hint: 'Convert the disk to one file first: qemu-img convert -O qcow2 DISK.vmdk DISK.qcow2',
  },
  vhdx: {
    type: 'refused',
    why: 'it is a Hyper-V disk (VHDX)',
    hint: 'Convert it: qemu-img convert -f vhdx -O qcow2 FILE FILE.qcow2',
  },
  vhd: {
    type: 'refused',
    why: 'it is a Hyper-V disk (VHD)',
    hint: 'Convert it: qemu-img convert -f vpc -O qcow2 FILE FILE.qcow2',
  },
  bzip2: { type: 'refused', why: 'it is compressed with bzip2', hint: unpackFirst },
  zip: { type: 'refused', why: 'it is a ZIP archive, not a disk image', hint: unpackFirst },
  '7z': { type: 'refused', why: 'it is a 7-Zip archive, not a disk image', hint: unpackFirst },
  tar: { type: 'refused', why: 'it is a tar archive, not a disk image', hint: unpackFirst },
  html: {
    type: 'refused',
    why: 'it is a web page, not a disk image',
    hint: 'The address probably leads to a page about the download: open it in a browser and copy the address of the file itself.',
  },
  text: { type: 'refused', why: 'it is a text file, not a disk image' },
  empty: { type: 'refused', why: 'it is empty' },
}
