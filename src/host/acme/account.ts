import { generateKeyPairSync } from 'node:crypto'
import { directoryName, type AcmeAccount, type AcmeKeep, type CertificateWish } from '../../domain/acme.ts'
import { shellLine } from '../shell-quote.ts'
import { AcmeError } from './acme-error.ts'
import { authorityLies } from './authority-problem.ts'
import { isHttps, type Directory } from './directory.ts'
import type { AcmeSession } from './session.ts'

/** The account that is kept, or a key for a new one, which is kept before anybody hears of it. */
export async function keptAccount(keep: AcmeKeep): Promise<AcmeAccount> {
  const known = await keep.account()
  if (known !== undefined) return known
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const made = { key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString() }
  await keep.saveAccount(made)
  return made
}

/** Enters with the account, which is made where the authority does not know its key. Needs the terms to be agreed to. */
export async function enterAccount(
  session: AcmeSession,
  account: AcmeAccount,
  { contact, agreedTo }: CertificateWish,
  keep: AcmeKeep,
): Promise<void> {
  const { directory } = session
  if (account.url !== undefined) {
    session.enterAs(account.url)
    return
  }
  requireAgreement(directory, agreedTo)
  // The same key twice is the same account: so a daemon that was killed here finds its own again.
  const answer = await session.post(directory.newAccount, {
    termsOfServiceAgreed: true,
    ...(contact === undefined ? {} : { contact: [`mailto:${contact}`] }),
  })
  const url = answer.headers['location']
  if (url === undefined || !isHttps(url))
    throw authorityLies(directory.url, 'it does not say where the account is')
  await keep.saveAccount({ ...account, url })
  session.enterAs(url)
}

/** Whether an authority has forgotten an account, as test authorities do. One that was revoked is refused otherwise. */
export function isForgotten(error: unknown): boolean {
  return error instanceof AcmeError && error.type === 'accountDoesNotExist'
}

function requireAgreement({ url, terms }: Directory, agreedTo: readonly string[]): void {
  if (terms === undefined || agreedTo.includes(terms)) return
  const others = agreedTo.length > 0
  throw new AcmeError(
    {
      code: 'terms_not_agreed',
      object: { type: 'certificate', name: directoryName(url) },
      message: others
        ? `The terms of ${directoryName(url)} are no longer those that were agreed to: ${terms}`
        : `Nobody has agreed to the terms of ${directoryName(url)} yet: ${terms}`,
      hint: `Read them, then: ${shellLine(['kiste', 'certificate', 'try', '--agree-to', terms])}`,
    },
    { terms },
  )
}
