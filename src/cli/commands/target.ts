import { verb, type Noun } from '../command.ts'
import { one, value } from '../options.ts'
import { readText } from '../readers.ts'

const name = one('target', 'The target', 'target')

export const target: Noun = {
  name: 'target',
  verbs: [
    verb({
      name: 'list',
      aliases: ['ls'],
      kind: 'query',
      summary: 'Where copies go',
      examples: ['kiste target list'],
      run: async (ctx) => (await import('../verbs/target.ts')).listTargets(ctx),
    }),
    verb({
      name: 'create',
      kind: 'change',
      summary: 'Let copies go to another pool of this host, such as one on a USB disk',
      details:
        'Nothing is copied until it is said what: kiste copy set. A pool that is not here is waited for: once it is imported, copies catch up.',
      args: { target: one('target', 'What it will be called') },
      options: { pool: value('--pool <pool>', 'The pool', readText, 'pool') },
      examples: ['kiste target create usb --pool backup'],
      run: async (ctx, input) => (await import('../verbs/target.ts')).createTarget(ctx, input),
    }),
    verb({
      name: 'remove',
      aliases: ['rm'],
      kind: 'change',
      summary: 'Forget a target; what was copied stays there',
      args: { target: name },
      examples: ['kiste target remove usb'],
      run: async (ctx, input) => (await import('../verbs/target.ts')).removeTarget(ctx, input.target),
    }),
  ],
}
