import { verb, type Noun } from '../command.ts'
import { auditResults } from '../../domain/audit.ts'
import { choice, value } from '../options.ts'
import { readNumber, readText } from '../readers.ts'

export const audit: Noun = {
  name: 'audit',
  verbs: [
    verb({
      name: 'audit',
      kind: 'query',
      summary: 'Who changed what, from where, and with which result',
      options: {
        limit: value('--limit <count>', 'How many of the newest; default 50', readNumber),
        who: value('--who <text>', 'Only what somebody with this in their name did', readText),
        what: value('--what <text>', 'Only what has this in what was done, or on what', readText),
        result: choice('--result <result>', `Only what was ${auditResults.join(' or ')}`, auditResults),
      },
      examples: ['kiste audit', 'kiste audit --who anna --result refused', 'kiste audit --limit 500 --json'],
      run: async (ctx, { limit, ...filter }) =>
        (await import('../verbs/access.ts')).showAudit(ctx, { limit: limit ?? 50, ...filter }),
    }),
  ],
}
