import { verb, type Noun } from '../command.ts'
import { one, value } from '../options.ts'
import { readText } from '../readers.ts'
import { goingBackOptions } from './going-back.ts'
import { takingOptions } from './snapshot.ts'

const vm = one('vm', 'The VM, by name or UUID', 'vm')

export const tryNoun: Noun = {
  name: 'try',
  verbs: [
    verb({
      name: 'start',
      kind: 'change',
      offers: 'snapshot',
      summary: 'Take the snapshot a VM goes back to if what you try now is not kept',
      args: { vm },
      options: takingOptions,
      examples: ['kiste try start web', 'kiste try start web --note "a new kernel"'],
      run: async (ctx, input) => (await import('../verbs/try.ts')).startTry(ctx, input),
    }),
    verb({
      name: 'keep',
      kind: 'change',
      summary: 'Keep what was tried; what was before stays as a snapshot',
      args: { vm },
      examples: ['kiste try keep web'],
      run: async (ctx, input) => (await import('../verbs/try.ts')).keepTry(ctx, input.vm),
    }),
    verb({
      name: 'discard',
      kind: 'change',
      summary: 'Take the VM back to what it was before; what was tried stays on its branch',
      args: { vm },
      options: {
        branch: value('--branch <name>', 'What the new branch is called; default main-2 and so on', readText),
        ...goingBackOptions,
      },
      examples: ['kiste try discard web', 'kiste try discard web --stop'],
      run: async (ctx, input) => (await import('../verbs/try.ts')).discardTry(ctx, input),
    }),
  ],
}
