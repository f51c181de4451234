import { Type, type Static } from 'typebox'
import { acmeSteps } from '../../domain/acme.ts'
import { ProblemSchema, strict, timestamp } from './common.ts'

const CertificateSchema = Type.Object({
  expiresAt: timestamp,
  fingerprint: Type.String({ description: 'SHA-256, as browsers show it' }),
})

const ended = Type.Object({
  begunAt: timestamp,
  result: Type.Enum(['done', 'failed', 'cut-off'], { description: 'cut-off: the daemon ended meanwhile' }),
  problems: Type.Array(ProblemSchema),
})

/** A certificate of an authority that browsers know, and how it is kept up to date. */
export const PublicCertificateSchema = Type.Object({
  authority: Type.String({ description: 'What it is called' }),
  directory: Type.String(),
  names: Type.Array(Type.String()),
  certificate: Type.Optional(
    Type.Object(
      { ...CertificateSchema.properties, issuer: Type.String(), renewsAt: timestamp },
      {
        description: 'What is shown to whoever comes by these names; absent while there is none that is good',
      },
    ),
  ),
  going: Type.Optional(
    Type.Object(
      { since: timestamp, step: Type.Enum(acmeSteps), rehearsal: Type.Boolean() },
      {
        description: 'The try that goes on',
      },
    ),
  ),
  last: Type.Optional(ended),
  rehearsal: Type.Optional(ended),
  canRehearse: Type.Boolean({ description: 'Whether there is an authority for tests' }),
  termsToAgree: Type.Optional(
    Type.String({ description: 'Where the terms are that have to be agreed to first' }),
  ),
  nextTryAt: timestamp,
  byHandAt: Type.Optional(
    Type.String({
      format: 'date-time',
      description: 'Not sooner, also by hand; absent where it may be tried at once',
    }),
  ),
})
export type PublicCertificateAnswer = Static<typeof PublicCertificateSchema>

export const CertificateTrySchema = strict({
  rehearsal: Type.Optional(
    Type.Boolean({ description: 'With the authority for tests; nothing is kept of it' }),
  ),
  agreeTo: Type.Optional(
    Type.String({
      maxLength: 2_000,
      description: 'The address of the terms that one has read and agrees to',
    }),
  ),
})

const origins = Type.Array(Type.String(), {
  description: 'How its addresses begin, the best first; which of the names leads here is up to the network',
})

/** Where the page is, and what its certificate is. */
export const WebSchema = Type.Union([
  Type.Object({ state: Type.Literal('off'), origins }, { description: 'No page is served' }),
  Type.Object({ state: Type.Literal('plain'), origins }, { description: 'Without TLS, on the host alone' }),
  Type.Object({
    state: Type.Literal('tls'),
    origins,
    certificate: CertificateSchema,
    public: Type.Optional(PublicCertificateSchema),
    authority: Type.Optional(
      Type.Object(CertificateSchema.properties, {
        description: 'What devices may trust; absent where the certificate is one that was given',
      }),
    ),
  }),
])
export type WebAnswer = Static<typeof WebSchema>
