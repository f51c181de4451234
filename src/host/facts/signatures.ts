/** A magic number found on a device: a file system, a member of something, a partition table. */
export interface Signature {
  /** In libblkid's words: `ext4`, `zfs_member`, `LVM2_member`, `gpt`, `dos`, `PMBR` … */
  readonly type: string
  readonly label: string
  readonly uuid: string
}

/** What is on a device, or why nobody could look. */
export type DeviceContent =
  | { readonly known: true; readonly signatures: readonly Signature[] }
  | { readonly known: false; readonly because: string }

/** Names of partition tables in libblkid (`libblkid/src/partitions`). */
const tables = new Set([
  'gpt',
  'dos',
  'PMBR',
  'mac',
  'sun',
  'sgi',
  'bsd',
  'atari',
  'minix',
  'ultrix',
  'unixware',
  'solaris_x86',
])

export function isPartitionTable(type: string): boolean {
  return tables.has(type)
}

/** Reads `wipefs -J DEVICE`. ZFS has a hundred magic numbers on a device, so what says the same is said once. */
export function parseSignatures(text: string): DeviceContent {
  // Before util-linux 2.37 nothing at all is written for a bare device.
  if (text.trim() === '') return { known: true, signatures: [] }
  let found: unknown
  try {
    found = (JSON.parse(text) as { signatures?: unknown } | null)?.signatures
  } catch {
    return { known: false, because: 'wipefs answered something that is not JSON' }
  }
  if (!Array.isArray(found)) return { known: false, because: 'wipefs answered without a list of signatures' }
  const signatures = (found as unknown[]).map((entry): Signature => {
    const raw = (typeof entry === 'object' && entry !== null ? entry : {}) as Record<string, unknown>
    const text = (key: string) => (typeof raw[key] === 'string' ? raw[key] : '')
    return { type: text('type'), label: text('label'), uuid: text('uuid') }
  })
  const told = new Map(signatures.map((one) => [`${one.type}\0${one.label}\0${one.uuid}`, one]))
  return { known: true, signatures: [...told.values()] }
}
