import { toProblems } from '../../domain/problem.ts'
import type { AcmeOrder, TxtRecord } from '../../domain/acme.ts'
import { authorityLies, authorityRefused, readProblem } from './authority-problem.ts'
import { isHttps, readObject } from './directory.ts'
import { recordValue } from './jws.ts'
import type { OrderDeps } from './order-certificate.ts'
import { poll } from './poll.ts'
import type { AcmeSession } from './session.ts'

/** What the authority wants to see of one name. */
export interface Challenge {
  readonly authorization: string
  readonly url: string
  readonly token: string
  /** The name, without the star of a wildcard. */
  readonly domain: string
}

/** Those of the names that the authority has not seen to be ours lately. */
export async function readChallenges(
  session: AcmeSession,
  authorizations: readonly string[],
  names: readonly string[],
): Promise<readonly Challenge[]> {
  const wanted = new Set(names.map((name) => name.replace(/^\*\./, '')))
  const found: Challenge[] = []
  for (const authorization of authorizations) {
    const said = readObject(session.directory.url, (await session.post(authorization)).body)
    if (said['status'] === 'valid') continue
    const challenge = readChallenge(session.directory.url, said, authorization)
    // Nothing is put into the DNS for a name that was not asked for.
    if (!wanted.has(challenge.domain))
      throw authorityLies(session.directory.url, 'it asks for a name that is not in the order')
    found.push(challenge)
  }
  return found
}

function readChallenge(
  directory: string,
  said: Readonly<Record<string, unknown>>,
  authorization: string,
): Challenge {
  const { identifier, challenges, status } = said
  const domain = (identifier as { readonly value?: unknown } | undefined)?.value
  if (status !== 'pending') {
    const failed = asObjects(challenges).find((one) => one['error'] !== undefined)
    throw authorityRefused(
      directory,
      readProblem(failed?.['error'] ?? { detail: 'the authorization is no longer good' }, undefined),
    )
  }
  const dns = asObjects(challenges).find((one) => one['type'] === 'dns-01')
  if (typeof domain !== 'string' || dns === undefined)
    throw authorityLies(directory, 'it does not offer to look into the DNS (dns-01)')
  const { url, token } = dns
  if (typeof url !== 'string' || !isHttps(url)) throw authorityLies(directory, 'its challenge has no address')
  if (typeof token !== 'string' || !/^[\w-]{16,512}$/.test(token))
    throw authorityLies(directory, 'its challenge has no token')
  return { authorization, url, token, domain: domain.toLowerCase() }
}

function asObjects(list: unknown): readonly Readonly<Record<string, unknown>>[] {
  return Array.isArray(list)
    ? list.filter((one): one is Record<string, unknown> => typeof one === 'object' && one !== null)
    : []
}

/** Sets the records, has the authority look once they can be seen, and takes them away, however it ends. */
export async function answerChallenges(
  session: AcmeSession,
  order: AcmeOrder,
  challenges: readonly Challenge[],
  deps: OrderDeps,
): Promise<void> {
  const { keep, records, onStep, signal } = deps
  onStep('records')
  const set: TxtRecord[] = []
  for (const { token, domain } of challenges) {
    const name = await deps.placeOf(`_acme-challenge.${domain}`, signal)
    set.push({ name, value: recordValue(token, session.signer.thumbprint), domain })
  }
  // Before: whoever is killed now has the next try take them away.
  await keep.saveOrder({ ...order, records: set })
  try {
    for (const record of set) await records.add(record, signal)
    onStep('name-servers')
    for (const record of set) await deps.awaitRecord(record, signal)
    onStep('check')
    for (const { url } of challenges) await session.post(url, {})
    for (const { authorization } of challenges)
      await poll(session, authorization, (answer) => isValid(session, answer.body), deps)
  } finally {
    // All: one that failed half way may be there all the same.
    await takeAway(set, deps)
  }
  await keep.saveOrder(order)
}

/** Undefined while the authority is still looking. */
function isValid(session: AcmeSession, body: string): true | undefined {
  const directory = session.directory.url
  const said = readObject(directory, body)
  if (said['status'] === 'valid') return true
  if (said['status'] === 'pending' || said['status'] === 'processing') return undefined
  const failed = asObjects(said['challenges']).find((one) => one['error'] !== undefined)
  throw authorityRefused(
    directory,
    readProblem(failed?.['error'] ?? { detail: 'it did not see the record' }, undefined),
  )
}

export async function takeAway(set: readonly TxtRecord[], { records, onLeftOver }: OrderDeps): Promise<void> {
  for (const record of set) {
    try {
      // Also when the daemon is stopping, but then not for long.
      await records.remove(record, AbortSignal.timeout(30_000))
    } catch (error) {
      onLeftOver(record, toProblems(error))
    }
  }
}
