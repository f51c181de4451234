import { verb, type Noun } from '../command.ts'
import { flag, one, value, values } from '../options.ts'
import { readText } from '../readers.ts'
import { whose, whoseVm } from '../whose.ts'

export const copy: Noun = {
  name: 'copy',
  verbs: [
    verb({
      name: 'list',
      aliases: ['ls'],
      kind: 'query',
      summary: 'How each VM is at each target',
      examples: ['kiste copy list'],
      run: async (ctx) => (await import('../verbs/copy.ts')).listCopies(ctx),
    }),
    verb({
      name: 'set',
      kind: 'change',
      summary: 'Say where a VM is copied to, by itself, whenever it has a new snapshot',
      details:
        'What is nearest to a VM counts: its own, its store’s, the host’s. Copies bring snapshots with all that was before them, and only what is new goes over. Nothing at a target is ever rolled back or destroyed.',
      args: { vm: whoseVm },
      options: {
        ...whose,
        to: values('--to <target>', 'A target; may be given several times', readText, 'target'),
        none: flag('--none', 'No copies, whatever is wished farther out'),
      },
      examples: [
        'kiste copy set web --to usb',
        'kiste copy set --host --to usb --to attic',
        'kiste copy set playground --none',
      ],
      run: async (ctx, input) => (await import('../verbs/copy.ts')).setCopies(ctx, input),
    }),
    verb({
      name: 'clear',
      kind: 'change',
      summary: 'Take a wish back: then what is wished farther out counts',
      args: { vm: whoseVm },
      options: whose,
      examples: ['kiste copy clear web', 'kiste copy clear --host'],
      run: async (ctx, input) => (await import('../verbs/copy.ts')).clearCopies(ctx, input),
    }),
    verb({
      name: 'run',
      kind: 'change',
      summary: 'Copy a VM to a target now',
      args: { vm: one('vm', 'The VM, by name or UUID', 'vm') },
      options: { to: value('--to <target>', 'The target', readText, 'target') },
      examples: ['kiste copy run web --to usb'],
      run: async (ctx, input) => (await import('../verbs/copy.ts')).copyNow(ctx, input),
    }),
  ],
}
