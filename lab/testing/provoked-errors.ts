import type { LayoutGroup } from '../../src/domain/pool-layout.ts'
import * as vdevs from './change-vdevs.ts'
import { cloneSnapshot, createFilesystem, createVolume } from '../../src/host/zfs/create-dataset.ts'
import { createPool, type NewPool } from './make-pool.ts'
import * as verbs from '../../src/host/zfs/dataset-verbs.ts'
import { importPool } from '../../src/host/zfs/import-pool.ts'
import * as keys from '../../src/host/zfs/keys.ts'
import { readPool } from '../../src/host/zfs/read-pool.ts'
import { setProperties } from '../../src/host/zfs/set-properties.ts'
import * as work from '../../src/host/zfs/pool-work.ts'
import type { ZfsErrorKind } from '../../src/host/zfs/zfs-error.ts'
import type { Zfs, ZfsCall } from '../../src/host/zfs/zfs.ts'
import { dataset, disk, mirror, pool, single, snapshot } from './zfs-names.ts'

/** A refusal that real OpenZFS can be brought to. */
export interface Provocation {
  readonly what: string
  readonly kind: ZfsErrorKind
  /** A shell script that prepares it. `$Z` is an empty folder for files. */
  readonly prepare?: string
  /** Is refused. */
  readonly call: (zfs: Zfs) => Promise<unknown>
  /** A shell script that cleans up what stands in the way of others. */
  readonly after?: string
  readonly only?: 'zfs-2.1' | 'zfs-2.3'
}

/** A command that the adapter itself would not let through, or whose refusal it takes for success. */
function raw(zfs: Zfs, ...words: [ZfsCall['argv'][0], ...string[]]): Promise<unknown> {
  return zfs.run({
    argv: words,
    limit: 'change',
    pool: undefined,
    attempt: { object: { type: 'pool', name: 'tank' }, done: 'tried' },
  })
}

const file = (name: string, of: LayoutGroup['class'] = 'normal'): LayoutGroup => ({
  class: of,
  shape: { kind: 'single' },
  drives: [`/var/tmp/z/${name}`],
})
const newPool = (name: string, ...groups: readonly LayoutGroup[]): NewPool => ({
  name: pool(name),
  layout: { ashift: 12, groups },
})
const guidOf = async (zfs: Zfs, name: string) => (await readPool(zfs, pool(name))).guid
const folders = ['/var/tmp/z']
const idOf = (zfs: Zfs, name: string) =>
  zfs.runner
    .run([
      'sh',
      '-c',
      `zpool import -d /var/tmp/z | awk '/ pool: /{p=$2} / id: /{if (p == "${name}") print $2}'`,
    ])
    .then(({ stdout }) => stdout.trim())

const encrypted = {
  encryption: 'on',
  keyformat: 'passphrase',
  keylocation: 'prompt',
  pbkdf2iters: '100000',
}

