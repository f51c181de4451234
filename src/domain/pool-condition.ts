import { isErasable, type Drive } from './drive.ts'
import { findDrive } from './find-drive.ts'
import { leadsTo } from './join-drive-uses.ts'
import { membersOf, type Member } from './pool-members.ts'
import type { PoolSettings } from './pool-settings.ts'
import { flattenVdevs, type Pool } from './pool.ts'

/**
 * What is so once a command has run. Looked at before it runs, so that running it again after a crash does nothing; plain data, so that
 * it stands in the journal with the plan.
 */
export type PoolCondition =
  /** The drive of this path holds no more of these. */
  | { readonly is: 'erased'; readonly drive: string; readonly of: 'pool-labels' | 'all' }
  /** The pool was made by this very plan. */
  | { readonly is: 'made'; readonly mark: string }
  /** No pool of this guid is imported under the plan's name. */
  | { readonly is: 'away'; readonly guid: string }
  | {
      readonly is: 'set'
      readonly of: 'pool' | 'dataset'
      readonly property: string
      readonly value: string
      /** A dataset in the pool; absent for its root. */
      readonly dataset?: string | undefined
    }
  /** These features are no longer disabled. */
  | { readonly is: 'has-features'; readonly names: readonly string[] }
  /** Running it once more does no harm, and nothing tells whether it ran. */
  | { readonly is: 'never-known' }
  | { readonly is: 'any'; readonly of: readonly PoolCondition[] }
  | AboutPool

/** What the pool itself shows. */
type AboutPool =
  /** The pool of this guid is imported under the plan's name. */
  | { readonly is: 'imported'; readonly guid: string }
  /** All drives of these paths are devices of the pool. */
  | { readonly is: 'has'; readonly drives: readonly string[] }
  /** No vdev of this guid is in the pool. */
  | { readonly is: 'lacks'; readonly guid: string }
  /** The drive of this path takes the place of another, and that has not ended. */
  | { readonly is: 'replacing'; readonly drive: string }
  /** The vdev of this guid is gone, or being emptied so that it can go. */
  | { readonly is: 'leaving'; readonly guid: string }
  | { readonly is: 'offline' | 'online'; readonly guid: string }
  /** The device uses more than so much of its drive. */
  | { readonly is: 'larger'; readonly guid: string; readonly thanBytes: number }
  /** There are no more than so many devices in data vdevs. */
  | { readonly is: 'at-most'; readonly devices: number }
  /** A scrub goes on, or one ended that is not the one that had ended at `after`. */
  | { readonly is: 'scrubbing' | 'scrubbed'; readonly after: string | null }
  | { readonly is: 'scrub-runs' | 'scrub-paused' | 'no-scrub' }
  | { readonly is: 'trimming' | 'no-trim-runs' | 'no-trim' }
  | { readonly is: 'removing' | 'not-removing' }
  | { readonly is: 'checkpoint' | 'no-checkpoint' }

/** What was looked at to tell whether conditions hold; a part that none of them needs is left out. */
export interface PoolSight {
  /** The pool of the plan's name; absent when none is imported. */
  readonly pool?: Pool | undefined
  readonly drives?: readonly Drive[] | undefined
  /** What the pool's maker noted on it. */
  readonly mark?: string | undefined
  readonly settings?: PoolSettings | undefined
}

export type SightPart = 'pool' | 'drives' | 'mark' | 'settings'

/** What has to be looked at for a condition. */
export function partsFor(condition: PoolCondition): readonly SightPart[] {
  if (condition.is === 'any') return [...new Set(condition.of.flatMap(partsFor))]
  if (condition.is === 'erased') return ['drives']
  if (condition.is === 'made') return ['mark']
  if (condition.is === 'set' || condition.is === 'has-features') return ['settings']
  return condition.is === 'never-known' ? [] : ['pool']
}

