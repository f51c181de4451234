import { valid } from '../../domain/problem.ts'
import { verb, type Noun } from '../command.ts'
import { flag, value } from '../options.ts'

export const certificate: Noun = {
  name: 'certificate',
  verbs: [
    verb({
      name: 'show',
      kind: 'query',
      summary: 'The certificate of the page: of whom, until when, and what the last try came to',
      examples: ['kiste certificate show', 'kiste certificate show --json'],
      run: async (ctx) => (await import('../verbs/certificate.ts')).showCertificate(ctx),
    }),
    verb({
      name: 'try',
      kind: 'query',
      summary: 'Try for a certificate of the authority now',
      details:
        'It is tried for by itself as well; this does not wait for that. Needs kisted --web-acme. The exit code is 0 when there is a certificate, and 1 when the try failed. Ctrl-C leaves it alone, and it goes on.',
      options: {
        rehearsal: flag(
          '--rehearsal',
          'With the authority for tests; nothing is kept of it, and it does not count',
        ),
        agreeTo: value(
          '--agree-to <address>',
          'Agree to the terms of the authority, which are at this address and which you have read',
          (raw) => valid(raw),
        ),
      },
      examples: ['kiste certificate try', 'kiste certificate try --rehearsal'],
      run: async (ctx, wish) => (await import('../verbs/certificate.ts')).tryForCertificate(ctx, wish),
    }),
  ],
}
