import type { AcmeOrder } from '../../domain/acme.ts'
import { AcmeError } from './acme-error.ts'
import { authorityLies, readProblem } from './authority-problem.ts'
import { makeCertificateKey } from './certificate-request.ts'
import { isHttps, readAddress, readObject } from './directory.ts'
import type { OrderDeps } from './order-certificate.ts'
import type { AcmeSession } from './session.ts'

/** How an order stands (RFC 8555, 7.1.3). */
export type OrderState =
  | { readonly status: 'pending'; readonly authorizations: readonly string[] }
  | { readonly status: 'ready'; readonly finalize: string }
  | { readonly status: 'processing' }
  | { readonly status: 'valid'; readonly certificate: string }
  | { readonly status: 'invalid'; readonly because: { readonly type: string; readonly detail: string } }

/** The order that was begun by a try that was cut off, while it is good for anything; else a new one. */
export async function findOrder(
  session: AcmeSession,
  names: readonly string[],
  { keep, now }: Pick<OrderDeps, 'keep' | 'now'>,
): Promise<{ readonly kept: AcmeOrder; readonly state: OrderState }> {
  const known = await keep.order()
  const begunAtMs = now().getTime()
  if (known !== undefined && isForThese(known, names) && isRecent(known, begunAtMs)) {
    const state = await lookAt(session, known.url)
    if (state !== undefined && state.status !== 'invalid') return { kept: known, state }
  }
  const key = makeCertificateKey()
  const answer = await session.post(session.directory.newOrder, {
    identifiers: names.map((value) => ({ type: 'dns', value })),
  })
  const url = answer.headers['location']
  if (url === undefined || !isHttps(url))
    throw authorityLies(session.directory.url, 'it does not say where the order is')
  const kept = { url, names, key, begunAtMs }
  await keep.saveOrder(kept)
  return { kept, state: readOrder(session.directory.url, answer.body) }
}

/** Undefined where the authority has no such order any more; an authority that does not answer is thrown. */
async function lookAt(session: AcmeSession, url: string): Promise<OrderState | undefined> {
  try {
    return readOrder(session.directory.url, (await session.post(url)).body)
  } catch (error) {
    const isGone =
      error instanceof AcmeError &&
      (error.status === 404 || error.type === 'malformed' || error.type === 'unauthorized')
    if (isGone) return undefined
    throw error
  }
}

/** Authorities forget orders after a week, and one that was left behind must not bring an old certificate at a renewal. */
const goodForMs = 3 * 24 * 3_600_000

function isRecent({ begunAtMs }: AcmeOrder, nowMs: number): boolean {
  return begunAtMs <= nowMs && nowMs - begunAtMs < goodForMs
}

function isForThese(order: AcmeOrder, names: readonly string[]): boolean {
  return order.names.toSorted().join(' ') === names.toSorted().join(' ')
}

export function readOrder(directory: string, body: string): OrderState {
  const said = readObject(directory, body)
  const { status, authorizations } = said
  switch (status) {
    case 'pending':
      if (!Array.isArray(authorizations) || authorizations.length > 100)
        throw authorityLies(directory, 'its order has no authorizations')
      return {
        status,
        authorizations: authorizations.map((url: unknown) =>
          readAddress(directory, { authorization: url }, 'authorization'),
        ),
      }
    case 'ready':
      return { status, finalize: readAddress(directory, said, 'finalize') }
    case 'processing':
      return { status }
    case 'valid':
      return { status, certificate: readAddress(directory, said, 'certificate') }
    case 'invalid':
      return { status, because: readProblem(said['error'], undefined) }
    default:
      throw authorityLies(directory, 'its order has no status that is known')
  }
}
