import { verb, type Noun } from '../command.ts'
import { flag, one, value } from '../options.ts'
import { readText } from '../readers.ts'
import { whose, whoseVm } from '../whose.ts'

export const policy: Noun = {
  name: 'policy',
  verbs: [
    verb({
      name: 'list',
      aliases: ['ls'],
      kind: 'query',
      summary: 'What is wished of the host, of stores and of VMs',
      examples: ['kiste policy list'],
      run: async (ctx) => (await import('../verbs/policy.ts')).listPolicies(ctx),
    }),
    verb({
      name: 'show',
      kind: 'query',
      summary: 'The policy of a VM, what comes in the next week, and what would go',
      args: { vm: one('vm', 'The VM, by name or UUID', 'vm') },
      examples: ['kiste policy show web'],
      run: async (ctx, input) => (await import('../verbs/policy.ts')).showPolicy(ctx, input.vm),
    }),
    verb({
      name: 'set',
      kind: 'change',
      summary: 'Say when a VM is snapshotted by itself, and what stays',
      details:
        'Rules are parted by ; and each says how often and what stays. What is nearest to a VM counts: its own, its store’s, the host’s. A snapshot goes only once every rule gives it up; never the newest, one of your own, or one that is held or cloned.',
      args: { vm: whoseVm },
      options: {
        ...whose,
        rules: value('--rules <rules>', 'How often, and what stays; see the examples', readText),
        none: flag('--none', 'No snapshots by themselves, whatever is wished farther out'),
        zone: value('--zone <zone>', 'In which hours and days are meant; default the host’s', readText),
      },
      examples: [
        'kiste policy set web --rules "every 15 min, keep 8; daily at 03:00, keep 14"',
        'kiste policy set --host --rules "daily at 03:00, keep 14; weekly on sun at 04:00, keep 8"',
        'kiste policy set db --rules "every 15 min, keep 8, crash-consistent; daily at 03:00, keep 14"',
        'kiste policy set db --rules "every hour, keep for 2 days, while smaller than 20 GiB"',
        'kiste policy set --store tank --rules "monthly on 1 at 04:00, keep 12" --zone Europe/Berlin',
        'kiste policy set playground --none',
      ],
      run: async (ctx, input) => (await import('../verbs/policy.ts')).setPolicy(ctx, input),
    }),
    verb({
      name: 'clear',
      kind: 'change',
      summary: 'Take a wish back: then what is wished farther out counts',
      args: { vm: whoseVm },
      options: whose,
      examples: ['kiste policy clear web', 'kiste policy clear --host'],
      run: async (ctx, input) => (await import('../verbs/policy.ts')).clearPolicy(ctx, input),
    }),
  ],
}
