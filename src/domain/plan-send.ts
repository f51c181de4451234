/**
 * How the copy of one dataset is brought up to date, a step at a time: decided from what both ends have now, so that a run that was cut off
 * anywhere is gone on with by deciding again. Snapshots are known by guid, never by name; nothing on the target is rolled back or destroyed.
 */

/** A snapshot of the source, or a bookmark of one. */
export interface SendPoint {
  readonly guid: string
  /** Orders what is on one pool, whatever its clock said. */
  readonly createTxg: number
  readonly is: 'snapshot' | 'bookmark'
}

/** What a target keeps of a transfer that broke off, as its token says; the token comes from the target, who may lie. */
export interface PartialTransfer {
  readonly guid: string
  /** Of the base; absent for a whole stream. */
  readonly fromGuid?: string | undefined
  /** Whether blocks go as they lie on the disk, encrypted ones with it. */
  readonly raw: boolean
}

export interface SendFacts {
  /** All of them, in any order; snapshots that are not to travel are left out. */
  readonly source: readonly SendPoint[]
  /** Absent: there is none yet. */
  readonly target?: SendTarget | undefined
  /** How the first transfer went, and all after it have to go. */
  readonly raw: boolean
  /** Of a clone: the guid of the snapshot that it stands on, if the target has that. */
  readonly origin?: string | undefined
}

export interface SendTarget {
  readonly snapshots: readonly Pick<SendPoint, 'guid' | 'createTxg'>[]
  readonly partial?: PartialTransfer | undefined
}

export type NextSend =
  /** The target has the newest there is. */
  | { readonly do: 'nothing' }
  | { readonly do: 'resume'; readonly guid: string }
  /** What came of a broken transfer is of no use any more, and nothing else can come while it is there. */
  | { readonly do: 'drop-partial'; readonly because: WhyNotResume }
  /** One whole snapshot: the oldest, so that all of the past comes after it; of a clone, what it has beyond its origin. */
  | { readonly do: 'send-whole'; readonly guid: string; readonly origin?: string | undefined }
  /** `all`: every snapshot between, too; a bookmark cannot be what those are sent from (zfs#12415). */
  | {
      readonly do: 'send-since'
      readonly from: SendPoint
      readonly guid: string
      readonly all: boolean
    }
  /** The target has gone its own way after `common`, or shares nothing: what it has is kept aside before anything can come. */
  | { readonly do: 'set-aside'; readonly common: string | undefined }
  /** There is nothing to send. */
  | { readonly do: 'wait' }

export type WhyNotResume = 'snapshot-gone' | 'base-gone' | 'other-base' | 'other-form'

/** What comes next. */
export function planSend({ source, target, raw, origin }: SendFacts): NextSend {
  const points = source.toSorted(byTxg)
  const snapshots = points.filter(({ is }) => is === 'snapshot')
  const [oldest, newest] = [snapshots[0], snapshots.at(-1)]
  const there = target?.snapshots.toSorted(byTxg) ?? []
  const last = there.at(-1)
  if (target?.partial !== undefined) {
    const because = whyNotResume(target.partial, { points, last: last?.guid, raw, origin })
    return because === undefined
      ? { do: 'resume', guid: target.partial.guid }
      : { do: 'drop-partial', because }
  }
  if (oldest === undefined || newest === undefined) return { do: 'wait' }
  // Also where it has more than that, and nobody could go on from its last one: that matters once there is something to send.
  if (there.some(({ guid }) => guid === newest.guid)) return { do: 'nothing' }
  if (last === undefined)
    return { do: 'send-whole', guid: oldest.guid, ...(origin === undefined ? {} : { origin }) }
  const base = baseOf(points, last.guid)
  if (base === undefined) {
    const known = new Set(points.map(({ guid }) => guid))
    return { do: 'set-aside', common: there.findLast(({ guid }) => known.has(guid))?.guid }
  }
  const after = snapshots.filter(({ createTxg }) => createTxg > base.createTxg)
  const [next] = after
  if (next === undefined) return { do: 'nothing' }
  const all = base.is === 'snapshot' && after.length > 1
  return { do: 'send-since', from: base, guid: (all ? newest : next).guid, all }
}

/** A snapshot rather than its bookmark: more can be sent from it. */
function baseOf(points: readonly SendPoint[], guid: string): SendPoint | undefined {
  const same = points.filter((point) => point.guid === guid)
  return same.find(({ is }) => is === 'snapshot') ?? same[0]
}

function whyNotResume(
  { guid, fromGuid, raw }: PartialTransfer,
  now: Pick<SendFacts, 'raw' | 'origin'> & {
    readonly points: readonly SendPoint[]
    readonly last: string | undefined
  },
): WhyNotResume | undefined {
  // In another form it might bring plain text to where none must be.
  if (raw !== now.raw) return 'other-form'
  if (!now.points.some((point) => point.is === 'snapshot' && point.guid === guid)) return 'snapshot-gone'
  if (now.last === undefined && fromGuid !== undefined && fromGuid === now.origin) return undefined
  if (fromGuid !== now.last) return 'other-base'
  if (fromGuid !== undefined && baseOf(now.points, fromGuid) === undefined) return 'base-gone'
  return undefined
}

function byTxg(one: { readonly createTxg: number }, other: { readonly createTxg: number }): number {
  return one.createTxg - other.createTxg
}
