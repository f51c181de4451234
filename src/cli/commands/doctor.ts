import { verb, type Noun } from '../command.ts'

export const doctor: Noun = {
  name: 'doctor',
  verbs: [
    verb({
      name: 'doctor',
      kind: 'query',
      summary: 'Say what is fine on this host and what is not, and what to do about it',
      details: 'The exit code is 0 when VMs can run, also slowly, and 1 when they cannot.',
      examples: ['kiste doctor', 'kiste doctor --json'],
      run: async (ctx) => (await import('../verbs/host.ts')).showDoctor(ctx),
    }),
  ],
}
