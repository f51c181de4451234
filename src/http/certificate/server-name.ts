import { createSecureContext, type SecureContext, type TlsOptions } from 'node:tls'
import type { IssuedCertificate } from '../../domain/acme.ts'

/**
 * Answers, for each connection, with which certificate: the public one for its own names, and for all else, such as addresses and names
 * of the home network, the one of the server.
 */
export function contextByName(
  names: readonly string[],
  shown: () => IssuedCertificate | undefined,
): NonNullable<TlsOptions['SNICallback']> {
  let made: { readonly from: IssuedCertificate; readonly context: SecureContext } | undefined
  return (asked, answer) => {
    const certificate = isFor(names, asked) ? shown() : undefined
    if (certificate === undefined) {
      answer(null)
      return
    }
    if (made?.from.cert !== certificate.cert)
      made = { from: certificate, context: createSecureContext(certificate) }
    answer(null, made.context)
  }
}

/** Whether one of the names is this one; a star stands for one word. */
export function isFor(names: readonly string[], asked: string): boolean {
  const host = asked.toLowerCase().replace(/\.$/, '')
  return names.includes(host) || names.includes(`*.${host.split('.').slice(1).join('.')}`)
}
