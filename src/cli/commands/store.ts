import { verb, type Noun } from '../command.ts'
import { one } from '../options.ts'

export const store: Noun = {
  name: 'store',
  verbs: [
    verb({
      name: 'list',
      aliases: ['ls'],
      kind: 'query',
      summary: 'Where VMs can live, and how much room is there',
      examples: ['kiste store list'],
      run: async (ctx) => (await import('../verbs/store.ts')).listStores(ctx),
    }),
    verb({
      name: 'create',
      kind: 'change',
      summary: 'Make a store in a ZFS pool',
      details:
        'The store is the dataset POOL/kiste and is called after its pool. VMs in it have volumes as disks; snapshots, clones and going\n' +
        'back take no time there. What is in the pool besides stays as it is. A store that is there already is completed.',
      args: { pool: one('pool', 'A pool that is imported: zpool list') },
      examples: ['kiste store create tank', 'kiste store create tank --dry-run'],
      run: async (ctx, { pool }) => (await import('../verbs/store.ts')).createStore(ctx, pool),
    }),
  ],
}
