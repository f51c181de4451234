import { formatBytes, KiB, parseSizeBytes } from './size.ts'
import { zfsHas, type ZfsFeature, type ZfsVersion } from './zfs-version.ts'

/** What may be set on a pool or on its root dataset, and what is worth saying of it. */
export interface PoolProperty {
  readonly name: string
  readonly of: 'pool' | 'dataset'
  /** The value as ZFS wants it, or why it is none. */
  readonly read: (value: string) => { readonly value: string } | { readonly because: string }
  /** All there are, where these are few. */
  readonly choices?: readonly string[] | undefined
  /** It came with this. */
  readonly since?: ZfsFeature | undefined
  /** It may be set on one dataset of the pool alone, too. */
  readonly ofOne?: true | undefined
  readonly note?: ((value: string) => string | undefined) | undefined
}

type Read = PoolProperty['read']

const oneOf = (...choices: readonly string[]): Pick<PoolProperty, 'read' | 'choices'> => ({
  choices,
  read: (value) => (choices.includes(value) ? { value } : { because: `it is one of ${choices.join(', ')}` }),
})

const onOff = oneOf('on', 'off')

/** `zstd-3` and its like; levels from 1 to 19 (zfsprops(7)). */
const compression: Read = (value) =>
  /^(off|lz4|zstd|zle|zstd-([1-9]|1[0-9]))$/.test(value)
    ? { value }
    : { because: 'it is lz4, zstd, zstd-1 to zstd-19, zle or off' }

const size: Read = (value) => {
  if (value === 'none') return { value }
  const read = parseSizeBytes(value, '')
  return read.ok
    ? { value: String(read.value) }
    : { because: 'it is a size with a unit, such as 100G, or none' }
}

/** 0, or a power of two from 512 bytes to 1 MiB. */
const smallBlocks: Read = (value) => {
  if (value === '0') return { value }
  const read = parseSizeBytes(value, '')
  const bytes = read.ok ? read.value : 0
  return bytes >= 512 && bytes <= 1024 * KiB && Number.isInteger(Math.log2(bytes))
    ? { value: String(bytes) }
    : { because: 'it is 0, or a power of two from 512B to 1MiB' }
}

/**
 * The table of what can be set. What is missing is missing on purpose: `ashift` counts only for new vdevs and is chosen by the
 * drives; `cachefile` decides whether pools are there before VMs start; `failmode=panic` and `sync=disabled` cost more than they give.
 */
export const poolProperties: readonly PoolProperty[] = [
  {
    name: 'autoexpand',
    of: 'pool',
    ...onOff,
    note: on(
      'Larger drives are then used whole by themselves, and smaller ones can no longer take their places.',
    ),
  },
  {
    name: 'autoreplace',
    of: 'pool',
    ...onOff,
    note: on('Any new drive in the bay of a failed one is then erased and used, without asking.'),
  },
  {
    name: 'autotrim',
    of: 'pool',
    ...onOff,
    note: on('Some SSDs get slow by it; a trim once a month does nearly as much.'),
  },
  {
    name: 'comment',
    of: 'pool',
    // zpool_main limits it to ZPROP_MAX_COMMENT = 32 bytes.
    read: (value) =>
      /^[\x20-\x7e]{0,32}$/.test(value) ? { value } : { because: 'it has up to 32 plain characters' },
  },
  {
    name: 'compatibility',
    of: 'pool',
    since: 'draid',
    read: (value) =>
      /^[a-z0-9][a-z0-9.-]*$/i.test(value)
        ? { value }
        : { because: 'it is off, legacy, or a file below /usr/share/zfs/compatibility.d' },
  },
  {
    name: 'dedup_table_quota',
    of: 'pool',
    since: 'fastDedup',
    read: (value) => (value === 'auto' ? { value } : size(value)),
  },
  { name: 'delegation', of: 'pool', ...onOff },
  {
    name: 'failmode',
    of: 'pool',
    ...oneOf('wait', 'continue'),
    note: (value) =>
      value === 'continue'
        ? 'When the pool fails, guests see errors at once instead of waiting for the drives to come back.'
        : undefined,
  },
  { name: 'listsnapshots', of: 'pool', ...onOff },
  {
    name: 'multihost',
    of: 'pool',
    ...onOff,
    note: on('It guards drives that two hosts can reach; each host needs a hostid of its own (zgenhostid).'),
  },
  { name: 'atime', of: 'dataset', ...onOff, note: on('Every read then writes, too.') },
  {
    name: 'compression',
    of: 'dataset',
    ofOne: true,
    read: compression,
    note: () => 'It counts for what is written from now on; what is there stays as it is.',
  },
  {
    name: 'dedup',
    of: 'dataset',
    ofOne: true,
    ...oneOf('off', 'on', 'verify', 'sha256', 'sha512', 'blake3'),
    note: (value) =>
      value === 'off'
        ? undefined
        : 'It takes memory for every block that is ever written: measure first whether it would pay, with `kiste pool advise dedup`.',
  },
  { name: 'primarycache', of: 'dataset', ...oneOf('all', 'metadata', 'none') },
  { name: 'secondarycache', of: 'dataset', ...oneOf('all', 'metadata', 'none') },
  { name: 'quota', of: 'dataset', read: size },
  {
    name: 'reservation',
    of: 'dataset',
    read: size,
    note: (value) =>
      value === 'none' ? undefined : `${formatBytes(Number(value))} are kept free for what is in the pool.`,
  },
  {
    name: 'special_small_blocks',
    of: 'dataset',
    read: smallBlocks,
    note: (value) =>
      value === '0'
        ? undefined
        : 'Blocks up to this size then go to the special vdev; when that is full, to the others.',
  },
  { name: 'sync', of: 'dataset', ...oneOf('standard', 'always') },
]

function on(text: string): (value: string) => string | undefined {
  return (value) => (value === 'on' ? text : undefined)
}

/** Whether a release has a property. */
export function isKnownTo(property: PoolProperty, zfs: ZfsVersion): boolean {
  return property.since === undefined || zfsHas(zfs, property.since)
}
