/** A file system on the disks of a guest, as it is found from outside. */
export interface GuestFileSystem {
  /** What people type: the disk and its partition (`root:1`), or the volume (`vg/home`). */
  readonly id: string
  /** What it says it is: `ext4`, `xfs`, `crypto_LUKS`, `swap`; `unknown` for a disk with none. */
  readonly kind: string
  readonly content: 'files' | 'encrypted' | 'none'
  /** Where it lies in the guest's own tree, if that tree has it. */
  readonly mountedAt?: string | undefined
}

export const guestFileTypes = ['file', 'folder', 'link', 'other'] as const
export type GuestFileType = (typeof guestFileTypes)[number]

/** A file as it is in a guest; names are written as `formatGuestName` does. */
export interface GuestFileEntry {
  readonly name: string
  /** `other`: a device, socket or pipe. */
  readonly type: GuestFileType
  readonly sizeBytes: number
  /** ISO 8601, UTC. */
  readonly modifiedAt: string
  /** Permissions as a number, without the type. */
  readonly mode: number
  /** Where a link leads, as it says itself. */
  readonly target?: string | undefined
}

/** The same of what was asked for itself. */
export interface GuestFileAsked extends GuestFileEntry {
  /** What a link leads to within the guest; absent for others, and where it leads nowhere. */
  readonly leadsTo?: GuestFileType | undefined
}

/** Where in the disks of a guest something is. */
export interface GuestPlace {
  /** The id of a file system; default the guest's own tree. */
  readonly fileSystem?: string | undefined
  readonly path: string
}

/** What is at a place in a guest. */
export interface GuestLook {
  readonly fileSystems: readonly GuestFileSystem[]
  /** Absent where nothing says which of several file systems is meant, or there is none. */
  readonly entry?: GuestFileAsked | undefined
  /** What is in a folder, by name; at most `longestListing` of them. */
  readonly entries: readonly GuestFileEntry[]
  /** How many there are. */
  readonly total: number
}

export const longestListing = 10_000

const noFiles = new Set(['swap', 'unknown', ''])
const encrypted = new Set(['crypto_LUKS', 'BitLocker'])

export function contentOf(kind: string): GuestFileSystem['content'] {
  if (encrypted.has(kind)) return 'encrypted'
  return noFiles.has(kind) || kind.endsWith('_member') ? 'none' : 'files'
}