/** Whether it is so. */
export function holds(condition: PoolCondition, sight: PoolSight): boolean {
  if (condition.is === 'any') return condition.of.some((one) => holds(one, sight))
  if (condition.is === 'erased') return isErased(condition.drive, condition.of, sight.drives ?? [])
  if (condition.is === 'made') return sight.mark === condition.mark
  if (condition.is === 'away') return sight.pool?.guid !== condition.guid
  if (condition.is === 'set')
    return sight.settings?.[condition.of][condition.property]?.value === condition.value
  if (condition.is === 'has-features')
    return condition.names.every(
      (name) => (sight.settings?.pool[`feature@${name}`]?.value ?? 'disabled') !== 'disabled',
    )
  if (condition.is === 'never-known') return false
  return sight.pool !== undefined && holdsIn(sight.pool, condition)
}

function holdsIn(pool: Pool, condition: AboutPool): boolean {
  const { scan } = pool
  const scrubs = scan.state === 'running' && scan.what === 'scrub'
  switch (condition.is) {
    case 'imported':
      return pool.guid === condition.guid
    case 'has':
      return condition.drives.every((drive) => memberOn(pool, drive) !== undefined)
    case 'lacks':
      return !flattenVdevs(pool.vdevs).some((vdev) => vdev.guid === condition.guid)
    case 'replacing':
      return memberOn(pool, condition.drive)?.above.at(-1)?.kind === 'replacing'
    case 'leaving': {
      const vdev = flattenVdevs(pool.vdevs).find((one) => one.guid === condition.guid)
      return vdev === undefined || vdev.removing === true
    }
    case 'offline':
    case 'online':
      return membersOf(pool).some(
        ({ leaf }) =>
          leaf.guid === condition.guid && (leaf.state === 'offline') === (condition.is === 'offline'),
      )
    case 'larger':
      return membersOf(pool).some(
        ({ leaf }) => leaf.guid === condition.guid && (leaf.sizeBytes ?? 0) > condition.thanBytes,
      )
    case 'at-most':
      return dataDevices(pool) <= condition.devices
    case 'scrubbing':
      return (scrubs && !scan.paused) || endedSince(pool, condition.after)
    case 'scrubbed':
      return scan.state === 'finished' && endedSince(pool, condition.after)
    case 'scrub-runs':
      return scrubs && !scan.paused
    case 'scrub-paused':
      return scrubs && scan.paused
    case 'no-scrub':
      return !scrubs
    case 'trimming':
      return trims(pool).includes('running')
    case 'no-trim-runs':
      return !trims(pool).includes('running')
    case 'no-trim':
      return !trims(pool).some((state) => state === 'running' || state === 'suspended')
    case 'removing':
      return pool.removal.state === 'running'
    case 'not-removing':
      return pool.removal.state !== 'running'
    case 'checkpoint':
      return pool.checkpoint.state === 'exists'
    case 'no-checkpoint':
      return pool.checkpoint.state !== 'exists'
  }
}

/** How many devices hold data of the pool. */
export function dataDevices(pool: Pick<Pool, 'vdevs'>): number {
  return membersOf(pool).filter(({ leaf }) => ['normal', 'special', 'dedup'].includes(leaf.class)).length
}

function memberOn(pool: Pool, drive: string): Member | undefined {
  return membersOf(pool).find(({ leaf }) => leadsTo(leaf.path, { paths: [drive] }))
}

function endedSince({ scan }: Pool, after: string | null): boolean {
  return (
    (scan.state === 'finished' || scan.state === 'cancelled') &&
    scan.what === 'scrub' &&
    scan.endedAt !== after
  )
}

function trims(pool: Pool): readonly string[] {
  return membersOf(pool).map(({ leaf }) => leaf.trim?.state ?? 'untrimmed')
}

function isErased(path: string, of: 'pool-labels' | 'all', drives: readonly Drive[]): boolean {
  const found = findDrive(drives, path, 'drive')
  if (!found.ok) return false
  return !found.value.uses.some((use) => isErasable(use) && (of === 'all' || use.what === 'pool'))
}
