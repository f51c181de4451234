import { describe, expect, test } from 'vitest'
import { CommandError, type CommandEnd } from '../exec.ts'
import { recorded } from './testing/fixtures.ts'
import type { ZfsErrorKind } from './zfs-error.ts'
import { errorRows, toZfsError } from './zfs-errors.ts'

/** Texts from the source of OpenZFS, as it prints them; `lab/zfs-errors.lab.test.ts` has real ones said. */
const goldens: readonly (readonly [kind: ZfsErrorKind, said: string])[] = [
  ['module-missing', "The ZFS modules are not loaded.\nTry running 'modprobe zfs' as root to load them.\n"],
  [
    'module-missing',
    "The ZFS modules cannot be auto-loaded.\nTry running '/sbin/modprobe zfs' as root to manually load them.",
  ],
  [
    'module-missing',
    "/dev/zfs and /proc/self/mounts are required.\nTry running 'udevadm trigger' and 'mount -t proc proc /proc' as root.",
  ],
  ['module-missing', 'zfs_version_kernel() failed: No such file or directory'],
  ['module-missing', 'Failed to initialize the libzfs library.\n'],
  ['no-permission', 'Permission denied the ZFS utilities must be run as root.'],
  [
    'module-too-old',
    'cannot wait: the loaded zfs module does not support this operation. A reboot may be required to enable this operation.',
  ],
  ['module-too-old', "cannot attach x to y: the loaded zfs module doesn't support raidz expansion"],
  ['module-too-old', "cannot do 'x': operation not supported by zfs kernel module"],
  ['module-too-old', 'cannot receive: kernel modules must be upgraded to receive this stream.'],
  [
    'device-missing',
    "cannot label 'vdi': failed to detect device partitions on '/dev/vdi1': 19\nError preparing/labeling disk.\n",
  ],
  ['module-too-old', "cannot create 'p': dRAID vdevs are unsupported by the kernel"],

  [
    'partial-saved',
    'cannot receive resume stream: checksum mismatch or incomplete stream.\nPartially received snapshot is saved.\nA resuming stream can be generated on the sending system by running:\n    zfs send -t 1-bf31b879a-b8\n',
  ],
  [
    'partial-saved',
    'A resuming stream can be generated on the sending system by running:\n    zfs send -t 1-x',
  ],
  [
    'partial-blocks',
    'cannot receive incremental stream: destination tank/b contains partially-complete state from "zfs receive -s".\n',
  ],
  ['partial-blocks', 'cannot receive new filesystem stream: Resuming recv on existing dataset without force'],
  ['not-running', "'tank/a' does not have any resumable receive state to abort\n"],
  ['token-stale', "cannot resume send: 'tank/a@s1' is no longer the same snapshot used in the initial send"],
  ['token-stale', 'cannot resume send: incremental source 0x1f6f98a0b51b5d52 no longer exists'],
  ['token-stale', "cannot resume send: 'tank/a@s1' used in the initial send no longer exists"],
  ['token-bad', 'cannot resume send: resume token is corrupt (invalid format)'],
  [
    'target-changed',
    'cannot receive incremental stream: destination tank/b has been modified\nsince most recent snapshot\n',
  ],
  [
    'base-mismatch',
    'cannot receive incremental stream: most recent snapshot of tank/b does not\nmatch incremental source\n',
  ],
  ['base-missing', "warning: cannot send 'tank/a@s2': not an earlier snapshot from the same fs"],
  ['base-missing', 'WARNING: could not send tank/a@s2:\nincremental source (tank/a@s1) does not exist'],
  ['base-missing', 'cannot receive: local origin for clone tank/b@s2 does not exist'],
  [
    'target-exists',
    "cannot receive new filesystem stream: destination 'tank/b' exists\nmust specify -F to overwrite it\n",
  ],
  [
    'target-exists',
    'cannot receive new filesystem stream: destination has snapshots (eg. tank/b@s1)\nmust destroy them to overwrite it\n',
  ],
  [
    'target-exists',
    "cannot receive new filesystem stream: destination 'tank/b' is a clone\nmust destroy it to overwrite it",
  ],
  ['target-exists', 'cannot receive new filesystem stream: destination already exists'],
  [
    'stream-options',
    'cannot receive: incremental send stream requires -L (--large-block), to match previous receive.',
  ],
  ['stream-options', 'cannot receive: incompatible embedded data stream feature with encrypted receive.'],
  [
    'stream-options',
    "cannot receive incremental stream: IV set guid mismatch. See the 'zfs receive' man page section\n discussing the limitations of raw encrypted send streams.",
  ],
  [
    'stream-options',
    'cannot receive: Spill block flag missing for raw send.\nThe zfs software on the sending system must be updated.',
  ],
  [
    'stream-options',
    'cannot receive: stream has unsupported feature, feature flags = 1f (unknown flags = 10)',
  ],
  ['stream-broken', 'cannot receive new filesystem stream: checksum mismatch or incomplete stream'],
  ['stream-broken', 'cannot receive: failed to read from stream'],
  ['stream-broken', 'cannot receive: invalid stream (bad magic number)'],

  ['key-wrong', "Key load error: Incorrect key provided for 'tank/s'."],
  ['key-loaded', "Key load error: Key already loaded for 'tank/s'."],
  ['key-not-loaded', "Key unload error: Key already unloaded for 'tank/s'."],
  ['key-unfit', "cannot create 'tank/s': Passphrase too short (min 8)."],
  ['key-unfit', 'Key load error: Failed to open key material file: No such file or directory'],
  ['key-unfit', "cannot create 'tank/s': Keyformat required for new encryption root."],
  ['key-needed', "cannot mount 'tank/s': encryption key not loaded"],
  ['key-needed', 'cannot receive: inherited key must be loaded'],
  ['key-needed', "cannot create 'tank/s/a': encryption root's key is not loaded or provided"],
  ['key-needed', 'Key change error: Key must be loaded.'],
  ['key-needed', 'cannot remove sdc: Mount encrypted datasets to replay logs.'],
  ['encryption-conflict', 'cannot receive: encryption key does not match existing key'],
  [
    'encryption-conflict',
    'cannot receive: cannot perform raw receive on top of existing unencrypted dataset',
  ],
  [
    'encryption-conflict',
    'cannot receive: zfs receive -F cannot be used to destroy an encrypted filesystem or overwrite an unencrypted one with an encrypted one',
  ],
  ['encryption-conflict', "cannot promote 'tank/c': cannot promote dataset outside its encryption root"],
  [
    'encryption-conflict',
    "cannot receive: encryption property 'keyformat' cannot be set or excluded for raw streams.",
  ],

  [
    'held',
    "cannot destroy snapshot tank/a@s4: it's being held. Run 'zfs holds -r tank/a@s4' to see holders.",
  ],
  ['has-clones', 'cannot destroy snapshot tank/a@s1: snapshot is cloned'],
  [
    'has-clones',
    "cannot destroy 'tank/a@s1': snapshot has dependent clones\nuse '-R' to destroy the following datasets:\ntank/b\n",
  ],
  [
    'has-children',
    "cannot destroy 'tank/a': filesystem has children\nuse '-r' to destroy the following datasets:\ntank/a@s1\n",
  ],
  [
    'has-children',
    "cannot destroy 'tank': operation does not apply to pools\nuse 'zfs destroy -r tank' to destroy all datasets in the pool\n",
  ],
  [
    'newer-snapshots',
    "cannot rollback to 'tank/a@s1': more recent snapshots or bookmarks exist\nuse '-r' to force deletion of the following snapshots and bookmarks:\ntank/a@s4\n",
  ],
  ['not-a-clone', "cannot promote 'tank/a': not a cloned filesystem"],
  ['promote-conflict', "cannot promote 'tank/c': conflicting snapshot 's1' from parent 'tank/a@s1'"],

  [
    'device-has-data',
    "invalid vdev specification\nuse '-f' to override the following errors:\n/dev/sdb1 contains a filesystem of type 'ext4'\n",
  ],
  [
    'device-in-use',
    "invalid vdev specification\nthe following errors must be manually repaired:\n/dev/sdb1 is part of active pool 'tank'",
  ],
  ['device-in-use', '/dev/sdb1 is a member (ACTIVE) of pool "tank"'],
  [
    'device-in-use',
    'the following errors must be manually repaired:\n/dev/sda2 is in use and contains a ext4 filesystem.',
  ],
  [
    'device-in-use',
    "cannot create 'p': one or more vdevs refer to the same device, or one of\nthe devices is part of an active md or lvm device",
  ],
  ['device-in-use', "cannot import 'p': one or more devices are already in use\n"],
  ['device-in-use', "cannot open '/dev/sdb': Device or resource busy"],
  ['device-missing', "cannot resolve path '/dev/disk/by-id/nope'"],
  ['device-missing', "cannot open '/dev/nope': No such device or address"],
  ['device-missing', 'failed to open /dev/nope: No such file or directory'],
  ['no-such-device', 'cannot offline nope: no such device in pool'],
  ['device-too-small', 'cannot replace /dev/a with /dev/b: device is too small'],
  [
    'sector-size',
    "cannot attach /dev/b to /dev/a: new device has a different optimal sector size; use the option '-o ashift=N' to override the optimal size",
  ],
  [
    'sector-size',
    'cannot add to p: The new device cannot have a higher alignment requirement than the top-level vdev.',
  ],
  [
    'device-unavailable',
    "cannot import 'halves': no such pool or dataset\n\tDestroy and re-create the pool from\n\ta backup source.\n",
  ],
  ['name-taken', "cannot import 'twin': pool already exists\n"],
  [
    'uneven-redundancy',
    "invalid vdev specification\nuse '-f' to force\nmismatched replication level: pool uses raidz and new vdev is disk\n",
  ],
  [
    'uneven-redundancy',
    "invalid vdev specification\nuse '-f' to override the following errors:\nmismatched replication level: pool uses disk and new vdev is mirror\n",
  ],
  ['needed-replica', 'cannot offline /dev/sdb1: no valid replicas'],
  ['bad-layout', 'invalid vdev specification: raidz1 requires at least 2 devices'],
  [
    'bad-layout',
    'cannot remove raidz1-0: invalid config; all top-level vdevs must have the same sector size and not be raidz.',
  ],
  ['bad-layout', 'cannot attach /dev/b to /dev/a: can only attach to mirrors and top-level disks'],
  ['bad-layout', 'Unable to split p: Source pool must be composed only of mirrors\n'],
  ['bad-layout', 'cannot replace /dev/a with /dev/b: cannot replace a replacing device'],

  ['already-running', "cannot scrub tank: currently scrubbing; use 'zpool scrub -s' to cancel scrub"],
  ['already-running', 'cannot attach: raidz expansion in progress'],
  [
    'already-running',
    "cannot replace /dev/a with /dev/b: already in replacing/spare config; wait for completion or use 'zpool detach'",
  ],
  ['already-running', 'cannot attach: raidz vdev has devices that are are offline or being replaced'],
  ['not-running', 'cannot cancel scrubbing tank: there is no active scrub'],
  ['not-running', 'cannot cancel removal: operation is not in progress'],
  ['checkpoint-exists', "cannot checkpoint 'tank': checkpoint exists"],
  ['no-checkpoint', "cannot discard checkpoint in 'tank': checkpoint does not exist"],

  [
    'used-elsewhere',
    "cannot import 'tank': pool was previously in use from another system.\nLast accessed by nas (hostid=9f8e7d6c) at Sun Nov 22 20:10:48 2026\nThe pool can be imported, use 'zpool import -f' to import the pool.\n",
  ],
  [
    'used-elsewhere',
    "cannot import 'tank': pool is imported on nas (hostid: 0x9f8e7d6c)\nExport the pool on the other system, then run 'zpool import'.\n",
  ],
  [
    'used-elsewhere',
    "Cannot import 'tank': pool has the multihost property on and the\nsystem's hostid is not set. Set a unique hostid with the zgenhostid(8) command.\n",
  ],
  [
    'name-taken',
    "cannot import 'tank': a pool with that name already exists\nuse the form 'zpool import <pool | id> <newpool>' to give it a new name\n",
  ],
  ['ambiguous', "cannot import 'tank': more than one matching pool\nimport by numeric ID instead\n"],
  ['device-unavailable', "cannot import 'tank': one or more devices is currently unavailable"],

  ['already-mounted', "cannot mount 'tank/a': filesystem already mounted"],
  ['not-mounted', "cannot unmount 'tank/a': not currently mounted"],
  ['not-mountable', "cannot mount 'tank/a': 'canmount' property is set to 'off'"],
  ['mountpoint-in-use', "cannot mount '/tank/a': directory is not empty"],

  ['suspended', "cannot create 'tank/a': pool I/O is currently suspended"],
  ['suspended', "cannot open 'tank': pool is unavailable"],
  [
    'io-error',
    "cannot import 'tank': I/O error\n\tDestroy and re-create the pool from\n\ta backup source.\n",
  ],
  ['no-space', "cannot create 'tank/w': out of space"],
  ['no-space', "cannot set property for 'tank/w': size is greater than available space"],
  ['no-space', 'cannot receive new filesystem stream: destination tank/b space quota exceeded.'],
  ['read-only', "cannot create 'tank/a': pool is read-only"],
  ['no-permission', "cannot create 'tank/a': permission denied"],

  ['hold-exists', "cannot hold snapshot 'tank/a@s1': tag already exists on this dataset"],
  ['no-such-hold', "cannot release hold from snapshot 'tank/a@s1': no such tag on this dataset"],
  ['no-parent', "cannot create 'tank/x/y': parent does not exist"],
  ['no-parent', "cannot create 'tank/v/y': parent is not a filesystem"],
  ['exists', "cannot create 'tank/a': dataset already exists"],
  ['exists', "cannot create bookmark 'tank/a#b': bookmark exists"],
  ['not-found', "cannot open 'tank/nope': dataset does not exist"],
  ['not-found', 'could not find any snapshots to destroy; check snapshot names.\n'],
  ['not-found', "bookmark 'tank/a#b' does not exist."],
  ['bad-name', "cannot create 'tank/a~b': invalid character '~' in name"],
  ['bad-name', "cannot create 'log': name is reserved"],
  ['bad-name', "cannot create 'tank//a': empty component or misplaced '@' or '#' delimiter in name"],
  [
    'bad-name',
    "cannot import 'p': new name of at least one dataset is longer than the maximum allowable length",
  ],
  [
    'bad-name',
    "cannot rename to 'tank/a/b': New dataset name cannot be a descendant of current dataset name",
  ],
  [
    'pool-too-old',
    'cannot attach: raidz_expansion feature must be enabled in order to attach a device to raidz',
  ],
  ['pool-too-old', "cannot import 'tank': unsupported version or feature"],
  ['bad-property', "cannot set property for 'tank': invalid property 'nope'"],
  ['bad-property', "cannot set property for 'tank': 'compression' must be one of 'on | off | lz4'"],
  ['bad-property', "cannot create 'tank/v': volume size must be a multiple of volume block size"],
  ['not-supported', 'cannot trim /dev/a: trim operations are not supported by this device'],
  ['not-supported', "cannot rename to 'b/x': datasets must be within same pool"],
  ['too-many-arguments', 'cannot destroy snapshots: argument list too long'],
  ['busy', "cannot destroy 'tank/a': dataset is busy"],
  ['busy', "cannot unmount '/tank/a': pool or dataset is busy"],
  ['busy', "Key unload error: 'tank/s' is busy."],
]

