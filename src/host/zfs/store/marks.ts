import type { Consistency, SnapshotAuthor } from '../../../domain/snapshot.ts'

/**
 * What Kiste writes on datasets and snapshots. Only what is set on one itself counts, since ZFS hands these down to whatever is made below.
 * A dataset without any is not Kiste's.
 */
export const marks = {
  /** On a store. */
  store: 'kiste:store',
  /** On what is in a store besides VMs: what it is for. */
  part: 'kiste:part',
  /** On a VM's file system: its uuid. */
  vm: 'kiste:vm',
  /** On a VM's file system: the line it is; the first one has none. */
  branch: 'kiste:branch',
  /** On the file system of a line that was left: when. */
  left: 'kiste:left',
  /** On a disk: the uuid of the VM it was made for. */
  disk: 'kiste:disk',
  /** On an image: its id. */
  image: 'kiste:image',
  /** On a VM in the bin: the note of it. */
  bin: 'kiste:bin',
  /** On a snapshot: who wanted it, when, how consistent it is, and why. */
  by: 'kiste:by',
  createdAt: 'kiste:created-at',
  consistency: 'kiste:consistency',
  note: 'kiste:note',
} as const

/** Properties by name. */
export type Marks = Readonly<Record<string, string>>

export const holdPrefix = 'kiste:'

/** How the labels of snapshots begin that were taken for a linked clone, and for a copy that is under way. */
export const clonePrefix = 'clone-'
export const copyPrefix = 'copy-'

/**
 * Text as the value of a property: as it is if it is plain ASCII, so that `zfs get` shows it, else in base64. Other bytes do not come
 * through `zfs list -j` unharmed (nvlist_print_json ends at a byte that is none in its locale), and `-` means "none".
 */
export function encodeText(text: string): string {
  if (/^[ -~]+$/.test(text) && text.trim() === text && text !== '-' && !text.startsWith(encoded)) return text
  return encoded + Buffer.from(text, 'utf8').toString('base64url')
}

export function decodeText(value: string): string {
  if (!value.startsWith(encoded)) return value
  return Buffer.from(value.slice(encoded.length), 'base64url').toString('utf8')
}

const encoded = 'base64:'

/** One `zfs snapshot` writes the same on all it takes, so this says it for each VM: the commonest, then who differs. */
export function formatConsistency(
  vms: readonly { readonly uuid: string; readonly consistency: Consistency }[],
): string {
  const all = vms.map(({ consistency }) => consistency)
  const count = (one: Consistency) => all.filter((other) => other === one).length
  const [commonest = 'crash'] = [...new Set(all)].toSorted((a, b) => count(b) - count(a))
  const others = vms.filter(({ consistency }) => consistency !== commonest)
  return [commonest, ...others.map(({ uuid, consistency }) => `${uuid}=${consistency}`)].join(',')
}

export function parseConsistency(value: string | undefined, uuid: string): Consistency {
  const [commonest, ...others] = (value ?? '').split(',')
  const own = others.find((other) => other.startsWith(`${uuid}=`))?.slice(uuid.length + 1)
  return consistencies.find((known) => known === (own ?? commonest)) ?? 'crash'
}

const consistencies: readonly Consistency[] = ['off', 'ram', 'filesystem', 'crash']
const authors: readonly SnapshotAuthor[] = ['user', 'policy', 'clone', 'leaving']

/** Who wanted a snapshot; undefined for one that is not Kiste's. */
export function parseAuthor(own: Marks): SnapshotAuthor | undefined {
  return authors.find((known) => known === own[marks.by])
}

export interface BinMark {
  readonly id: string
  readonly vm: string
  readonly deletedAt: string
  readonly keepUntil: string
}

export function formatBinMark({ id, vm, deletedAt, keepUntil }: BinMark): string {
  return encodeText(JSON.stringify({ id, vm, deletedAt, keepUntil }))
}

/** Undefined for anything that is none. */
export function parseBinMark(value: string | undefined): BinMark | undefined {
  if (value === undefined) return undefined
  try {
    const { id, vm, deletedAt, keepUntil } = JSON.parse(decodeText(value)) as Record<string, unknown>
    if (typeof id !== 'string' || typeof vm !== 'string') return undefined
    if (typeof deletedAt !== 'string' || typeof keepUntil !== 'string') return undefined
    return { id, vm, deletedAt, keepUntil }
  } catch {
    return undefined
  }
}
