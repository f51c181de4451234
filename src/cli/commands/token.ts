import { levels } from '../../domain/rights.ts'
import { any, choice, one, value, values } from '../options.ts'
import { readText } from '../readers.ts'
import { readTokenLife } from '../token-life.ts'
import { verb, type Noun } from '../command.ts'

export const token: Noun = {
  name: 'token',
  verbs: [
    verb({
      name: 'list',
      aliases: ['ls'],
      kind: 'query',
      summary: 'The tokens that there are: whose, what they may do, and until when',
      options: { user: value('--user <user>', 'Only those that speak for somebody', readText, 'user') },
      examples: ['kiste token list', 'kiste token list --user anna', 'kiste token list --json'],
      run: async (ctx, { user }) => (await import('../verbs/token.ts')).listTokens(ctx, user),
    }),
    verb({
      name: 'create',
      kind: 'query',
      summary: 'Make a token for a program',
      details:
        'Whoever is on the host itself is no user, so --user says for whom the token speaks. It never may do more than that user may, ends with\n' +
        'them, and is shown this once.',
      args: { name: one('name', 'What it is called, such as the program that uses it') },
      options: {
        user: value('--user <user>', 'For whom it speaks: kiste user list', readText, 'user'),
        level: choice('--level <level>', `One of ${levels.join(', ')}; default view`, levels),
        vms: values(
          '--vm <vm>',
          'A VM it is for, and no others; may be repeated; default all that its user may',
          readText,
          'vm',
        ),
        expires: value(
          '--expires <when>',
          'After so many days, on a day, or never: 30d, 2027-06-30, never; default 90d',
          readTokenLife,
        ),
      },
      examples: [
        'kiste token create home-assistant --user anna',
        'kiste token create backup --user anna --level operate --vm web --vm db --expires 365d',
      ],
      run: async (ctx, { name, ...wish }) => (await import('../verbs/token.ts')).createToken(ctx, name, wish),
    }),
    verb({
      name: 'revoke',
      aliases: ['remove', 'rm'],
      kind: 'query',
      asks: true,
      summary: 'Take tokens back: whatever uses them is refused at once',
      args: { tokens: any('token', 'As kiste token list names it, such as anna/backup, or its id', 'token') },
      options: { user: value('--user <user>', 'All that speak for somebody', readText, 'user') },
      examples: ['kiste token revoke anna/home-assistant', 'kiste token revoke --user olga -y'],
      run: async (ctx, { tokens, user }) =>
        (await import('../verbs/token.ts')).revokeTokens(ctx, { tokens, user }),
    }),
  ],
}
