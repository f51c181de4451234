import { describe, expect, test } from 'vitest'
import type { BookmarkName, DatasetName, PoolName, SnapshotName } from '../../domain/dataset-name.ts'
import { cloneSnapshot, createFilesystem, createVolume } from './create-dataset.ts'
import * as verbs from './dataset-verbs.ts'
import { destroyBookmark } from './destroy-dataset.ts'
import { holdSnapshots, releaseSnapshots } from './holds.ts'
import { exportPool, importPool } from './import-pool.ts'
import * as keys from './keys.ts'
import { mountFilesystem, unmountFilesystem } from './mounts.ts'
import { setPoolProperties } from './pool-properties.ts'
import * as work from './pool-work.ts'
import { abortReceive } from './receive.ts'
import { inheritProperty, setProperties } from './set-properties.ts'
import { commandsOf, openRecorded } from './testing/open-recorded.ts'
import type { Zfs } from './zfs.ts'

const tank = 'tank' as PoolName
const web = 'tank/web' as DatasetName
const s1 = 'tank/web@s 1' as SnapshotName
const s2 = 'tank/web@s2' as SnapshotName
const mark = 'tank/web#m' as BookmarkName

/** One function, one command: these are its words, and what goes to its standard input. */
const table: readonly (readonly [
  what: string,
  call: (zfs: Zfs) => Promise<unknown>,
  argv: string,
  input?: string,
])[] = [
  ['a file system', (zfs) => createFilesystem(zfs, { name: web }), 'zfs create -- tank/web'],
  [
    'a file system with all there is',
    (zfs) =>
      createFilesystem(zfs, {
        name: web,
        parents: true,
        unmounted: true,
        properties: { encryption: 'on', keyformat: 'passphrase', 'kiste:vm': 'a b=c' },
        key: 'secret words',
      }),
    'zfs create -p -u -o encryption=on -o keyformat=passphrase -o [kiste:vm=a b=c] -- tank/web',
    'secret words',
  ],
  [
    'a volume',
    (zfs) => createVolume(zfs, { name: web, sizeBytes: 32_768, blockBytes: 16_384, sparse: true }),
    'zfs create -s -b 16384 -V 32768 -- tank/web',
  ],
  [
    'a thick volume with parents',
    (zfs) =>
      createVolume(zfs, {
        name: web,
        sizeBytes: 16_384,
        blockBytes: 16_384,
        sparse: false,
        parents: true,
        properties: { volmode: 'dev' },
      }),
    'zfs create -p -o volmode=dev -b 16384 -V 16384 -- tank/web',
  ],
  ['a clone', (zfs) => cloneSnapshot(zfs, s1, web), 'zfs clone -- [tank/web@s 1] tank/web'],
  [
    'a clone with properties',
    (zfs) => cloneSnapshot(zfs, s2, web, { properties: { volmode: 'none' }, parents: true }),
    'zfs clone -p -o volmode=none -- tank/web@s2 tank/web',
  ],
  [
    'properties, many at once',
    (zfs) => setProperties(zfs, web, { atime: 'off', 'kiste:x': '-F' }, { unmounted: true }),
    'zfs set -u atime=off kiste:x=-F tank/web',
  ],
  ['a property inherited', (zfs) => inheritProperty(zfs, web, 'kiste:x'), 'zfs inherit -- kiste:x tank/web'],
  [
    'a new name',
    (zfs) => verbs.renameDataset(zfs, web, 'tank/db' as DatasetName, { parents: true }),
    'zfs rename -p -- tank/web tank/db',
  ],
  [
    'a new name, unmounted',
    (zfs) => verbs.renameDataset(zfs, web, 'tank/db' as DatasetName, { unmounted: true }),
    'zfs rename -u -- tank/web tank/db',
  ],
  [
    'a snapshot renamed',
    (zfs) => verbs.renameSnapshot(zfs, s1, s2),
    'zfs rename -- [tank/web@s 1] tank/web@s2',
  ],
  ['a clone promoted', (zfs) => verbs.promoteClone(zfs, web), 'zfs promote tank/web'],
  [
    'snapshots of one instant',
    (zfs) => verbs.takeSnapshots(zfs, [s1, s2], { 'kiste:kind': 'auto' }),
    'zfs snapshot -o kiste:kind=auto -- [tank/web@s 1] tank/web@s2',
  ],
  ['a bookmark', (zfs) => verbs.bookmark(zfs, s2, mark), 'zfs bookmark -- tank/web@s2 tank/web#m'],
  ['no bookmark', (zfs) => destroyBookmark(zfs, mark), 'zfs destroy -- tank/web#m'],
  ['a hold', (zfs) => holdSnapshots(zfs, 'kiste', [s1, s2]), 'zfs hold -- kiste [tank/web@s 1] tank/web@s2'],
  ['no hold', (zfs) => releaseSnapshots(zfs, 'kiste', [s2]), 'zfs release -- kiste tank/web@s2'],
  ['a mount', (zfs) => mountFilesystem(zfs, web), 'zfs mount -- tank/web'],
  ['no mount', (zfs) => unmountFilesystem(zfs, web), 'zfs unmount -- tank/web'],
  ['a key', (zfs) => keys.loadKey(zfs, web, 'pass'), 'zfs load-key -L prompt -- tank/web', 'pass'],
  ['a key from where it lies', (zfs) => keys.loadKey(zfs, web), 'zfs load-key -- tank/web'],
  ['a key tried', (zfs) => keys.testKey(zfs, web, 'pass'), 'zfs load-key -n -L prompt -- tank/web', 'pass'],
  ['no key', (zfs) => keys.unloadKey(zfs, web), 'zfs unload-key -- tank/web'],
  [
    'another key',
    (zfs) => keys.changeKey(zfs, web, 'new pass', { keyformat: 'passphrase' }),
    'zfs change-key -o keyformat=passphrase -- tank/web',
    'new pass',
  ],
  ['the key of the parent', (zfs) => keys.inheritKey(zfs, web), 'zfs change-key -i -- tank/web'],
  ['no rest of a transfer', (zfs) => abortReceive(zfs, web), 'zfs receive -A -- tank/web'],

  ['a pool let go', (zfs) => exportPool(zfs, tank), 'zpool export -- tank'],
  [
    'a pool imported',
    (zfs) => importPool(zfs, { guid: '123', name: 'tank' }),
    'zpool import -d /dev/disk/by-id -- 123',
  ],
  [
    'a pool imported with all there is',
    (zfs) =>
      importPool(zfs, {
        guid: '123',
        name: 'old',
        newName: tank,
        folders: ['/f', '/g h'],
        properties: { cachefile: 'none' },
        unmounted: true,
        readOnly: true,
        altRoot: '/mnt',
        rewindToCheckpoint: true,
        force: true,
        withoutLog: true,
        destroyed: true,
      }),
    'zpool import -d /f -d [/g h] -o cachefile=none -N -o readonly=on -R /mnt --rewind-to-checkpoint -f -m -D -- 123 tank',
  ],
  [
    'a property of a pool',
    (zfs) => setPoolProperties(zfs, tank, { autotrim: 'on' }),
    'zpool set autotrim=on tank',
  ],
  ['scrub', (zfs) => work.startScrub(zfs, tank), 'zpool scrub -- tank'],
  ['scrub paused', (zfs) => work.pauseScrub(zfs, tank), 'zpool scrub -p -- tank'],
  ['scrub stopped', (zfs) => work.stopScrub(zfs, tank), 'zpool scrub -s -- tank'],
  ['trim', (zfs) => work.startTrim(zfs, tank, ['42']), 'zpool trim -- tank 42'],
  ['trim suspended', (zfs) => work.suspendTrim(zfs, tank), 'zpool trim -s -- tank'],
  ['trim cancelled', (zfs) => work.cancelTrim(zfs, tank), 'zpool trim -c -- tank'],
  ['checkpoint', (zfs) => work.takeCheckpoint(zfs, tank), 'zpool checkpoint -- tank'],
  ['no checkpoint', (zfs) => work.discardCheckpoint(zfs, tank), 'zpool checkpoint -d -- tank'],
  ['upgrade', (zfs) => work.upgradePool(zfs, tank), 'zpool upgrade -- tank'],
  [
    'wait',
    (zfs) => work.waitForPool(zfs, tank, ['resilver', 'scrub']),
    'zpool wait -t resilver,scrub -- tank',
  ],
]