describe('what ZFS says, by kind', () => {
  test.each(goldens)('%s: %s', (kind, said) => {
    expect(errorOf(said).kind).toBe(kind)
  })

  test('each row of the table has a text it is there for, and none stands in the shade of another', () => {
    const used = new Set(
      goldens.map(([, said]) => errorRows.find(({ when }) => when.test(said.replaceAll(/\s+/g, ' ')))),
    )
    expect(errorRows.filter((row) => !used.has(row)).map(({ when }) => when.source)).toEqual([])
  })

  test('however it is wrapped', () => {
    for (const [kind, said] of goldens) expect(errorOf(said.replaceAll(' ', '\n\t')).kind).toBe(kind)
  })
})

describe('OpenZFS 2.3.2 said, when it refused', () => {
  test.each([
    ['bad-name', 'bad-name'],
    ['busy', 'has-clones'],
    ['enospc', 'no-space'],
    ['exists', 'exists'],
    ['has-children', 'has-children'],
    ['held', 'held'],
    ['missing', 'not-found'],
    ['no-pool', 'not-found'],
    ['rollback-newer', 'newer-snapshots'],
  ] as const)('%s: %s', (name, kind) => {
    const { stdout, stderr, code } = recorded('2.3.2', name)
    expect(toZfsError(commandError({ why: 'exit', code }, stderr, stdout)).kind).toBe(kind)
  })
})

