import type { Web } from '../api/access-queries.ts'
import type { Message, MessageKey } from '../messages/message.ts'
import { shellWord } from '../components/shell-word.ts'
import type { Verdict } from '../components/verdict.ts'

export type PublicCertificate = NonNullable<Extract<Web, { state: 'tls' }>['public']>
type Try = NonNullable<PublicCertificate['last']>
export type CertificateStep = NonNullable<PublicCertificate['going']>['step']

export const stepWords: Readonly<Record<CertificateStep, MessageKey>> = {
  directory: 'certificate.step.directory',
  account: 'certificate.step.account',
  order: 'certificate.step.order',
  records: 'certificate.step.records',
  'name-servers': 'certificate.step.nameServers',
  check: 'certificate.step.check',
  certificate: 'certificate.step.certificate',
}

/** How the certificate of a public authority stands, in one sentence. */
export function publicVerdict({
  names,
  authority,
  certificate,
  going,
  last,
  termsToAgree,
}: PublicCertificate): Verdict {
  const values = { names: names.join(', '), authority }
  const failed = last?.result === 'failed' && going === undefined
  if (certificate !== undefined)
    return failed
      ? {
          tone: 'look',
          lead: { key: 'certificate.verdict.notRenewed', values },
          rest: [{ key: 'certificate.verdict.seeBelow' }],
        }
      : {
          tone: 'ok',
          lead: { key: 'certificate.verdict.good', values },
          rest: [{ key: 'certificate.verdict.others' }],
        }
  if (going !== undefined || !failed)
    return {
      tone: 'busy',
      lead: { key: 'certificate.verdict.coming', values },
      rest: [{ key: 'certificate.verdict.houseUntilThen' }],
    }
  return termsToAgree === undefined
    ? {
        tone: 'broken',
        lead: { key: 'certificate.verdict.failed', values },
        rest: [{ key: 'certificate.verdict.seeBelow' }],
      }
    : {
        tone: 'look',
        lead: { key: 'certificate.verdict.terms', values },
        rest: [{ key: 'certificate.verdict.termsNext' }],
      }
}

/** What a try came to. */
export function endWords({ result }: Try, isRehearsal: boolean): MessageKey {
  switch (result) {
    case 'done':
      return isRehearsal ? 'certificate.end.rehearsed' : 'certificate.end.done'
    case 'failed':
      return 'certificate.end.failed'
    case 'cut-off':
      return 'certificate.end.cutOff'
  }
}

/** What went wrong and is to be mended; that there are terms to agree to is said and done otherwise here. */
export function problemsOf(
  { going, termsToAgree }: PublicCertificate,
  ended: Try | undefined,
): Try['problems'] {
  if (going !== undefined || ended?.result !== 'failed') return []
  return ended.problems.filter(({ code }) => code !== 'terms_not_agreed' || termsToAgree === undefined)
}

export interface TryWish {
  readonly rehearsal: boolean
  /** Whether the terms that are asked about were agreed to. */
  readonly agrees: boolean
}

/** Why nobody can try now; undefined where they can. */
export function whyNoTry(
  { going, byHandAt, termsToAgree, authority }: PublicCertificate,
  { rehearsal, agrees }: TryWish,
  time: (iso: string) => string,
): Message | undefined {
  if (going !== undefined) return { key: 'certificate.whyNot.going' }
  if (!rehearsal && byHandAt !== undefined)
    return { key: 'certificate.whyNot.tooOften', values: { time: time(byHandAt) } }
  if (termsToAgree !== undefined && !agrees) return { key: 'certificate.whyNot.terms', values: { authority } }
  return undefined
}

export function tryBody({ termsToAgree }: PublicCertificate, { rehearsal, agrees }: TryWish) {
  return {
    ...(rehearsal ? { rehearsal } : {}),
    ...(agrees && termsToAgree !== undefined ? { agreeTo: termsToAgree } : {}),
  }
}

/** What one would type for it. */
export function tryCommand(known: PublicCertificate, wish: TryWish): string {
  const { rehearsal, agreeTo } = tryBody(known, wish)
  return [
    'kiste certificate try',
    ...(rehearsal === true ? ['--rehearsal'] : []),
    ...(agreeTo === undefined ? [] : [`--agree-to ${shellWord(agreeTo)}`]),
  ].join(' ')
}

/** What the authority gives as an address is one before anybody can follow it. */
export function isWebAddress(text: string): boolean {
  return text.startsWith('https://') && URL.canParse(text)
}