/** What datasets and snapshots refuse. `tank` is there; each row has names of its own. */
export const datasetRefusals: readonly Provocation[] = [
  {
    what: 'a file system that is there',
    kind: 'exists',
    prepare: 'zfs create tank/exists',
    call: (zfs) => createFilesystem(zfs, { name: dataset('tank/exists') }),
  },
  {
    what: 'a dataset that is not',
    kind: 'not-found',
    call: (zfs) => setProperties(zfs, dataset('tank/nope'), { atime: 'off' }),
  },
  {
    what: 'a snapshot that is not',
    kind: 'not-found',
    call: (zfs) => raw(zfs, 'zfs', 'destroy', 'tank@nope'),
  },
  {
    what: 'a bookmark that is not',
    kind: 'not-found',
    call: (zfs) => raw(zfs, 'zfs', 'destroy', 'tank#nope'),
  },
  {
    what: 'a child of nothing',
    kind: 'no-parent',
    call: (zfs) => createFilesystem(zfs, { name: dataset('tank/no/way') }),
  },
  {
    what: 'a child of a volume',
    kind: 'no-parent',
    prepare: 'zfs create -s -V 16M tank/childless',
    call: (zfs) => createFilesystem(zfs, { name: dataset('tank/childless/a') }),
  },
  { what: 'a name with a tilde', kind: 'bad-name', call: (zfs) => raw(zfs, 'zfs', 'create', 'tank/a~b') },
  {
    what: 'a name that is too long',
    kind: 'bad-name',
    call: (zfs) => raw(zfs, 'zfs', 'create', `tank/${'x'.repeat(300)}`),
  },
  {
    what: 'a name with an empty part',
    kind: 'bad-name',
    call: (zfs) => raw(zfs, 'zfs', 'create', 'tank//a'),
  },
  {
    what: 'a place below itself',
    kind: 'bad-name',
    prepare: 'zfs create tank/self',
    call: (zfs) => verbs.renameDataset(zfs, dataset('tank/self'), dataset('tank/self/below')),
  },
  {
    what: 'a property there is not',
    kind: 'bad-property',
    call: (zfs) => setProperties(zfs, dataset('tank'), { nope: 'x' }),
  },
  {
    what: 'a value there is not',
    kind: 'bad-property',
    call: (zfs) => setProperties(zfs, dataset('tank'), { atime: 'maybe' }),
  },
  {
    what: 'a fact to be set',
    kind: 'bad-property',
    call: (zfs) => setProperties(zfs, dataset('tank'), { used: '1' }),
  },
  {
    what: 'a volume that would shrink below its reservation',
    kind: 'no-space',
    prepare: 'zfs create -s -V 16M tank/grow',
    call: (zfs) => setProperties(zfs, dataset('tank/grow'), { refreservation: '1099511627776' }),
  },
  {
    what: 'a file system in which somebody stands',
    kind: 'busy',
    prepare: 'zfs create tank/busy; cd /tank/busy; sleep 600 >/dev/null 2>&1 & echo $! > /run/busy.pid',
    call: (zfs) => raw(zfs, 'zfs', 'destroy', 'tank/busy'),
    after: 'kill $(cat /run/busy.pid)',
  },
  {
    what: 'a snapshot with a hold',
    kind: 'held',
    prepare: 'zfs create tank/held; zfs snapshot tank/held@s; zfs hold x tank/held@s',
    call: (zfs) => raw(zfs, 'zfs', 'destroy', 'tank/held@s'),
    only: 'zfs-2.3',
  },
  {
    what: 'a snapshot with a hold, of which 2.1 only says that it is busy',
    kind: 'busy',
    prepare: 'zfs create tank/held; zfs snapshot tank/held@s; zfs hold x tank/held@s',
    call: (zfs) => raw(zfs, 'zfs', 'destroy', 'tank/held@s'),
    only: 'zfs-2.1',
  },
  {
    what: 'a hold that is there',
    kind: 'hold-exists',
    prepare: 'zfs snapshot tank@hold; zfs hold x tank@hold',
    call: (zfs) => raw(zfs, 'zfs', 'hold', 'x', 'tank@hold'),
    after: 'zfs release x tank@hold',
  },
  {
    what: 'a hold that is not',
    kind: 'no-such-hold',
    prepare: 'zfs snapshot tank@nohold',
    call: (zfs) => raw(zfs, 'zfs', 'release', 'x', 'tank@nohold'),
  },
  {
    what: 'a snapshot with a clone',
    kind: 'has-clones',
    prepare: 'zfs create tank/origin; zfs snapshot tank/origin@s; zfs clone tank/origin@s tank/clone',
    call: (zfs) => raw(zfs, 'zfs', 'destroy', 'tank/origin@s'),
  },
  {
    what: 'a file system with a child',
    kind: 'has-children',
    prepare: 'zfs create -p tank/parent/child',
    call: (zfs) => raw(zfs, 'zfs', 'destroy', 'tank/parent'),
  },
  { what: 'a root dataset', kind: 'has-children', call: (zfs) => raw(zfs, 'zfs', 'destroy', 'tank') },
  {
    what: 'a rollback over newer snapshots',
    kind: 'newer-snapshots',
    prepare: 'zfs create tank/back; zfs snapshot tank/back@1; zfs snapshot tank/back@2',
    call: (zfs) => raw(zfs, 'zfs', 'rollback', 'tank/back@1'),
  },
  {
    what: 'a promotion of what is no clone',
    kind: 'not-a-clone',
    prepare: 'zfs create tank/noclone',
    call: (zfs) => verbs.promoteClone(zfs, dataset('tank/noclone')),
  },
  {
    what: 'a promotion with two snapshots of one name',
    kind: 'promote-conflict',
    prepare:
      'zfs create tank/pc; zfs snapshot tank/pc@dup; zfs snapshot tank/pc@fork; zfs clone tank/pc@fork tank/pcc; zfs snapshot tank/pcc@dup',
    call: (zfs) => verbs.promoteClone(zfs, dataset('tank/pcc')),
  },
  { what: 'a mount that is there', kind: 'already-mounted', call: (zfs) => raw(zfs, 'zfs', 'mount', 'tank') },
  {
    what: 'an unmount of what is not mounted',
    kind: 'not-mounted',
    prepare: 'zfs create -u tank/unmounted',
    call: (zfs) => raw(zfs, 'zfs', 'unmount', 'tank/unmounted'),
  },
  {
    what: 'a mount of what has no place',
    kind: 'not-mountable',
    prepare: 'zfs create -o mountpoint=none tank/nowhere',
    call: (zfs) => raw(zfs, 'zfs', 'mount', 'tank/nowhere'),
  },
  {
    what: 'a mount over files',
    kind: 'mountpoint-in-use',
    prepare:
      'mkdir -p $Z/full; touch $Z/full/x; zfs create -u -o overlay=off -o mountpoint=/var/tmp/z/full tank/full',
    call: (zfs) => raw(zfs, 'zfs', 'mount', 'tank/full'),
  },
  {
    what: 'a thick volume larger than the pool',
    kind: 'no-space',
    call: (zfs) =>
      createVolume(zfs, {
        name: dataset('tank/huge'),
        sizeBytes: 2 ** 40,
        blockBytes: 16_384,
        sparse: false,
      }),
  },
  {
    what: 'another pool to rename into',
    kind: 'not-supported',
    prepare: 'zfs create tank/stay',
    call: (zfs) => verbs.renameDataset(zfs, dataset('tank/stay'), dataset('bk/stay')),
  },
  {
    what: 'a key that is too short',
    kind: 'key-unfit',
    call: (zfs) =>
      createFilesystem(zfs, { name: dataset('tank/short'), properties: encrypted, key: 'short' }),
  },
  {
    what: 'a key that is wrong',
    kind: 'key-wrong',
    prepare:
      'echo passphrase1 | zfs create -u -o encryption=on -o keyformat=passphrase -o pbkdf2iters=100000 tank/locked; zfs unload-key tank/locked',
    call: (zfs) => keys.loadKey(zfs, dataset('tank/locked'), 'passphrase2'),
  },
  {
    what: 'a child of what is locked',
    kind: 'key-needed',
    call: (zfs) => createFilesystem(zfs, { name: dataset('tank/locked/a') }),
  },
  {
    what: 'a mount of what is locked',
    kind: 'key-needed',
    call: (zfs) => raw(zfs, 'zfs', 'mount', 'tank/locked'),
  },
  {
    what: 'a key to be forgotten twice',
    kind: 'key-not-loaded',
    call: (zfs) => raw(zfs, 'zfs', 'unload-key', 'tank/locked'),
  },
  {
    what: 'a key that is loaded',
    kind: 'key-loaded',
    prepare:
      'echo passphrase1 | zfs create -o encryption=on -o keyformat=passphrase -o pbkdf2iters=100000 tank/open; zfs create tank/open/child',
    call: (zfs) =>
      zfs.run({
        argv: ['zfs', 'load-key', 'tank/open'],
        limit: 'change',
        pool: pool('tank'),
        attempt: { object: { type: 'dataset', name: 'tank/open' }, done: 'unlocked' },
        input: 'passphrase1',
      }),
  },
  { what: 'a key in use', kind: 'busy', call: (zfs) => keys.unloadKey(zfs, dataset('tank/open')) },
  {
    what: 'an encrypted child to be moved away from its key',
    kind: 'encryption-conflict',
    call: (zfs) => verbs.renameDataset(zfs, dataset('tank/open/child'), dataset('tank/moved')),
  },
  {
    what: 'too many levels',
    kind: 'bad-name',
    call: (zfs) => raw(zfs, 'zfs', 'create', '-p', `tank/${Array.from({ length: 60 }, () => 'a').join('/')}`),
  },
  {
    what: 'a clone of nothing',
    kind: 'not-found',
    call: (zfs) => cloneSnapshot(zfs, snapshot('tank@nothing'), dataset('tank/c0')),
  },
  { what: 'a command without its words', kind: 'usage', call: (zfs) => raw(zfs, 'zfs', 'create') },
]

