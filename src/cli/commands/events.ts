import { verb, type Noun } from '../command.ts'
import { value } from '../options.ts'
import { readNumber } from '../readers.ts'

export const events: Noun = {
  name: 'events',
  verbs: [
    verb({
      name: 'events',
      kind: 'plain',
      summary: 'Changes as they happen, a line of JSON each, until Ctrl-C',
      options: {
        after: value('--after <seq>', 'Only changes after this sequence number: kiste inventory', readNumber),
      },
      examples: ['kiste events', 'kiste events | jq -c \'select(.type == "vm") | .vm.name\''],
      run: async (ctx, { after }) => (await import('../verbs/host.ts')).showEvents(ctx, after),
    }),
  ],
}
