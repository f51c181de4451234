import { verb, type Noun } from '../command.ts'
import { any, value } from '../options.ts'
import { readText } from '../readers.ts'

export const session: Noun = {
  name: 'session',
  verbs: [
    verb({
      name: 'list',
      aliases: ['ls'],
      kind: 'query',
      summary: 'The browsers that are signed in: whose, from where, and when they were last here',
      options: { user: value('--user <user>', 'Only those of somebody', readText, 'user') },
      examples: ['kiste session list', 'kiste session list --user anna'],
      run: async (ctx, { user }) => (await import('../verbs/session.ts')).listSessions(ctx, user),
    }),
    verb({
      name: 'revoke',
      aliases: ['end'],
      kind: 'query',
      summary: 'Sign browsers out',
      details:
        'Consoles that they opened end, too. Whoever still knows the password can sign in again: kiste user set --disabled keeps them out, and\n' +
        'kiste user reset has them choose a new one.',
      args: { sessions: any('session', 'Its id: kiste session list', 'session') },
      options: { user: value('--user <user>', 'All of somebody', readText, 'user') },
      examples: [
        'kiste session revoke 7d0f6a1e-3c5b-4f0a-9a51-2c8e1b6d4f90',
        'kiste session revoke --user olga',
      ],
      run: async (ctx, { sessions, user }) =>
        (await import('../verbs/session.ts')).revokeSessions(ctx, { sessions, user }),
    }),
  ],
}