describe('one function, one command', () => {
  const cases = table.map(([what, call, argv, input = '']) => ({ what, call, argv, input }))
  test.each(cases)('$what', async ({ call, argv, input }) => {
    const words = wordsOf(argv)
    const { zfs, runner } = await openRecorded('2.3.2', [{ argv: words }])
    await call(zfs)
    expect(commandsOf(runner)).toEqual([words])
    expect(runner.ran.at(-1)?.input).toBe(input)
  })

  test('no key is ever in a command line', () => {
    for (const [, , argv, input] of table) expect(input !== undefined && argv.includes(input)).toBe(false)
  })
})

describe('what is there already', () => {
  test.each<[what: string, call: (zfs: Zfs) => Promise<unknown>, argv: string, stderr: string]>([
    [
      'mounted',
      (zfs) => mountFilesystem(zfs, web),
      'zfs mount -- tank/web',
      "cannot mount 'tank/web': filesystem already mounted",
    ],
    [
      'unmounted',
      (zfs) => unmountFilesystem(zfs, web),
      'zfs unmount -- tank/web',
      "cannot unmount 'tank/web': not currently mounted",
    ],
    [
      'loaded',
      (zfs) => keys.loadKey(zfs, web, 'p'),
      'zfs load-key -L prompt -- tank/web',
      "Key load error: Key already loaded for 'tank/web'.",
    ],
    [
      'unloaded',
      (zfs) => keys.unloadKey(zfs, web),
      'zfs unload-key -- tank/web',
      "Key unload error: Key already unloaded for 'tank/web'.",
    ],
    [
      'held',
      (zfs) => holdSnapshots(zfs, 'k', [s2]),
      'zfs hold -- k tank/web@s2',
      "cannot hold snapshot 'tank/web@s2': tag already exists on this dataset",
    ],
    [
      'released',
      (zfs) => releaseSnapshots(zfs, 'k', [s1, s2]),
      'zfs release -- k [tank/web@s 1] tank/web@s2',
      "cannot release hold from snapshot 'tank/web@s 1': no such tag on this dataset\ncannot open 'tank/web@s2': dataset does not exist",
    ],
    [
      'gone',
      (zfs) => destroyBookmark(zfs, mark),
      'zfs destroy -- tank/web#m',
      "bookmark 'tank/web#m' does not exist.",
    ],
    [
      'given up',
      (zfs) => abortReceive(zfs, web),
      'zfs receive -A -- tank/web',
      "'tank/web' does not have any resumable receive state to abort",
    ],
    [
      'scrubbing',
      (zfs) => work.startScrub(zfs, tank),
      'zpool scrub -- tank',
      "cannot scrub tank: currently scrubbing; use 'zpool scrub -s' to cancel scrub",
    ],
    [
      'not scrubbing',
      (zfs) => work.stopScrub(zfs, tank),
      'zpool scrub -s -- tank',
      'cannot cancel scrubbing tank: there is no active scrub',
    ],
    [
      'without checkpoint',
      (zfs) => work.discardCheckpoint(zfs, tank),
      'zpool checkpoint -d -- tank',
      "cannot discard checkpoint in 'tank': checkpoint does not exist",
    ],
  ])('%s is success', async (_, call, argv, stderr) => {
    const { zfs } = await openRecorded('2.3.2', [{ argv: wordsOf(argv), code: 1, stderr: `${stderr}\n` }])
    await expect(call(zfs)).resolves.toBeUndefined()
  })

  test('a resilver in the way of a scrub is not', async () => {
    const stderr = 'cannot scrub tank: currently resilvering'
    const { zfs } = await openRecorded('2.3.2', [{ argv: ['zpool', 'scrub', '--', 'tank'], code: 1, stderr }])
    await expect(work.startScrub(zfs, tank)).rejects.toMatchObject({ problems: [{ code: 'wrong_state' }] })
  })

  test('one of several holds that fails for another reason is not', async () => {
    const stderr =
      "cannot hold snapshot 'tank/web@s 1': tag already exists on this dataset\ncannot open 'tank/web@s2': dataset does not exist\n"
    const { zfs } = await openRecorded('2.3.2', [
      { argv: ['zfs', 'hold', '--', 'k', s1, s2], code: 1, stderr },
    ])
    await expect(holdSnapshots(zfs, 'k', [s1, s2])).rejects.toThrow()
  })
})

