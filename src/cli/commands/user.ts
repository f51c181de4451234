import { roles } from '../../domain/rights.ts'
import { verb, type Noun } from '../command.ts'
import { choice, one, onOff, value, values } from '../options.ts'
import { readText } from '../readers.ts'

const user = one('user', 'Who: kiste user list', 'user')
const vmsText = 'A VM that an operator works with; may be repeated'

export const userNoun: Noun = {
  name: 'user',
  verbs: [
    verb({
      name: 'list',
      aliases: ['ls'],
      kind: 'query',
      summary: 'Who may come in over the net, and what they may do',
      examples: ['kiste user list'],
      run: async (ctx) => (await import('../verbs/access.ts')).listUsers(ctx),
    }),
    verb({
      name: 'add',
      kind: 'query',
      summary: 'Invite somebody: they get a link and choose their password themselves',
      details:
        'A viewer sees everything and changes nothing. An operator works with the VMs that are named, and sees no others. An admin may do\n' +
        'everything. The link is shown once and works for a week.',
      args: { name: one('name', 'What they sign in with') },
      options: {
        role: choice('--role <role>', `One of ${roles.join(', ')}; default viewer`, roles),
        vms: values('--vm <vm>', vmsText, readText, 'vm'),
      },
      examples: ['kiste user add bert', 'kiste user add olga --role operator --vm web --vm db'],
      run: async (ctx, { name, ...wish }) => (await import('../verbs/access.ts')).addUser(ctx, name, wish),
    }),
    verb({
      name: 'set',
      kind: 'query',
      summary: "Change somebody's name or rights, or keep them out for a while",
      args: { user },
      options: {
        name: value('--name <name>', 'Another name', readText),
        role: choice('--role <role>', `One of ${roles.join(', ')}`, roles),
        vms: values('--vm <vm>', `${vmsText}; those of before are replaced`, readText, 'vm'),
        disabled: onOff('--disabled', 'They may not come in, until', 'They may come in again'),
      },
      examples: ['kiste user set bert --role admin', 'kiste user set olga --disabled'],
      run: async (ctx, { user, ...wish }) => (await import('../verbs/access.ts')).setUser(ctx, user, wish),
    }),
    verb({
      name: 'reset',
      kind: 'query',
      summary: 'Let somebody choose a new password, who has lost theirs or their phone',
      details:
        'All their browsers are signed out, and their second factor, passkeys, tokens and password are gone. This is possible on the host alone.',
      args: { user },
      examples: ['kiste user reset anna'],
      run: async (ctx, { user }) => (await import('../verbs/access.ts')).resetUser(ctx, user),
    }),
    verb({
      name: 'remove',
      aliases: ['rm'],
      kind: 'query',
      asks: true,
      summary: 'Take somebody out, with their sessions and tokens',
      args: { user },
      examples: ['kiste user remove bert', 'kiste user remove bert -y'],
      run: async (ctx, { user }) => (await import('../verbs/access.ts')).removeUser(ctx, user),
    }),
  ],
}
