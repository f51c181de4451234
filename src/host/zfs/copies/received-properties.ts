import type { PropertyValues } from '../property-args.ts'
import { copyMarks } from './copy-facts.ts'
import type { Arriving } from './copy-target.ts'

/**
 * What is left out of all that a stream brings. A source may be a host that somebody has taken over: what it sends is not to be mounted over
 * the target's own files, shared, or run; and space it asks for is the target's to give.
 */
const never = {
  filesystem: [
    'mountpoint',
    'sharenfs',
    'sharesmb',
    'overlay',
    'setuid',
    'devices',
    'exec',
    'quota',
    'refquota',
    'filesystem_limit',
    'snapshot_limit',
  ],
  volume: ['snapshot_limit'],
} as const
const neverOfAny = [
  'reservation',
  'refreservation',
  'compression',
  'copies',
  'dedup',
  'primarycache',
  'secondarycache',
  'sync',
  'logbias',
  'snapdev',
] as const

/** What a copy is, whatever its source is: never mounted by itself, never written to, no device that a host looks into. */
const always = {
  filesystem: { readonly: 'on', canmount: 'noauto' },
  volume: { readonly: 'on', volmode: 'none' },
} as const

/** What is set on what a stream makes or goes on with, and what of it is left out. */
export function receivedProperties({ kind, raw, how }: Pick<Arriving, 'kind' | 'raw' | 'how'>): {
  readonly properties: PropertyValues
  readonly exclude: readonly string[]
} {
  const exclude: readonly string[] = [...never[kind], ...neverOfAny]
  if (how.as === 'new') {
    // Below an encrypted dataset a copy is encrypted like it; a raw stream brings its own (zfs-receive.8).
    const encryption = raw || how.origin !== undefined ? [] : ['encryption']
    return { properties: { ...always[kind], ...how.properties }, exclude: [...exclude, ...encryption] }
  }
  // The rest of a stream has no properties in it.
  if (how.as === 'resume') return { properties: {}, exclude: [] }
  // These are the target's, and hide what comes.
  const own = [...Object.keys(always[kind]), ...Object.values(copyMarks)]
  return { properties: {}, exclude: [...exclude, ...own] }
}