describe('refused before anything runs', () => {
  test.each<[what: string, call: (zfs: Zfs) => Promise<unknown>, message: RegExp]>([
    [
      'an option for a property',
      (zfs) => setProperties(zfs, web, { '-r': 'x' }),
      /-r.*no name of a property/,
    ],
    ['a property with a NUL', (zfs) => setProperties(zfs, web, { 'kiste:x': 'a\0b' }), /NUL/],
    [
      'a property that is too long',
      (zfs) => setProperties(zfs, web, { 'kiste:x': 'x'.repeat(8192) }),
      /8191/,
    ],
    [
      'a size that is no multiple',
      (zfs) => createVolume(zfs, { name: web, sizeBytes: 20_000, blockBytes: 16_384, sparse: true }),
      /multiple of its block size, 16384/,
    ],
    [
      'a block size that is no power of two',
      (zfs) => createVolume(zfs, { name: web, sizeBytes: 30_000, blockBytes: 15_000, sparse: true }),
      /15000 bytes are no block size/,
    ],
    [
      'snapshots of two pools',
      (zfs) => verbs.takeSnapshots(zfs, [s1, 'bk/x@s' as SnapshotName]),
      /one pool.*tank, bk/,
    ],
    [
      'more snapshots than one command holds',
      (zfs) =>
        verbs.takeSnapshots(
          zfs,
          Array.from({ length: 600 }, (_, nth) => `tank/${'x'.repeat(200)}${nth}@s` as SnapshotName),
        ),
      /600 snapshots are too many/,
    ],
    ['a hold of ZFS itself', (zfs) => holdSnapshots(zfs, '.send-1', [s1]), /cannot be the name of a hold/],
    ['a hold like an option', (zfs) => holdSnapshots(zfs, '-r', [s1]), /cannot be the name of a hold/],
    ['a pool that is no number', (zfs) => importPool(zfs, { guid: '-f', name: 'x' }), /no number of a pool/],
  ])('%s', async (_, call, message) => {
    const { zfs, runner } = await openRecorded('2.3.2', [])
    await expect(call(zfs)).rejects.toThrow(message)
    expect(commandsOf(runner)).toEqual([])
  })
})

test('setting nothing runs nothing', async () => {
  const { zfs, runner } = await openRecorded('2.3.2', [])
  await setProperties(zfs, web, {})
  await verbs.takeSnapshots(zfs, [])
  expect(commandsOf(runner)).toEqual([])
})

/** Splits at blanks, but for words in brackets. */
function wordsOf(text: string): readonly string[] {
  return (text.match(/\[[^\]]*\]|[^ ]+/g) ?? []).map((word) => word.replace(/^\[(.*)\]$/, '$1'))
}
