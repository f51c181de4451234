import type { FastifyRequest } from 'fastify'

/**
 * Whether a request was sent by a page of this very address: host, port and scheme. A browser sets `Origin` on everything that
 * changes something and on every websocket, and no page can forge it (Fetch Standard, "Origin header").
 */
export function isFromHere(
  request: Pick<FastifyRequest, 'headers' | 'protocol' | 'host'>,
  { mayBeAbsent }: { readonly mayBeAbsent: boolean },
): boolean {
  const { origin, 'sec-fetch-site': site } = request.headers
  // `none` is a person who typed the address; a page of ours is `same-origin`. Older browsers say nothing.
  if (typeof site === 'string' && site !== 'same-origin' && site !== 'none') return false
  if (origin === undefined) return mayBeAbsent
  return origin === `${request.protocol}://${request.host}`
}
