import { X509Certificate } from 'node:crypto'
import { directoryName, type AcmeStep, type IssuedCertificate } from '../../domain/acme.ts'
import {
  byHandMs,
  nextTryMs,
  renewalMs,
  type CertificateTries,
  type GoodTime,
  type TryEnd,
} from '../../domain/certificate-tries.ts'
import type { PublicCertificateAnswer } from '../../contract/schemas/web.ts'
import type { Wire } from '../../contract/wire.ts'

/** The try that goes on. */
export interface Going {
  readonly sinceMs: number
  readonly step: AcmeStep
  readonly rehearsal: boolean
}

export interface PublicState {
  readonly directory: string
  readonly names: readonly string[]
  readonly canRehearse: boolean
  readonly agreedTo: readonly string[]
  readonly certificate: IssuedCertificate | undefined
  readonly tries: CertificateTries
  readonly going: Going | undefined
}

/** When a certificate is good for these names, or undefined if it is for others. */
export function goodTime(
  { cert }: Pick<IssuedCertificate, 'cert'>,
  names: readonly string[],
): GoodTime | undefined {
  const { subjectAltName = '', validFrom, validTo } = new X509Certificate(cert)
  const covered = new Set(subjectAltName.toLowerCase().split(', '))
  if (!names.every((name) => covered.has(`dns:${name}`))) return undefined
  return { fromMs: Date.parse(validFrom), untilMs: Date.parse(validTo) }
}

/** The certificate, while browsers take it. */
export function usable(
  certificate: IssuedCertificate | undefined,
  names: readonly string[],
  nowMs: number,
): IssuedCertificate | undefined {
  if (certificate === undefined) return undefined
  const good = goodTime(certificate, names)
  return good !== undefined && good.fromMs <= nowMs && nowMs < good.untilMs ? certificate : undefined
}

/** What people are told of it. */
export function certificateFacts(state: PublicState, nowMs: number): Wire<PublicCertificateAnswer> {
  const { directory, names, canRehearse, agreedTo, tries, going } = state
  const shown = usable(state.certificate, names, nowMs)
  const good = shown && goodTime(shown, names)
  const terms = [tries.last?.terms, tries.rehearsal?.terms].find(
    (one) => one !== undefined && !agreedTo.includes(one),
  )
  const byHand = byHandMs(tries, nowMs)
  return {
    authority: directoryName(directory),
    directory,
    names,
    canRehearse,
    ...(shown === undefined || good === undefined
      ? {}
      : { certificate: described(shown, good, tries.chance) }),
    ...(going === undefined
      ? {}
      : { going: { since: iso(going.sinceMs), step: going.step, rehearsal: going.rehearsal } }),
    ...(tries.last === undefined ? {} : { last: ending(tries.last) }),
    ...(tries.rehearsal === undefined ? {} : { rehearsal: ending(tries.rehearsal) }),
    ...(terms === undefined ? {} : { termsToAgree: terms }),
    nextTryAt: iso(Math.max(nowMs, nextTryMs(tries, good, nowMs))),
    ...(byHand <= nowMs ? {} : { byHandAt: iso(byHand) }),
  }
}

function described({ cert }: IssuedCertificate, good: GoodTime, chance: number) {
  const { issuer, fingerprint256, validTo } = new X509Certificate(cert)
  return {
    issuer: nameIn(issuer),
    expiresAt: iso(Date.parse(validTo)),
    fingerprint: fingerprint256,
    renewsAt: iso(renewalMs(good, chance)),
  }
}

/** `C=US\nO=Let's Encrypt\nCN=E7` is called `Let's Encrypt E7`. */
function nameIn(issuer: string): string {
  const parts = new Map(
    issuer.split('\n').map((line) => [line.split('=', 1)[0] ?? '', line.slice(line.indexOf('=') + 1)]),
  )
  const named = ['O', 'CN'].flatMap((part) => parts.get(part) ?? [])
  return named.length === 0 ? issuer.replaceAll('\n', ', ') : named.join(' ')
}

function ending({ begunAtMs, result, problems }: TryEnd) {
  return { begunAt: iso(begunAtMs), result, problems: [...problems] }
}

function iso(ms: number): string {
  return new Date(ms).toISOString()
}
