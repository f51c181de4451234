import type { PublicCertificateAnswer, WebAnswer } from '../../contract/schemas/web.ts'
import type { Wire } from '../../contract/wire.ts'
import { problemError, type Problem } from '../../domain/problem.ts'
import type { ServedWeb } from '../handlers.ts'

const certificate = { expiresAt: '2027-12-01T00:00:00.000Z', fingerprint: 'AB:CD' }
export const askedFor: Wire<PublicCertificateAnswer> = {
  authority: "Let's Encrypt",
  directory: 'https://acme-v02.api.letsencrypt.org/directory',
  names: ['kiste.example.org'],
  canRehearse: true,
  nextTryAt: '2027-09-01T00:00:00.000Z',
}

export const goodCertificate = {
  ...certificate,
  issuer: "Let's Encrypt E7",
  renewsAt: '2027-09-01T00:00:00.000Z',
} as const

export interface FakeServedWeb extends ServedWeb {
  /** What is told of the certificate; may be changed. */
  known: Wire<PublicCertificateAnswer> | undefined
  readonly tried: object[]
  /** What happens when somebody tries. */
  onTry: (wish: object) => void
}

/** A page that is served with TLS, and the certificate of an authority that does as it is told. */
export function fakeServedWeb(known: Wire<PublicCertificateAnswer> | undefined = askedFor): FakeServedWeb {
  const made: FakeServedWeb = {
    known,
    tried: [],
    onTry: () => undefined,
    facts: (): Wire<WebAnswer> => ({
      state: 'tls',
      origins: ['https://woodbox:5478'],
      certificate,
      authority: certificate,
      ...(made.known === undefined ? {} : { public: made.known }),
    }),
    async tryCertificate(wish) {
      made.tried.push(wish)
      made.onTry(wish)
      if (made.known === undefined)
        throw problemError({ code: 'not_supported', message: 'None is asked for.' })
      return made.known
    },
  }
  return made
}

export const failure: Problem = {
  code: 'dns_failed',
  object: { type: 'certificate', name: 'kiste.example.org' },
  message: 'The record _acme-challenge.kiste.example.org could not be set: the hook failed.',
  hint: 'Try the hook by hand: /etc/kiste/dns-hook',
}
