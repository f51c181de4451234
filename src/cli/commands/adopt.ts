import { verb, type Noun } from '../command.ts'
import { one } from '../options.ts'

export const adopt: Noun = {
  name: 'adopt',
  verbs: [
    verb({
      name: 'adopt',
      kind: 'change',
      summary: 'Take in the VMs of a store that this host does not know',
      details:
        'A store describes itself: beside the disks of each VM lies its definition, and its snapshots and branches are there with it. On a\n' +
        'fresh machine, import the pool first. VMs that are known already stay as they are.',
      args: { store: one('store', 'The store, named after its pool: kiste store list', 'store') },
      examples: ['kiste adopt tank', 'kiste adopt tank --dry-run'],
      run: async (ctx, { store }) => (await import('../verbs/store.ts')).adoptStore(ctx, store),
    }),
  ],
}
