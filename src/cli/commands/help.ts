import { verb, type Noun } from '../command.ts'
import { optional } from '../options.ts'

export const help: Noun = {
  name: 'help',
  verbs: [
    verb({
      name: 'help',
      kind: 'plain',
      summary: 'Help on a command, or on exit codes',
      args: { topic: optional('topic', 'A noun, a noun and a verb, or exit-codes', ['exit-codes']) },
      examples: ['kiste help', 'kiste help vm create', 'kiste help exit-codes'],
      run: async (ctx, { topic }) => (await import('../verbs/about.ts')).showTopic(ctx, topic),
    }),
  ],
}
