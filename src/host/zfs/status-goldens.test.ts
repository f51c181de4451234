import { describe, expect, test } from 'vitest'
import { flattenVdevs } from '../../domain/pool.ts'
import { mergedByPlace } from './merge-vdevs.ts'
import type { PoolStatus } from './pool-status.ts'
import { parseStatusJson } from './status-json.ts'
import { parseStatusText } from './status-text.ts'
import { asText } from './testing/as-text.ts'
import { recorded, type RecordedRelease } from './testing/fixtures.ts'

// One pool, in one state after the other, as both releases told of it.

interface Golden {
  readonly state: string
  /** What holds of it on every release. */
  readonly told: object
  /** Class, kind and state of each vdev, top to bottom. */
  readonly vdevs?: readonly string[]
}

const plainMirror = ['normal mirror online', 'normal disk online', 'normal disk online']
const helpers = [
  'special mirror online',
  'special disk online',
  'special disk online',
  'log mirror online',
  'log disk online',
  'log disk online',
  'l2cache disk online',
]
const fiveDisks = Array.from({ length: 5 }, () => 'normal disk online')

const onAll: readonly Golden[] = [
  {
    state: 'classes',
    told: { state: 'online', scan: { state: 'none' }, dataErrors: { known: true, count: 0 } },
    vdevs: [...plainMirror, ...helpers, 'spare disk avail'],
  },
  {
    state: 'spare-in-use',
    told: { state: 'degraded', scan: { state: 'finished', what: 'resilver', errors: 0 } },
    vdevs: [
      'normal mirror degraded',
      'normal sparing degraded',
      'normal disk faulted EXTERNAL',
      'normal disk online',
      'normal disk online',
      ...helpers,
      'spare disk inuse SPARED',
    ],
  },
  { state: 'scrubbing', told: { scan: { state: 'running', what: 'scrub', paused: false, doneBytes: 0 } } },
  {
    state: 'scrub-paused',
    told: { scan: { state: 'running', what: 'scrub', paused: true, bytesPerSecond: 0, secondsLeft: null } },
  },
  { state: 'scrub-cancelled', told: { scan: { state: 'cancelled', what: 'scrub' } } },
  { state: 'scrubbed', told: { scan: { state: 'finished', what: 'scrub', errors: 0, repairedBytes: 0 } } },
  {
    state: 'resilvering',
    told: { scan: { state: 'running', what: 'resilver', paused: false, repairedBytes: 0 } },
  },
  { state: 'checkpoint', told: { checkpoint: { state: 'exists' } } },
  { state: 'trim-suspended', told: { state: 'online' } },
  {
    state: 'draid',
    told: { state: 'online' },
    vdevs: ['normal draid online', ...fiveDisks, 'spare draid-spare avail'],
  },
  {
    state: 'draid-spare',
    told: { state: 'degraded' },
    vdevs: [
      'normal draid degraded',
      'normal disk online',
      'normal sparing degraded',
      'normal disk faulted EXTERNAL',
      'normal draid-spare online',
      'normal disk online',
      'normal disk online',
      'normal disk online',
      'spare draid-spare inuse SPARED',
    ],
  },
  { state: 'removing', told: { removal: { state: 'running' } } },
  { state: 'removed', told: { removal: { state: 'finished' } }, vdevs: ['normal disk online'] },
  {
    state: 'missing',
    told: { state: 'degraded', messageId: 'ZFS-8000-4J' },
    vdevs: ['normal mirror degraded', 'normal disk online', 'normal disk unavail'],
  },
]

const since23: readonly Golden[] = [
  {
    state: 'expanding',
    told: { expansion: { state: 'running', vdev: 'raidz1-0' } },
    vdevs: ['normal raidz online', ...fiveDisks.slice(1)],
  },
  {
    state: 'expanded',
    told: { expansion: { state: 'finished', vdev: 'raidz1-0' } },
    vdevs: ['normal raidz online', ...fiveDisks.slice(1)],
  },
  {
    state: 'data-errors',
    told: {
      messageId: 'ZFS-8000-8A',
      dataErrors: {
        known: true,
        objects: expect.arrayContaining(['/tank/photo one.jpg', '/tank/übung']) as string[],
      },
    },
  },
]

