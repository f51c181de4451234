import { verb, type Noun } from '../command.ts'
import { flag, many, one, optional, value } from '../options.ts'
import { readText } from '../readers.ts'
import { goingBackOptions } from './going-back.ts'

const vm = one('vm', 'The VM, by name or UUID', 'vm')
const snapshotOf = one('snapshot', 'The snapshot: kiste snapshot list', 'snapshot')

const fileSystem = value(
  '--in <file-system>',
  "A file system by its id, where the guest's own tree is not meant",
  readText,
)

/** What is kept beside the disks, and how. */
export const takingOptions = {
  note: value('--note <text>', 'What it is for', readText),
  crash: flag('--crash', 'As it is, as after a power cut: without asking the guest to finish writing'),
  ram: flag('--ram', 'With RAM, so that going back goes on in the middle; the VM stands still meanwhile'),
} as const

export const snapshot: Noun = {
  name: 'snapshot',
  verbs: [
    verb({
      name: 'create',
      kind: 'change',
      offers: 'snapshot',
      summary: 'Take a snapshot of VMs, of all of them at one instant',
      details:
        'Disks, firmware variables and definition are kept as they are at that instant. Where a guest agent answers, its file systems are clean; else they are as after a power cut.',
      args: { vms: many('vm', 'VMs, by name or UUID', 'vm') },
      options: {
        name: value('--name <name>', 'What it is called; default the time in UTC', readText),
        ...takingOptions,
      },
      examples: [
        'kiste snapshot create web',
        'kiste snapshot create web db --name before-upgrade --note "Debian 13"',
        'kiste snapshot create web --ram',
      ],
      run: async (ctx, input) => (await import('../verbs/snapshot.ts')).createSnapshot(ctx, input),
    }),
    verb({
      name: 'list',
      aliases: ['ls'],
      kind: 'query',
      summary: 'The snapshots of a VM, drawn as the tree of its branches; or how many each VM has',
      args: { vm: optional('vm', 'The VM, by name or UUID; default all', 'vm') },
      examples: ['kiste snapshot list', 'kiste snapshot list web'],
      run: async (ctx, { vm: name }) =>
        name === undefined
          ? (await import('../verbs/list-histories.ts')).listHistories(ctx)
          : (await import('../verbs/list-snapshots.ts')).listSnapshots(ctx, name),
    }),
    verb({
      name: 'show',
      kind: 'query',
      summary: 'One snapshot: what it holds, what stands on it, and what to do with it',
      args: { vm, snapshot: snapshotOf },
      examples: ['kiste snapshot show web before-upgrade'],
      run: async (ctx, input) => (await import('../verbs/list-snapshots.ts')).showSnapshot(ctx, input),
    }),
    verb({
      name: 'files',
      kind: 'query',
      summary: 'What is in a folder of the guest at a snapshot, and which file systems its disks hold',
      details:
        'The disks are opened in a small VM of libguestfs, never in this host, and stay open for some minutes for the next question.',
      args: {
        vm,
        snapshot: snapshotOf,
        path: optional('path', 'A folder or file in the guest; default /'),
      },
      options: { in: fileSystem },
      examples: ['kiste snapshot files web before-upgrade', 'kiste snapshot files web before-upgrade /etc'],
      run: async (ctx, input) => (await import('../verbs/snapshot-files.ts')).listFiles(ctx, input),
    }),
    verb({
      name: 'copy',
      aliases: ['cp'],
      kind: 'plain',
      summary: 'Copy a file or a folder out of the guest at a snapshot',
      details:
        'Links are copied as links, and what they lead to stays in the guest. Devices, sockets and pipes are left out, owners are not kept.',
      args: {
        vm,
        from: one('from', 'SNAPSHOT:/path in the guest'),
        to: one('to', 'A file or folder here; - for standard output', 'file'),
      },
      options: { in: fileSystem },
      examples: [
        'kiste snapshot copy web before-upgrade:/etc/fstab .',
        'kiste snapshot copy web before-upgrade:/home/debian ./saved',
        'kiste snapshot copy web before-upgrade:/etc/hostname -',
      ],
      run: async (ctx, input) =>
        (await import('../verbs/copy-from-snapshot.ts')).copyFromSnapshot(ctx, input),
    }),
    verb({
      name: 'diff',
      kind: 'query',
      summary: 'Which files came, went and changed from a snapshot to another, or to now',
      details:
        'Files are told apart by kind, size, time, permissions and owner; what is in them is not read. To compare with now, the VM has to be off.',
      args: {
        vm,
        from: one('from', 'The snapshot to begin at', 'snapshot'),
        to: optional('to', 'Another one; default what the VM is now', 'snapshot'),
      },
      options: {
        path: value('--path <folder>', 'Only what is in this folder of the guest; default /', readText),
        in: fileSystem,
      },
      examples: ['kiste snapshot diff web before-upgrade', 'kiste snapshot diff web s1 s2 --path /etc'],
      run: async (ctx, input) => (await import('../verbs/diff-snapshots.ts')).diffSnapshots(ctx, input),
    }),
    verb({
      name: 'rollback',
      kind: 'change',
      offers: 'snapshot',
      summary: 'Take a VM back to a snapshot; what it is now stays on a branch of its own',
      details:
        'Back to any snapshot of any branch, in the same time whatever its size. Nothing is lost: kiste branch switch goes to what was left.',
      args: { vm, snapshot: snapshotOf },
      options: {
        branch: value('--branch <name>', 'What the new branch is called; default main-2 and so on', readText),
        ...goingBackOptions,
      },
      examples: [
        'kiste snapshot rollback web before-upgrade',
        'kiste snapshot rollback web before-upgrade --stop --branch again',
      ],
      run: async (ctx, input) => (await import('../verbs/snapshot.ts')).rollback(ctx, input),
    }),
    verb({
      name: 'remove',
      aliases: ['rm'],
      kind: 'change',
      asks: true,
      summary: 'Remove snapshots of a VM for good',
      args: { vm, snapshots: many('snapshot', 'Snapshots: kiste snapshot list', 'snapshot') },
      examples: ['kiste snapshot remove web before-upgrade', 'kiste snapshot remove web s1 s2 -y'],
      run: async (ctx, input) => (await import('../verbs/snapshot.ts')).removeSnapshots(ctx, input),
    }),
    verb({
      name: 'hold',
      kind: 'change',
      summary: 'Keep a snapshot from being removed',
      args: { vm, snapshot: snapshotOf, hold: one('hold', 'Why it must stay, as a name') },
      examples: ['kiste snapshot hold web before-upgrade audit'],
      run: async (ctx, input) => (await import('../verbs/snapshot.ts')).holdSnapshot(ctx, input),
    }),
    verb({
      name: 'release',
      kind: 'change',
      summary: 'Let a held snapshot be removed again',
      args: { vm, snapshot: snapshotOf, hold: one('hold', 'The name it was held under') },
      examples: ['kiste snapshot release web before-upgrade audit'],
      run: async (ctx, input) => (await import('../verbs/snapshot.ts')).releaseSnapshot(ctx, input),
    }),
  ],
}
