import { describe, expect, test } from 'vitest'
import { canBeImported, type ImportableVdev } from '../../domain/importable-pool.ts'
import { parseImportListing } from './import-listing.ts'
import { ZfsOutputError } from './output-error.ts'
import { recorded } from './testing/fixtures.ts'

test('OpenZFS 2.3.2: one pool beyond rescue and one that is well', () => {
  const pools = parseImportListing(recorded('2.3.2', 'import-list').stdout)
  expect(pools).toMatchObject([
    {
      name: 'fp',
      guid: '18175058452897439686',
      state: 'unavail',
      destroyed: false,
      messageId: 'ZFS-8000-5E',
      statusText: 'One or more devices contains corrupted data.',
      otherHost: { use: 'none' },
    },
    { name: 'op', guid: '5377204644854644573', state: 'online', otherHost: { use: 'none' } },
  ])
  expect(shape(pools[0]?.vdevs)).toEqual([
    'raidz1-0 normal unavail NO_REPLICAS',
    '/f/d1 normal faulted CORRUPT_DATA',
    '/f/d2 normal faulted CORRUPT_DATA',
    '/f/d4 normal online -',
  ])
  expect(shape(pools[1]?.vdevs)).toEqual(['/f/e1 normal online -'])
  expect(pools.map(canBeImported)).toEqual([false, true])
})

test.each(['2.1.11', '2.3.2'] as const)(
  'OpenZFS %s: a pool with all classes, and a spare in use',
  (release) => {
    const [pool, ...others] = parseImportListing(recorded(release, 'import-classes').stdout)
    expect(others).toEqual([])
    expect(pool).toMatchObject({
      name: 'tank',
      state: 'degraded',
      statusText: 'One or more devices are faulted.',
      otherHost: { use: 'none' },
    })
    expect(shape(pool?.vdevs)).toEqual([
      'mirror-0 normal degraded -',
      'spare-0 normal degraded -',
      'virtio-lab-disk-1 normal faulted CORRUPT_DATA',
      'virtio-lab-disk-8 normal online -',
      'virtio-lab-disk-2 normal online -',
      'virtio-lab-disk-7 l2cache unknown -',
      'virtio-lab-disk-8 spare unknown -',
      'mirror-1 special online -',
      'virtio-lab-disk-3 special online -',
      'virtio-lab-disk-4 special online -',
      'mirror-2 log online -',
      'virtio-lab-disk-5 log online -',
      'virtio-lab-disk-6 log online -',
    ])
  },
)

test('OpenZFS 2.1 indents otherwise, and shows classes, spares and a comment', () => {
  const [pool] = parseImportListing(`   pool: tank
     id: 123
  state: DEGRADED
status: One or more devices are missing from the system.
 action: The pool can be imported despite missing or damaged devices.  The
	fault tolerance of the pool may be compromised if imported.
comment: pool: of mine
   see: https://openzfs.github.io/openzfs-docs/msg/ZFS-8000-2Q
 config:

	tank                  DEGRADED
	  mirror-0            DEGRADED
	    disk one          ONLINE
	    sdb               UNAVAIL  cannot open
	special	
	  sdc                 ONLINE
	logs	
	  mirror-2            ONLINE
	    sdd               ONLINE
	    sde               ONLINE
	cache
	  sdf
	spares
	  sdg
`)
  expect(pool).toMatchObject({
    name: 'tank',
    guid: '123',
    state: 'degraded',
    comment: 'pool: of mine',
    messageId: 'ZFS-8000-2Q',
    actionText:
      'The pool can be imported despite missing or damaged devices. The fault tolerance of the pool may be compromised if imported.',
  })
  expect(shape(pool?.vdevs)).toEqual([
    'mirror-0 normal degraded -',
    'disk one normal online -',
    'sdb normal unavail OPEN_FAILED',
    'sdc special online -',
    'mirror-2 log online -',
    'sdd log online -',
    'sde log online -',
    'sdf l2cache unknown -',
    'sdg spare unknown -',
  ])
})

describe('other hosts', () => {
  test.each([
    [
      "status: The pool was last accessed by another system.\naction: The pool can be imported using its name or numeric identifier and\n\tthe '-f' flag.\n   see: https://openzfs.github.io/openzfs-docs/msg/ZFS-8000-EY",
      { use: 'last' },
      true,
    ],
    [
      'status: The pool is currently imported by another system.\naction: The pool must be exported from nas (hostid=9f8e7d6c)\n\tbefore it can be safely imported.\n   see: https://openzfs.github.io/openzfs-docs/msg/ZFS-8000-L4',
      { use: 'now', host: 'nas' },
      false,
    ],
    [
      'status: The pool has the multihost property on.  It cannot\n\tbe safely imported when the system hostid is not set.\naction: Set a unique system hostid with the zgenhostid(8) command.',
      { use: 'unknown' },
      true,
    ],
  ])('%j', (lines, otherHost, possible) => {
    const [pool] = parseImportListing(
      `  pool: tank\n    id: 1\n state: ONLINE\n${lines}\nconfig:\n\n\ttank        ONLINE\n\t  sda       ONLINE\n`,
    )
    expect(pool?.otherHost).toEqual(otherHost)
    expect(pool && canBeImported(pool)).toBe(possible)
  })
})

test('a pool that was destroyed says so', () => {
  const [pool] = parseImportListing(
    '  pool: tank\n    id: 1\n state: ONLINE (DESTROYED)\nconfig:\n\n\ttank  ONLINE\n',
  )
  expect(pool).toMatchObject({ state: 'online', destroyed: true, vdevs: [] })
})

test('a hint below the table is no device', () => {
  const [pool] = parseImportListing(`  pool: tank
    id: 1
 state: UNAVAIL
config:

	tank        UNAVAIL  missing device
	  sda       ONLINE

	Additional devices are known to be part of this pool, though their
	exact configuration cannot be determined.
`)
  expect(shape(pool?.vdevs)).toEqual(['sda normal online -'])
})

test('nothing to import is an empty list, and nonsense an error', () => {
  expect(parseImportListing('')).toEqual([])
  expect(parseImportListing('no pools available to import\n')).toEqual([])
  expect(() => parseImportListing('  pool: tank\n state: ONLINE\n')).toThrow(ZfsOutputError)
  expect(() => parseImportListing('  pool: t\n    id: 1\nconfig:\n\n\tt  ONLINE\n\t  sda what\n')).toThrow(
    ZfsOutputError,
  )
})

function shape(vdevs: readonly ImportableVdev[] = []): string[] {
  return vdevs.flatMap((vdev) => [
    `${vdev.name} ${vdev.class} ${vdev.state} ${vdev.aux ?? '-'}`,
    ...shape(vdev.children),
  ])
}
