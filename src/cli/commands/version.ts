import { verb, type Noun } from '../command.ts'

export const version: Noun = {
  name: 'version',
  verbs: [
    verb({
      name: 'version',
      kind: 'query',
      summary: 'The versions of this command and of the daemon',
      examples: ['kiste version', 'kiste --version'],
      run: async (ctx) => (await import('../verbs/about.ts')).showVersion(ctx),
    }),
  ],
}
