import { verb, type Noun } from '../command.ts'

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
  ],
}
