import type { PoolState, Vdev, VdevGroup, VdevState } from '../../domain/pool.ts'

/** The states of pools and vdevs as people see them (zpool_state_to_name in libzfs_pool.c). */
const shownStates: Readonly<Record<string, VdevState>> = {
  ONLINE: 'online',
  DEGRADED: 'degraded',
  FAULTED: 'faulted',
  OFFLINE: 'offline',
  REMOVED: 'removed',
  UNAVAIL: 'unavail',
  SUSPENDED: 'suspended',
  INUSE: 'inuse',
  AVAIL: 'avail',
  // Seen only while a pool is being split off.
  SPLIT: 'unavail',
  UNKNOWN: 'unknown',
}

export function stateOfWord(word: string): VdevState {
  return shownStates[word] ?? 'unknown'
}

/** A pool's state; a word of a later release counts as not available, which makes nobody trust the pool. */
export function poolStateOfWord(word: string): PoolState {
  const state = stateOfWord(word)
  return state === 'inuse' || state === 'avail' || state === 'unknown' ? 'unavail' : state
}

/** JSON gives a vdev's inner state, where the text shows what follows from it and the reason. */
export function stateOfVdev(word: string, aux: string | undefined): VdevState {
  switch (word) {
    case 'CLOSED':
      return 'offline'
    case 'CANT_OPEN':
      return aux === 'CORRUPT_DATA' || aux === 'BAD_LOG' ? 'faulted' : 'unavail'
    default:
      return stateOfWord(word)
  }
}

/** What the text says behind a vdev, and the word JSON has for it (print_status_config in zpool_main.c). */
const auxTexts: Readonly<Record<string, string>> = {
  'cannot open': 'OPEN_FAILED',
  'missing device': 'BAD_GUID_SUM',
  'insufficient replicas': 'NO_REPLICAS',
  'newer version': 'VERSION_NEWER',
  'unsupported feature(s)': 'UNSUP_FEAT',
  'unsupported minimum blocksize': 'ASHIFT_TOO_BIG',
  'too many errors': 'ERR_EXCEEDED',
  'too many slow I/Os': 'ERR_EXCEEDED',
  'experienced I/O failures': 'IO_FAILURE',
  'bad intent log': 'BAD_LOG',
  'external device fault': 'EXTERNAL',
  'split into new pool': 'SPLIT_POOL',
  'currently in use': 'ACTIVE',
  'all children offline': 'CHILDREN_OFFLINE',
  'invalid label': 'BAD_LABEL',
  'corrupted data': 'CORRUPT_DATA',
}

export function auxOfText(text: string): string | undefined {
  return auxTexts[text]
}

export type VdevKind =
  | { readonly kind: VdevGroup['kind']; readonly parity?: number | undefined }
  | { readonly kind: 'draid-spare' }

const named: readonly { readonly pattern: RegExp; readonly kind: VdevGroup['kind'] | 'draid-spare' }[] = [
  { pattern: /^mirror-\d+$/, kind: 'mirror' },
  { pattern: /^raidz(\d)-\d+$/, kind: 'raidz' },
  { pattern: /^draid(\d):\d+d:\d+c:\d+s-\d+$/, kind: 'draid' },
  { pattern: /^draid\d-\d+-\d+$/, kind: 'draid-spare' },
  { pattern: /^replacing-\d+$/, kind: 'replacing' },
  { pattern: /^spare-\d+$/, kind: 'sparing' },
  { pattern: /^indirect-\d+$/, kind: 'indirect' },
  { pattern: /^hole-\d+$/, kind: 'hole' },
]

/** What a vdev's name says it is; undefined for devices, whose names are paths or guids. */
export function kindOfName(name: string): VdevKind | undefined {
  for (const { pattern, kind } of named) {
    const found = pattern.exec(name)
    if (!found) continue
    if (kind === 'draid-spare') return { kind }
    return found[1] === undefined ? { kind } : { kind, parity: Number(found[1]) }
  }
  return undefined
}

/**
 * The state of a dRAID group, of which JSON has forgotten it (zfs#18431): what follows from its members. One that works in
 * part, as a disk being replaced, counts as working.
 */
export function stateFromMembers(children: readonly Vdev[], parity: number): VdevState {
  const working = new Set<VdevState>(['online', 'degraded', 'avail', 'inuse'])
  const lost = children.filter((child) => !working.has(child.state)).length
  if (lost > parity) return 'unavail'
  return lost > 0 || children.some((child) => child.state === 'degraded') ? 'degraded' : 'online'
}

/** What a path is most likely, where the release does not say: devices live below `/dev`. */
export function leafKindOfPath(path: string): 'disk' | 'file' {
  return path.startsWith('/') && !path.startsWith('/dev/') ? 'file' : 'disk'
}
