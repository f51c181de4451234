import {
  type AcmeKeep,
  type AcmeStep,
  type CertificateWish,
  type DnsRecords,
  type IssuedCertificate,
  type TxtRecord,
} from '../../domain/acme.ts'
import type { Problem } from '../../domain/problem.ts'
import { enterAccount, isForgotten, keptAccount } from './account.ts'
import { checkIssued } from './check-issued.ts'
import { readDirectory } from './directory.ts'
import type { HttpsRequest } from './https-request.ts'
import { makeSigner } from './jws.ts'
import { findOrder } from './find-order.ts'
import { finalizeOrder } from './finalize-order.ts'
import { answerChallenges, readChallenges, takeAway } from './challenges.ts'
import { openSession, type AcmeSession } from './session.ts'

export interface OrderDeps {
  readonly request: HttpsRequest
  readonly keep: AcmeKeep
  readonly records: DnsRecords
  /** Where the record of a name is put: there, or where a CNAME leads. */
  placeOf(name: string, signal: AbortSignal): Promise<string>
  /** Waits until the name servers show it; throws `ProblemError` when they do not. */
  awaitRecord(record: TxtRecord, signal: AbortSignal): Promise<void>
  now(): Date
  sleep(milliseconds: number, signal: AbortSignal): Promise<void>
  readonly signal: AbortSignal
  onStep(step: AcmeStep): void
  /** A record that could not be taken away: nothing fails by it. */
  onLeftOver(record: TxtRecord, problems: readonly Problem[]): void
}

/**
 * Has an authority sign a certificate for names, which it sees to be ours by records in the DNS (RFC 8555, DNS-01). What was begun is kept,
 * so that a try that was cut off goes on where it stopped. Throws `ProblemError`: `AcmeError` with what the authority wants, if it says.
 */
export async function orderCertificate(wish: CertificateWish, deps: OrderDeps): Promise<IssuedCertificate> {
  const { keep, onStep, signal } = deps
  onStep('directory')
  const directory = await readDirectory(deps.request, wish.directory, { nowMs: deps.now().getTime(), signal })
  onStep('account')
  const account = await keptAccount(keep)
  const session = openSession(deps.request, directory, makeSigner(account.key), deps)
  await enterAccount(session, account, wish, keep)
  try {
    return await order(session, wish, deps)
  } catch (error) {
    // The next try makes an account anew; its order went with the old one.
    if (isForgotten(error)) {
      await keep.saveAccount({ key: account.key })
      await keep.saveOrder(undefined)
    }
    throw error
  }
}

async function order(
  session: AcmeSession,
  wish: CertificateWish,
  deps: OrderDeps,
): Promise<IssuedCertificate> {
  deps.onStep('order')
  await takeLeftAway(deps)
  const { kept, state } = await findOrder(session, wish.names, deps)
  if (state.status === 'pending') {
    const challenges = await readChallenges(session, state.authorizations, wish.names)
    await answerChallenges(session, kept, challenges, deps)
  }
  deps.onStep('certificate')
  const chain = await finalizeOrder(session, kept, deps)
  const cert = checkIssued({
    directory: wish.directory,
    chain,
    key: kept.key,
    names: wish.names,
    now: deps.now(),
  })
  // The order is forgotten by whoever keeps the certificate: until then it can be fetched once more.
  return { cert, key: kept.key }
}

/** What a try that was cut off had set, and could not take away. */
async function takeLeftAway(deps: OrderDeps): Promise<void> {
  const known = await deps.keep.order()
  if (known?.records === undefined) return
  await takeAway(known.records, deps)
  const { records: _, ...order } = known
  await deps.keep.saveOrder(order)
}
