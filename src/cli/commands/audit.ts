import { verb, type Noun } from '../command.ts'
import { value } from '../options.ts'
import { readNumber } from '../readers.ts'

export const audit: Noun = {
  name: 'audit',
  verbs: [
    verb({
      name: 'audit',
      kind: 'query',
      summary: 'Who changed what, from where, and with which result',
      options: { limit: value('--limit <count>', 'How many of the newest; default 50', readNumber) },
      examples: ['kiste audit', 'kiste audit --limit 500 --json'],
      run: async (ctx, { limit }) => (await import('../verbs/access.ts')).showAudit(ctx, limit ?? 50),
    }),
  ],
}
