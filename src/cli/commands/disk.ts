import { diskKinds } from '../../domain/disk.ts'
import { verb, type Noun } from '../command.ts'
import { choice, flag, one, value } from '../options.ts'
import { readBytes } from '../readers.ts'

const vm = one('vm', 'The VM, by name or UUID', 'vm')
const diskOf = one('disk', 'The disk, by name or target: kiste disk list')

export const disk: Noun = {
  name: 'disk',
  verbs: [
    verb({
      name: 'list',
      aliases: ['ls'],
      kind: 'query',
      summary: 'The disks of a VM',
      args: { vm },
      examples: ['kiste disk list web'],
      run: async (ctx, input) => (await import('../verbs/disk.ts')).listDisks(ctx, input.vm),
    }),
    verb({
      name: 'add',
      kind: 'change',
      summary: 'Give a VM one more disk, at once if it runs',
      details:
        'It is empty, and takes room only for what is written to it. In Linux guests it is /dev/disk/by-id/virtio-NAME.',
      args: { vm, name: one('name', 'What it is called') },
      options: {
        size: value('--size <size>', 'How large it is, such as 20G', readBytes),
        thick: flag('--thick', 'Set all of its room aside at once, so that it never finds the store full'),
        kind: choice(
          '--kind <kind>',
          'What it is in a pool: volume (default), or file, a raw file in a file system of its own',
          diskKinds,
        ),
      },
      examples: [
        'kiste disk add web data --size 20G',
        'kiste disk add db data --size 100G --thick',
        'kiste disk add db log --size 20G --kind file',
      ],
      run: async (ctx, input) => (await import('../verbs/disk.ts')).addDisk(ctx, input),
    }),
    verb({
      name: 'grow',
      kind: 'change',
      summary: 'Make a disk larger; a VM that runs sees it at once',
      details:
        'Disks do not shrink. Partitions and file systems in the guest are grown there, as with growpart and resize2fs.',
      args: { vm, disk: diskOf },
      options: { size: value('--size <size>', 'How large it is to be, such as 40G', readBytes) },
      examples: ['kiste disk grow web root --size 40G', 'kiste disk grow web vdb --size 1T'],
      run: async (ctx, input) => (await import('../verbs/disk.ts')).growDisk(ctx, input),
    }),
    verb({
      name: 'remove',
      aliases: ['rm'],
      kind: 'change',
      asks: true,
      summary: 'Take a disk from a VM; a snapshot that is taken first keeps it',
      details: 'While the VM runs, its guest has to let the disk go: unmount it there first.',
      args: { vm, disk: diskOf },
      options: { now: flag('--now', 'For good: take no snapshot first') },
      examples: ['kiste disk remove web data', 'kiste disk remove web data --now -y'],
      run: async (ctx, input) => (await import('../verbs/disk.ts')).removeDisk(ctx, input),
    }),
  ],
}