describe('how a command ends counts before what it said', () => {
  const said = "cannot open 'tank': dataset does not exist"
  test.each<[CommandEnd, ZfsErrorKind]>([
    [{ why: 'missing' }, 'not-installed'],
    [{ why: 'not-started', code: 'E2BIG' }, 'too-many-arguments'],
    [{ why: 'not-started', code: 'EACCES' }, 'not-installed'],
    [{ why: 'not-started', code: 'EIO' }, 'unknown'],
    [{ why: 'aborted' }, 'cancelled'],
    [{ why: 'timeout', timeoutMs: 1 }, 'timeout'],
    [{ why: 'abandoned', after: 'timeout', gone: Promise.resolve() }, 'abandoned'],
    [{ why: 'unreachable' }, 'unreachable'],
    [{ why: 'lost' }, 'connection-lost'],
    [{ why: 'exit', code: 1 }, 'not-found'],
  ])('%j: %s', (end, kind) => {
    expect(toZfsError(commandError(end, said)).kind).toBe(kind)
  })
})

test('a name that reads like an error means nothing', () => {
  const argv = ['zfs', 'create', '--', 'tank/out of space']
  const stderr = "cannot create 'tank/out of space': dataset already exists\n"
  expect(toZfsError(new CommandError(argv, { why: 'exit', code: 1 }, '', stderr)).kind).toBe('exists')
  const snapshots = ['zfs', 'destroy', '--', "tank/it's busy@pool is read-only,b"]
  const held = "cannot destroy snapshot tank/pool is read-only@b: it's being held.\n"
  expect(toZfsError(new CommandError(snapshots, { why: 'exit', code: 1 }, '', held)).kind).toBe('held')
})

test('a usage text is our mistake, and its many words mean nothing', () => {
  const usage =
    'usage:\n\tset <property=value> ...\n\nThe following properties are supported:\n dataset already exists\n'
  expect(toZfsError(commandError({ why: 'exit', code: 2 }, `invalid option 'q'\n${usage}`)).kind).toBe(
    'usage',
  )
  expect(
    toZfsError(commandError({ why: 'exit', code: 2 }, `bad property list: invalid property 'x'\n${usage}`))
      .kind,
  ).toBe('bad-property')
})

test('what nobody foresaw keeps all there is to know', () => {
  const error = errorOf('internal error: cosmic ray')
  expect(error).toMatchObject({ kind: 'unknown', argv: ['zfs', 'x'], stderr: 'internal error: cosmic ray' })
  expect(error.cause).toBeInstanceOf(CommandError)
})

function errorOf(stderr: string) {
  return toZfsError(commandError({ why: 'exit', code: 1 }, stderr))
}

function commandError(end: CommandEnd, stderr: string, stdout = ''): CommandError {
  return new CommandError(['zfs', 'x'], end, stdout, stderr)
}
