import { means, poolName, quoted, saidSo, seePool, type Meaning } from './meaning.ts'
import { lastWords } from './last-words.ts'
import { streamMeanings } from './stream-meanings.ts'
import type { ZfsErrorKind } from './zfs-error.ts'

/** What each kind of error is to people: the code, the reason, the remedy. */
export const meanings: Readonly<Record<ZfsErrorKind, Meaning>> = {
  ...streamMeanings,

  'not-installed': means(
    'zfs_unavailable',
    'OpenZFS is not installed',
    'Install it: apt install zfsutils-linux',
  ),
  'module-missing': means(
    'zfs_unavailable',
    "the kernel's ZFS module is not loaded",
    'Load it: modprobe zfs. If it is not found, see dkms status.',
  ),
  'module-too-old': means(
    'zfs_unavailable',
    (error) => `the ZFS commands are newer than the kernel's module (${lastWords(error)})`,
    'Restart the machine, so that the module of the installed release is loaded.',
  ),
  'pool-too-old': means(
    'not_supported',
    saidSo,
    (attempt) =>
      `See what an upgrade would enable: zpool upgrade -v; then: zpool upgrade ${quoted(poolName(attempt))}`,
  ),
  'no-permission': means(
    'forbidden',
    'it is not allowed to Kiste',
    'Run Kiste as root, or delegate with zfs allow.',
  ),
  usage: means(
    'internal',
    (error) => `ZFS does not take the command (${lastWords(error)})`,
    'Please report this.',
  ),
  'too-many-arguments': means('internal', 'the command is too long', 'Do it in smaller portions.'),

  cancelled: means('cancelled', 'it was cancelled', 'Do it again if it was not meant.'),
  timeout: means('pool_unavailable', (error) => error.message.replace(/^\S+ /, 'the command '), seePool),
  abandoned: means(
    'pool_unavailable',
    (_, attempt) => `the pool ${poolName(attempt)} does not answer and the command hangs`,
    (attempt) =>
      `Look for lost disks: zpool status ${quoted(poolName(attempt))}; then zpool clear, or restart the machine.`,
  ),
  unreachable: means('zfs_unavailable', 'the host cannot be reached', 'See whether it runs and answers ssh.'),
  'connection-lost': means(
    'outcome_unknown',
    'the connection broke while the command ran',
    'See how it is now; the host may have finished it.',
  ),

  'not-found': means('not_found', 'it does not exist (any more)', ({ object }) =>
    object.type === 'pool'
      ? 'See which there are: zpool list; or to import: zpool import'
      : 'See what there is: zfs list -t all',
  ),
  'no-parent': means(
    'not_found',
    (error) => `the dataset above it does not exist (${lastWords(error)})`,
    'Create that one first.',
  ),
  'no-such-device': means('not_found', 'the pool has no such device', seePool),
  'no-such-hold': means(
    'not_found',
    'it has no hold of this name',
    ({ object }) => `See its holds: zfs holds ${quoted(object.name)}`,
  ),
  exists: means('already_exists', 'the name is taken', 'Choose another name.'),
  'hold-exists': means(
    'already_exists',
    'it already has a hold of this name',
    'Choose another name for the hold.',
  ),
  'bad-name': means(
    'invalid_input',
    saidSo,
    'Use letters, digits, ".", "_", "-" and ":", beginning with a letter.',
  ),
  'bad-property': means('invalid_input', saidSo, 'See what is possible: man zfsprops, man zpoolprops.'),
  'not-supported': means(
    'not_supported',
    saidSo,
    'This release of OpenZFS, or this kind of object, cannot do it.',
  ),

  held: means('in_use', 'a hold protects it', ({ object }) => `See whose: zfs holds ${quoted(object.name)}`),
  'has-clones': means(
    'in_use',
    'there are clones of it',
    ({ object }) => `See which: zfs list -o name,origin -r ${quoted(object.name.split(/[/@]/, 1)[0] ?? '')}`,
  ),
  'has-children': means(
    'in_use',
    'there is something below it',
    ({ object }) => `See what: zfs list -t all -r ${quoted(object.name)}`,
  ),
  'newer-snapshots': means(
    'wrong_state',
    'there are newer snapshots',
    'Going back over them would destroy them.',
  ),
  'not-a-clone': means(
    'wrong_state',
    'it is no clone',
    ({ object }) => `See: zfs get origin ${quoted(object.name)}`,
  ),
  'promote-conflict': means(
    'already_exists',
    (error) => `both have a snapshot of the same name (${lastWords(error)})`,
    'Rename one of the two snapshots.',
  ),
  busy: means(
    'in_use',
    'something uses it',
    ({ object }) =>
      `See what: zfs holds -r ${quoted(object.name)}, zfs get receive_resume_token ${quoted(object.name)}, fuser -m on its mountpoint.`,
  ),

  'already-mounted': means(
    'wrong_state',
    'it is mounted already',
    ({ object }) => `See where: zfs get mountpoint ${quoted(object.name)}`,
  ),
  'not-mounted': means(
    'wrong_state',
    'it is not mounted',
    ({ object }) => `Mount it: zfs mount ${quoted(object.name)}`,
  ),
  'not-mountable': means(
    'wrong_state',
    saidSo,
    ({ object }) => `See: zfs get mountpoint,canmount ${quoted(object.name)}`,
  ),
  'mountpoint-in-use': means(
    'in_use',
    (error) => `the folder it would be mounted on is not empty (${lastWords(error)})`,
    'Move away what is in the folder.',
  ),

  'no-space': means(
    'no_space',
    'the pool, or a quota in it, has not enough room',
    (attempt) => `See what takes it: zfs list -o space -r ${quoted(poolName(attempt))}`,
  ),
  'read-only': means(
    'wrong_state',
    'it is read-only',
    (attempt) =>
      `See: zpool get readonly ${quoted(poolName(attempt))}, zfs get readonly ${quoted(attempt.object.name)}`,
  ),
  suspended: means(
    'pool_unavailable',
    (_, attempt) => `the pool ${poolName(attempt)} lost devices and has stopped all reading and writing`,
    (attempt) => `Connect the devices again, then: zpool clear ${quoted(poolName(attempt))}`,
  ),
  'io-error': means(
    'pool_unavailable',
    (error) => `data could not be read or written (${lastWords(error)})`,
    seePool,
  ),

  'key-needed': means(
    'key_needed',
    'the key of its encryption is not loaded',
    ({ object }) => `Load it: zfs load-key ${quoted(object.name.split('@')[0] ?? '')}`,
  ),
  'key-wrong': means('invalid_input', 'the key is wrong', 'Try again.'),
  'key-loaded': means('wrong_state', 'its key is loaded already', 'Nothing has to be done.'),
  'key-not-loaded': means('wrong_state', 'its key is not loaded', 'Nothing has to be done.'),
  'key-unfit': means(
    'invalid_input',
    saidSo,
    'A passphrase has 8 to 512 characters; a raw key 32 bytes, a hex key 64 digits.',
  ),
  'encryption-conflict': means(
    'wrong_state',
    saidSo,
    'Raw and plain streams, and keys of two origins, cannot be mixed on one dataset.',
  ),

  'device-missing': means(
    'not_found',
    (error) => `a device is not there (${lastWords(error)})`,
    'See which there are: ls -l /dev/disk/by-id',
  ),
  'device-in-use': means(
    'in_use',
    (error) => `a device is in use (${lastWords(error)})`,
    'Choose another device, or end its use first.',
  ),
  'device-has-data': means(
    'in_use',
    (error) => `a device still has something on it (${lastWords(error)})`,
    'Erase it first if nothing on it is needed.',
  ),
  'device-too-small': means(
    'invalid_input',
    'the device is too small',
    'Take one that is at least as large as the others.',
  ),
  'sector-size': means(
    'invalid_input',
    (error) => `the sectors of the devices differ (${lastWords(error)})`,
    'Take a device with the sector size of the pool.',
  ),
  'uneven-redundancy': means(
    'invalid_input',
    (error) => `the pool would be as weak as its weakest part (${lastWords(error)})`,
    'Add a group like those the pool has.',
  ),
  'needed-replica': means('in_use', 'without this device data would be lost', seePool),
  'bad-layout': means('invalid_input', saidSo, seePool),

  'already-running': means(
    'wrong_state',
    (error) => `something else goes on in the pool (${lastWords(error)})`,
    seePool,
  ),
  'not-running': means('wrong_state', 'there is nothing of the kind going on', seePool),
  'checkpoint-exists': means(
    'wrong_state',
    'the pool has a checkpoint',
    (attempt) => `Discard it if it is not needed: zpool checkpoint -d ${quoted(poolName(attempt))}`,
  ),
  'no-checkpoint': means('not_found', 'the pool has no checkpoint', seePool),

  'used-elsewhere': means(
    'in_use',
    saidSo,
    'Export it on the other machine. If that one is gone for good, import with force.',
  ),
  'name-taken': means('already_exists', 'a pool of this name is imported', 'Import it under another name.'),
  ambiguous: means('invalid_input', 'several pools have this name', 'Import by its number.'),
  'device-unavailable': means(
    'pool_unavailable',
    (error) => `devices of it are missing (${lastWords(error)})`,
    'Connect them. See which: zpool import',
  ),

  unknown: means('host_failed', saidSo, seePool),
}
