import { verb, type Noun } from '../command.ts'

export const setup: Noun = {
  name: 'setup',
  verbs: [
    verb({
      name: 'setup',
      kind: 'query',
      summary: 'The link with which the page is opened for the first time',
      details:
        'Whoever follows it becomes the first administrator. It works until somebody has, also after a restart; then it is gone for good.',
      examples: ['kiste setup'],
      run: async (ctx) => (await import('../verbs/access.ts')).showSetUp(ctx),
    }),
  ],
}