/** What pools and devices refuse. `tank` is on disk 1, `bk` on disk 2; disks 3 to 6 are free. */
export const poolRefusals: readonly Provocation[] = [
  { what: 'a pool there is not', kind: 'not-found', call: (zfs) => readPool(zfs, pool('nope')) },
  {
    what: 'a name of a layout',
    kind: 'bad-name',
    call: (zfs) => raw(zfs, 'zpool', 'create', 'mirror1', disk(3)),
  },
  {
    what: 'a pool that is there',
    kind: 'exists',
    // ZFS looks at the mountpoint first.
    call: (zfs) => createPool(zfs, { ...newPool('tank', single(3)), rootProperties: { mountpoint: 'none' } }),
  },
  {
    what: 'a disk there is not',
    kind: 'device-missing',
    call: (zfs) => createPool(zfs, newPool('new', { ...single(3), drives: ['/dev/disk/by-id/nope'] })),
  },
  {
    what: 'a disk of another pool',
    kind: 'device-in-use',
    call: (zfs) => createPool(zfs, { ...newPool('new', single(2)), force: true }),
  },
  {
    what: 'a disk with a file system',
    kind: 'device-has-data',
    prepare: `mkfs.ext4 -qF ${disk(3)}; udevadm settle`,
    call: (zfs) => createPool(zfs, newPool('new', single(3))),
    after: `wipefs -aq ${disk(3)}; blkdiscard -f ${disk(3)}; udevadm settle`,
  },
  {
    what: 'a disk that is mounted',
    kind: 'device-in-use',
    prepare: `mkfs.ext4 -qF ${disk(3)}; mkdir -p $Z/mnt; mount ${disk(3)} $Z/mnt`,
    call: (zfs) => createPool(zfs, { ...newPool('new', single(3)), force: true }),
    after: `umount $Z/mnt; wipefs -aq ${disk(3)}; blkdiscard -f ${disk(3)}; udevadm settle`,
  },
  {
    what: 'a file that is too small for a pool',
    kind: 'device-too-small',
    prepare: 'truncate -s 1M $Z/tiny',
    call: (zfs) => createPool(zfs, newPool('new', file('tiny'))),
  },
  {
    what: 'a disk that is too small for its mirror',
    kind: 'device-too-small',
    prepare: 'truncate -s 64M $Z/small',
    call: async (zfs) =>
      vdevs.attachDevice(
        zfs,
        pool('tank'),
        (await readPool(zfs, pool('tank'))).vdevs[0]?.guid ?? '',
        '/var/tmp/z/small',
        { force: true },
      ),
  },
  {
    what: 'redundancy of two kinds',
    kind: 'uneven-redundancy',
    call: (zfs) => vdevs.addVdevs(zfs, pool('tank'), [mirror(3, 4)]),
  },
  {
    what: 'a mirror of one',
    kind: 'bad-layout',
    call: (zfs) => createPool(zfs, newPool('new', { ...mirror(3), shape: { kind: 'raidz', parity: 1 } })),
  },
  {
    what: 'the only disk to go offline',
    kind: 'needed-replica',
    call: async (zfs) =>
      vdevs.offlineDevice(zfs, pool('tank'), (await readPool(zfs, pool('tank'))).vdevs[0]?.guid ?? ''),
  },
  {
    what: 'the only disk to be detached',
    kind: 'bad-layout',
    call: async (zfs) =>
      vdevs.detachDevice(zfs, pool('tank'), (await readPool(zfs, pool('tank'))).vdevs[0]?.guid ?? ''),
  },
  {
    what: 'a device that is not in the pool',
    kind: 'no-such-device',
    call: (zfs) => vdevs.detachDevice(zfs, pool('tank'), '12345'),
  },
  {
    what: 'a split of what is no mirror',
    kind: 'bad-layout',
    call: (zfs) => vdevs.splitPool(zfs, pool('tank'), pool('half')),
  },
  {
    what: 'a raidz to be taken out',
    kind: 'bad-layout',
    prepare:
      'truncate -s 128M $Z/r1 $Z/r2 $Z/r3; truncate -s 1G $Z/r4; zpool create rz raidz1 $Z/r1 $Z/r2 $Z/r3; zpool add -f rz $Z/r4',
    call: async (zfs) =>
      vdevs.removeVdev(zfs, pool('rz'), (await readPool(zfs, pool('rz'))).vdevs[0]?.guid ?? ''),
    after: 'zpool destroy rz',
  },
  {
    what: 'a scrub while one runs',
    kind: 'already-running',
    prepare: 'echo 1 > /sys/module/zfs/parameters/zfs_scan_suspend_progress; zpool scrub tank',
    call: (zfs) => raw(zfs, 'zpool', 'scrub', 'tank'),
    after: 'zpool scrub -s tank; echo 0 > /sys/module/zfs/parameters/zfs_scan_suspend_progress',
  },
  {
    what: 'the end of a scrub that does not run',
    kind: 'not-running',
    call: (zfs) => raw(zfs, 'zpool', 'scrub', '-s', 'tank'),
  },
  {
    what: 'the end of a removal that does not run',
    kind: 'not-running',
    call: (zfs) => vdevs.cancelRemoval(zfs, pool('tank')),
  },
  {
    what: 'a second checkpoint',
    kind: 'checkpoint-exists',
    prepare: 'zpool checkpoint tank',
    call: (zfs) => work.takeCheckpoint(zfs, pool('tank')),
    after: 'zpool checkpoint -d -w tank',
  },
  {
    what: 'the end of no checkpoint',
    kind: 'no-checkpoint',
    call: (zfs) => raw(zfs, 'zpool', 'checkpoint', '-d', 'tank'),
  },
  {
    what: 'a pool of a name that is taken',
    kind: 'name-taken',
    prepare:
      'truncate -s 64M $Z/twin; zpool create tw $Z/twin; zpool export tw; zpool import -d $Z tw twin; zpool export twin; truncate -s 64M $Z/other; zpool create twin $Z/other',
    call: async (zfs) => importPool(zfs, { guid: await idOf(zfs, 'twin'), name: 'twin', folders }),
    after: 'zpool destroy twin; rm $Z/other',
  },
  {
    what: 'a pool by a name that two have',
    kind: 'ambiguous',
    prepare:
      'truncate -s 64M $Z/twin2; zpool create -t tmp twin $Z/twin2 2>/dev/null || zpool create twin $Z/twin2; zpool list -Ho name | grep -qx tmp && zpool export tmp || zpool export twin',
    call: (zfs) => raw(zfs, 'zpool', 'import', '-d', '/var/tmp/z', 'twin'),
    after: 'rm $Z/twin $Z/twin2',
  },
  {
    what: 'a pool that another host had',
    kind: 'used-elsewhere',
    // The module's own number of the host counts before that in /etc/hostid.
    prepare: `p=/sys/module/spl/parameters/spl_hostid; own=$(cat $p); echo 168496141 > $p; truncate -s 64M $Z/strange
      zpool create strange $Z/strange; zpool sync strange; cp $Z/strange $Z/copy; zpool destroy strange; rm $Z/strange; echo $own > $p`,
    call: async (zfs) => importPool(zfs, { guid: await idOf(zfs, 'strange'), name: 'strange', folders }),
    after: 'rm $Z/copy',
  },
  {
    what: 'a pool with half of its disks',
    kind: 'device-unavailable',
    prepare: 'truncate -s 64M $Z/h1 $Z/h2; zpool create halves $Z/h1 $Z/h2; zpool export halves; rm $Z/h2',
    call: async (zfs) => importPool(zfs, { guid: await idOf(zfs, 'halves'), name: 'halves', folders }),
    after: 'rm $Z/h1',
  },
  {
    what: 'a pool that is imported read-only',
    kind: 'read-only',
    prepare:
      'truncate -s 64M $Z/ro; zpool create ro $Z/ro; zpool export ro; zpool import -d $Z -o readonly=on ro',
    call: (zfs) => createFilesystem(zfs, { name: dataset('ro/a') }),
    after: 'zpool export ro; rm $Z/ro',
  },
  {
    what: 'a feature the pool has not',
    kind: 'pool-too-old',
    prepare: 'truncate -s 64M $Z/old; zpool create -d old $Z/old',
    call: (zfs) =>
      createFilesystem(zfs, { name: dataset('old/a'), properties: encrypted, key: 'passphrase' }),
    after: 'zpool destroy old; rm $Z/old',
  },
  {
    what: 'a pool to be exported in which somebody stands',
    kind: 'busy',
    prepare:
      'truncate -s 64M $Z/used; zpool create used $Z/used; cd /used; sleep 600 >/dev/null 2>&1 & echo $! > /run/busy.pid',
    call: (zfs) => raw(zfs, 'zpool', 'export', 'used'),
    after: 'kill $(cat /run/busy.pid); sleep 1; zpool destroy used; rm $Z/used',
  },
  {
    what: 'a pool whose metadata is gone',
    kind: 'io-error',
    prepare:
      'truncate -s 128M $Z/gone; zpool create gone $Z/gone; zfs create gone/a; zpool export gone; dd if=/dev/urandom of=$Z/gone bs=1M seek=4 count=123 conv=notrunc status=none',
    call: async (zfs) => importPool(zfs, { guid: await idOf(zfs, 'gone'), name: 'gone', folders }),
    after: 'rm $Z/gone',
  },
  {
    what: 'a pool that was destroyed in between',
    kind: 'not-found',
    call: async (zfs) => raw(zfs, 'zpool', 'destroy', `x${await guidOf(zfs, 'tank')}`),
  },
]
