import type { AcmeOrder } from '../../domain/acme.ts'
import { authorityRefused } from './authority-problem.ts'
import { certificateRequest } from './certificate-request.ts'
import { readOrder } from './find-order.ts'
import type { OrderDeps } from './order-certificate.ts'
import { poll } from './poll.ts'
import type { AcmeSession } from './session.ts'

/** Has the certificate made, from wherever the order stands, and fetches it: PEM, as it came. */
export async function finalizeOrder(
  session: AcmeSession,
  order: AcmeOrder,
  deps: OrderDeps,
): Promise<string> {
  const directory = session.directory.url
  const certificate = await poll(
    session,
    order.url,
    (answer) => {
      const state = readOrder(directory, answer.body)
      switch (state.status) {
        case 'valid':
          return { url: state.certificate }
        case 'ready':
          return { finalize: state.finalize }
        case 'invalid':
          throw authorityRefused(directory, state.because)
        case 'pending':
        case 'processing':
          return undefined
      }
    },
    deps,
  )
  if (certificate.finalize === undefined) return fetchChain(session, certificate.url)
  await session.post(certificate.finalize, { csr: await certificateRequest(order.key, order.names) })
  const made = await poll(
    session,
    order.url,
    (answer) => {
      const state = readOrder(directory, answer.body)
      if (state.status === 'invalid') throw authorityRefused(directory, state.because)
      return state.status === 'valid' ? state.certificate : undefined
    },
    deps,
  )
  return fetchChain(session, made)
}

async function fetchChain(session: AcmeSession, url: string): Promise<string> {
  return (await session.post(url)).body
}