describe.each([
  { release: '2.1.11', goldens: onAll },
  { release: '2.3.2', goldens: [...onAll, ...since23] },
] as const)('text of $release', ({ release, goldens }) => {
  test.each(goldens)('$state', ({ state, told, vdevs }) => {
    const pool = fromText(release, state)
    expect(pool).toMatchObject({ name: 'tank', ...told })
    if (vdevs) expect(shape(pool)).toEqual(vdevs)
    for (const { guid } of flattenVdevs(pool.vdevs)) expect(guid).toMatch(/^\d{10,20}$/)
  })
})

describe('JSON of 2.3.2 says what its text says', () => {
  test.each([...onAll, ...since23])('$state', ({ state, told, vdevs }) => {
    const pool = fromJson(state)
    expect(pool).toMatchObject({ name: 'tank', ...told })
    if (vdevs) expect(shape(pool)).toEqual(vdevs)
    expect(atRest(fromText('2.3.2', state))).toEqual(atRest(asText(pool)))
  })
})

test('how far the trim of each device is', () => {
  const of = (pool: PoolStatus) => [
    ...new Set(
      flattenVdevs(pool.vdevs).flatMap((vdev) =>
        'trim' in vdev && vdev.class !== 'l2cache' ? [vdev.trim?.state] : [],
      ),
    ),
  ]
  for (const pool of [fromText('2.1.11', 'trimming'), fromText('2.3.2', 'trimming'), fromJson('trimming')])
    expect(of(pool)).toEqual(['running'])
  expect(of(fromText('2.1.11', 'trim-suspended'))).toEqual(['suspended'])
  // Some were done before they could be held.
  for (const pool of [fromText('2.3.2', 'trim-suspended'), fromJson('trim-suspended')])
    expect(of(pool)).toEqual(['finished', 'suspended'])
})

test('a device that is gone is told with where it was', () => {
  for (const pool of [fromText('2.1.11', 'missing'), fromText('2.3.2', 'missing'), fromJson('missing')])
    expect(flattenVdevs(pool.vdevs)[2]).toMatchObject({
      name: expect.stringMatching(/^\d{10,20}$/) as string,
      wasPath: '/dev/disk/by-id/virtio-lab-disk-3-part1',
    })
})

function fromText(release: RecordedRelease, state: string): PoolStatus {
  const table = recorded(release, `status-table-${state}`).stdout
  return one(parseStatusText(table, recorded(release, `status-guids-${state}`).stdout))
}

/** As `readPool` does it: where a guid is missing, the same command by guid has it. */
function fromJson(state: string): PoolStatus {
  const pool = one(parseStatusJson(recorded('2.3.2', `status-json-${state}`).stdout, 0))
  if (!state.startsWith('draid')) return pool
  const byGuid = one(parseStatusJson(recorded('2.3.2', `status-json-guids-${state}`).stdout, 0))
  return { ...pool, vdevs: mergedByPlace(pool.vdevs, byGuid.vdevs) }
}

function one(pools: readonly PoolStatus[]): PoolStatus {
  const [pool] = pools
  if (!pool) throw new Error('no pool')
  return pool
}

/** Without what moved on between two commands. */
function atRest(pool: PoolStatus): unknown {
  const still = (work: PoolStatus['scan'] | PoolStatus['removal'] | PoolStatus['expansion']) =>
    'doneBytes' in work
      ? { ...work, doneBytes: 0, bytesPerSecond: 0, secondsLeft: null, repairedBytes: 0 }
      : work
  return { ...pool, scan: still(pool.scan), removal: still(pool.removal), expansion: still(pool.expansion) }
}

function shape(pool: PoolStatus): string[] {
  return flattenVdevs(pool.vdevs).map((vdev) =>
    [vdev.class, vdev.kind, vdev.state, ...(vdev.aux === undefined ? [] : [vdev.aux])].join(' '),
  )
}
