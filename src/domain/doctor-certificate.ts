import { reportOf, type DoctorCheck, type DoctorReport } from './doctor.ts'
import type { Problem } from './problem.ts'

/** What is looked at of the certificate of a public authority. */
export interface CertificateLook {
  readonly authority: string
  readonly names: readonly string[]
  readonly certificate?: { readonly expiresAt: string; readonly renewsAt: string } | undefined
  readonly last?:
    | {
        readonly result: 'done' | 'failed' | 'cut-off'
        readonly problems: readonly Pick<Problem, 'message' | 'hint'>[]
      }
    | undefined
}

/** The report with what is to be said of the certificate; as it was where there is none to be. */
export function withCertificate(
  report: DoctorReport,
  look: CertificateLook | undefined,
  nowMs: number,
): DoctorReport {
  if (look === undefined) return report
  return reportOf([
    ...report.checks,
    { id: 'certificate', title: 'Certificate', ...judgeCertificate(look, nowMs) },
  ])
}

/** One failed try is no news while there is a month or so to go; nor is it one when the certificate ends soon, but then all the more. */
export function judgeCertificate(
  { authority, names, certificate, last }: CertificateLook,
  nowMs: number,
): Omit<DoctorCheck, 'id' | 'title'> {
  const whom = names.join(', ')
  const failure = last?.result === 'failed' ? last.problems[0] : undefined
  const remedy = failure?.hint ?? 'kiste certificate show'
  if (certificate === undefined)
    return failure === undefined
      ? {
          state: 'ok',
          detail: `${authority} is asked for a certificate for ${whom}; until then the house's own is shown.`,
        }
      : { state: 'warn', detail: `There is no certificate for ${whom}. ${failure.message}`, remedy }
  const until = certificate.expiresAt.slice(0, 10)
  if (failure !== undefined)
    return {
      state: 'warn',
      detail: `The certificate for ${whom} ends on ${until} and is not renewed. ${failure.message}`,
      remedy,
    }
  if (Date.parse(certificate.renewsAt) + overdueMs < nowMs)
    return {
      state: 'warn',
      detail: `The certificate for ${whom} ends on ${until} and should have been renewed.`,
      remedy: 'kiste certificate try',
    }
  return { state: 'ok', detail: `The certificate for ${whom} is of ${authority} and good until ${until}.` }
}

const overdueMs = 2 * 24 * 3_600_000
