import { verb, type Noun } from '../command.ts'

export const inventory: Noun = {
  name: 'inventory',
  verbs: [
    verb({
      name: 'inventory',
      kind: 'query',
      summary: 'Everything there is, as one JSON document with a sequence number',
      examples: ["kiste inventory | jq '.vms | length'"],
      run: async (ctx) => (await import('../verbs/host.ts')).showInventory(ctx),
    }),
  ],
}
