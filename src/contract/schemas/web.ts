import { Type, type Static } from 'typebox'
import { timestamp } from './common.ts'

const CertificateSchema = Type.Object({
  expiresAt: timestamp,
  fingerprint: Type.String({ description: 'SHA-256, as browsers show it' }),
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
    authority: Type.Optional(
      Type.Object(CertificateSchema.properties, {
        description: 'What devices may trust; absent where the certificate is one that was given',
      }),
    ),
  }),
])
export type WebAnswer = Static<typeof WebSchema>
