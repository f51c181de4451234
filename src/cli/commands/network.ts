import { verb, type Noun } from '../command.ts'

export const network: Noun = {
  name: 'network',
  verbs: [
    verb({
      name: 'list',
      aliases: ['ls'],
      kind: 'query',
      summary: "libvirt's networks: where each leads, and who has an address there",
      examples: ['kiste network list'],
      run: async (ctx) => (await import('../verbs/network.ts')).listNetworks(ctx),
    }),
  ],
}
