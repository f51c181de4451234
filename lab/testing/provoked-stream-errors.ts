import { createFilesystem } from '../../src/host/zfs/create-dataset.ts'
import type { ZfsCall } from '../../src/host/zfs/zfs.ts'
import type { Provocation } from './provoked-errors.ts'
import { dataset, pool } from './zfs-names.ts'

// Streams lie in files in the machine, so that each can be cut, mixed up and given to the wrong target.

const receive = (target: string, stream: string, words = ''): Provocation['call'] =>
  shell(`zfs receive -s -u ${words} ${target} < /var/tmp/z/${stream}`)

/** A command whose standard input or output is a file in the machine. What it says is ZFS's. */
function shell(script: string): Provocation['call'] {
  return (zfs) => {
    // The adapter's own call starts no shell; here it takes one to open the file.
    const argv = ['sh', '-c', script] as unknown as ZfsCall['argv']
    return zfs.run({
      argv,
      limit: 'slow',
      pool: pool('bk'),
      attempt: { object: { type: 'dataset', name: 'bk/x' }, done: 'received' },
    })
  }
}

/** What streams are refused for. `tank` and `bk` are there. */
export const streamRefusals: readonly Provocation[] = [
  {
    what: 'a full stream onto a file system',
    kind: 'target-exists',
    prepare: `zfs create tank/s; dd if=/dev/urandom of=/tank/s/x bs=1M count=4 status=none; zfs snapshot tank/s@1
      zfs send tank/s@1 > $Z/whole; head -c 2000000 $Z/whole > $Z/cut
      echo two > /tank/s/y; zfs snapshot tank/s@2; zfs send -i @1 tank/s@2 > $Z/incr
      echo three > /tank/s/z; zfs snapshot tank/s@3; zfs send -i @2 tank/s@3 > $Z/incr23
      zfs create bk/there`,
    call: receive('bk/there', 'whole'),
  },
  {
    what: 'a full stream onto one with snapshots',
    kind: 'target-exists',
    prepare: 'zfs snapshot bk/there@own',
    call: receive('bk/there', 'whole'),
  },
  {
    what: 'an increment onto a target that was changed',
    kind: 'target-changed',
    prepare: 'zfs receive bk/changed < $Z/whole; touch /bk/changed/new; zpool sync bk',
    call: receive('bk/changed', 'incr'),
  },
  {
    what: 'an increment that begins elsewhere',
    kind: 'base-mismatch',
    prepare: 'zfs receive -u bk/behind < $Z/whole',
    call: receive('bk/behind', 'incr23'),
  },
  { what: 'an increment onto nothing', kind: 'no-parent', call: receive('bk/nothing', 'incr') },
  { what: 'a stream that stops', kind: 'partial-saved', call: receive('bk/cut', 'cut') },
  {
    what: 'a stream onto what is half there',
    kind: 'target-exists',
    call: receive('bk/cut', 'whole'),
  },
  {
    what: 'a stream in place of what is half there',
    kind: 'partial-blocks',
    call: receive('bk/cut', 'whole', '-F'),
  },
  {
    what: 'what is no stream',
    kind: 'stream-broken',
    prepare: 'head -c 100000 /dev/urandom > $Z/noise',
    call: receive('bk/noise', 'noise'),
  },
  {
    what: 'a stream of nothing',
    kind: 'stream-broken',
    prepare: ': > $Z/empty',
    call: receive('bk/empty', 'empty'),
  },
  {
    what: 'the rest of a transfer whose snapshot is gone',
    kind: 'token-stale',
    prepare:
      'zfs create tank/t; dd if=/dev/urandom of=/tank/t/x bs=1M count=4 status=none; zfs snapshot tank/t@1; zfs send tank/t@1 | head -c 2000000 | zfs receive -s -u bk/t || true; zfs get -Hpo value receive_resume_token bk/t > $Z/token; zfs destroy tank/t@1',
    call: shell('zfs send -t $(cat /var/tmp/z/token) > /dev/null'),
  },
  {
    what: 'the rest of a transfer whose snapshot is another one now',
    kind: 'token-stale',
    prepare: 'zfs snapshot tank/t@1',
    call: shell('zfs send -t $(cat /var/tmp/z/token) > /dev/null'),
  },
  {
    what: 'a token that is damaged',
    kind: 'token-bad',
    call: shell('zfs send -t $(sed s/-.......-/-1234567-/ /var/tmp/z/token | sed s/78/79/) > /dev/null'),
  },
  { what: 'no transfer to give up', kind: 'not-running', call: shell('zfs receive -A bk/behind') },
  {
    what: 'a base that is newer',
    kind: 'base-missing',
    call: shell('zfs send -i tank/s@3 tank/s@1 > /dev/null'),
  },
  {
    what: 'a raw stream onto a plain target',
    kind: 'encryption-conflict',
    prepare: `echo passphrase1 | zfs create -o encryption=on -o keyformat=passphrase -o pbkdf2iters=100000 tank/e; zfs snapshot tank/e@1
      zfs send tank/e@1 | zfs receive -u bk/e; echo x > /tank/e/x; zfs snapshot tank/e@2; zfs send -w -i @1 tank/e@2 > $Z/raw`,
    call: receive('bk/e', 'raw'),
  },
  {
    what: 'a plain stream of what is locked',
    kind: 'key-needed',
    prepare: 'zfs unmount tank/e; zfs unload-key tank/e',
    call: shell('zfs send tank/e@1 > /dev/null'),
  },
  {
    what: 'an increment with small blocks onto a target with large ones',
    kind: 'stream-options',
    prepare: `zfs create -o recordsize=1M tank/l; dd if=/dev/urandom of=/tank/l/x bs=1M count=2 status=none; zfs snapshot tank/l@1
      zfs send -L tank/l@1 | zfs receive -u bk/l; dd if=/dev/urandom of=/tank/l/x bs=1M count=2 conv=notrunc status=none; zfs snapshot tank/l@2; zfs send -i @1 tank/l@2 > $Z/small`,
    call: receive('bk/l', 'small'),
  },
  {
    what: 'a stream into a full quota',
    kind: 'no-space',
    prepare: 'zfs create -o quota=1M bk/small',
    call: receive('bk/small/x', 'whole'),
  },
  {
    what: 'a clone whose origin is not on the target',
    kind: 'base-missing',
    // An origin that went nowhere: any dataset of the target that has its snapshot would do.
    prepare: `zfs create tank/lone; zfs snapshot tank/lone@1; zfs clone tank/lone@1 tank/sc; zfs snapshot tank/sc@c
      zfs send -i tank/lone@1 tank/sc@c > $Z/clone`,
    call: receive('bk/sc', 'clone'),
  },
  {
    what: 'what a user may not do',
    kind: 'no-permission',
    call: shell('setpriv --reuid 65534 --regid 65534 --clear-groups zfs create tank/theirs'),
  },
  {
    what: 'a pool that would hold it, and does not any more',
    kind: 'not-found',
    call: (zfs) => createFilesystem(zfs, { name: dataset('nopool/a/b') }),
  },
]
