import { verb, type Noun } from '../command.ts'

export const host: Noun = {
  name: 'host',
  verbs: [
    verb({
      name: 'show',
      kind: 'query',
      summary: 'The machine, its libvirt and its stores',
      examples: ['kiste host show', 'kiste host show --json'],
      run: async (ctx) => (await import('../verbs/host.ts')).showHost(ctx),
    }),
  ],
}
