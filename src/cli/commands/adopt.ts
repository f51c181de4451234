import { verb, type Noun } from '../command.ts'
import { one, optional, value } from '../options.ts'
import { readText } from '../readers.ts'

export const adopt: Noun = {
  name: 'adopt',
  verbs: [
    verb({
      name: 'adopt',
      kind: 'change',
      summary: 'Take in the VMs of a store, or a VM that others made',
      details:
        'A store describes itself: beside the disks of each VM lies its definition, and its snapshots and branches ' +
        'are there with it. On a fresh machine, import the pool first. VMs that are known already stay as they are.\n\n' +
        'With `vm`, a VM that libvirt has and others made is taken over just where it is, while it is off: no disk ' +
        'is moved or copied.',
      args: {
        what: one('store|vm', 'The store, named after its pool (kiste store list); or the word vm', 'store'),
        name: optional('name', 'After vm: which VM', 'vm'),
      },
      options: { store: value('--store <name>', 'With vm: where its definition is kept', readText, 'store') },
      examples: ['kiste adopt tank', 'kiste adopt tank --dry-run', 'kiste adopt vm old-server'],
      run: async (ctx, input) => (await import('../verbs/adopt.ts')).adopt(ctx, input),
    }),
  ],
}
