import { verb, type Noun } from '../command.ts'
import { many, one, value } from '../options.ts'
import { readText } from '../readers.ts'

export const bin: Noun = {
  name: 'bin',
  verbs: [
    verb({
      name: 'list',
      aliases: ['ls'],
      kind: 'query',
      summary: 'Deleted VMs that can come back, and until when',
      examples: ['kiste bin list'],
      run: async (ctx) => (await import('../verbs/bin.ts')).listBin(ctx),
    }),
    verb({
      name: 'restore',
      kind: 'change',
      summary: 'Bring a deleted VM back',
      args: { entry: one('entry', 'Its entry: kiste bin list', 'bin') },
      options: { as: value('--as <name>', 'Another name than it had', readText) },
      examples: ['kiste bin restore web', 'kiste bin restore web --as web-old'],
      run: async (ctx, { entry, as }) => (await import('../verbs/bin.ts')).restore(ctx, entry, as),
    }),
    verb({
      name: 'purge',
      aliases: ['rm'],
      kind: 'change',
      asks: true,
      summary: 'Remove deleted VMs for good',
      args: { entries: many('entry', 'Their entries: kiste bin list', 'bin') },
      examples: ['kiste bin purge web', 'kiste bin purge web -y'],
      run: async (ctx, { entries }) => (await import('../verbs/bin.ts')).purge(ctx, entries),
    }),
  ],
}
