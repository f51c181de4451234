import type { PublicCertificateAnswer } from '../../contract/schemas/web.ts'
import type { Wire } from '../../contract/wire.ts'
import type { AcmeKeep, AcmeStep, CertificateWish, IssuedCertificate } from '../../domain/acme.ts'
import {
  begun,
  byHandMs,
  cutOff,
  ended,
  nextTryMs,
  type CertificateTries,
  type TryEnd,
} from '../../domain/certificate-tries.ts'
import { problemError, toProblems, type Problem } from '../../domain/problem.ts'
import type { AuthorityFiles } from './authority-files.ts'
import { certificateFacts, goodTime, usable, type Going } from './certificate-facts.ts'
import type { TriesFile } from './tries-file.ts'

/** How an order ended; what went wrong is shown and slept on, so nothing is thrown. */
export type Ordered =
  | { readonly ok: true; readonly certificate: IssuedCertificate }
  | {
      readonly ok: false
      readonly problems: readonly Problem[]
      readonly retryAfterMs?: number | undefined
      readonly terms?: string | undefined
    }

export interface OrderTools {
  readonly keep: AcmeKeep
  readonly signal: AbortSignal
  onStep(step: AcmeStep): void
}

export interface PublicCertificateDeps {
  readonly wish: Omit<CertificateWish, 'agreedTo'> & { readonly agreeTo?: string | undefined }
  readonly files: AuthorityFiles
  readonly triesFile: TriesFile
  /** An authority for tests, if there is one for this. */
  readonly staging?: { readonly directory: string; readonly files: AuthorityFiles } | undefined
  order(wish: CertificateWish, tools: OrderTools): Promise<Ordered>
  now(): number
  /** From 0 to 1. */
  chance(): number
  /** What is told of it has changed. */
  onChange(): void
  onProblem(problem: Problem): void
}

export interface TryWish {
  readonly rehearsal?: boolean | undefined
  readonly agreeTo?: string | undefined
}

/** A certificate of an authority that browsers know, kept up to date. */
export interface PublicCertificate {
  readonly names: readonly string[]
  /** What is to be shown by these names, while it is good. */
  shown(): IssuedCertificate | undefined
  facts(): Wire<PublicCertificateAnswer>
  /** Has the next `reconcile` try, due or not; throws `ProblemError` where it must not. */
  request(wish: TryWish): Promise<void>
  /** Tries, if that is due or was asked for. Ends with the try. */
  reconcile(signal: AbortSignal): Promise<void>
}

/** Throws `ProblemError` where what is kept cannot be read. */
export async function keepPublicCertificate(deps: PublicCertificateDeps): Promise<PublicCertificate> {
  const { wish, files, triesFile, staging, now, onChange } = deps
  const { names } = wish
  let certificate = await files.certificate()
  let tries = cutOff(await triesFile.read())
  let agreedTo = [...(await files.agreedTo()), ...(wish.agreeTo === undefined ? [] : [wish.agreeTo])]
  let going: Going | undefined
  let requested: { readonly rehearsal: boolean } | undefined

  const good = () => (certificate === undefined ? undefined : goodTime(certificate, names))
  const order = async (begunAtMs: number, rehearsal: boolean, signal: AbortSignal): Promise<Ordered> => {
    const from = rehearsal && staging !== undefined ? staging : { directory: wish.directory, files }
    onChange()
    const onStep = (step: AcmeStep) => {
      going = { sinceMs: begunAtMs, step, rehearsal }
      onChange()
    }
    try {
      const ordered = await deps.order(
        { directory: from.directory, names, contact: wish.contact, agreedTo },
        { keep: from.files, signal, onStep },
      )
      if (!ordered.ok) return ordered
      // First this, then the order is forgotten: with a full disk it can still be fetched later.
      if (!rehearsal) await files.saveCertificate(ordered.certificate)
      if (!rehearsal) ({ certificate } = ordered)
      await from.files.saveOrder(undefined)
      return ordered
    } catch (error) {
      return { ok: false, problems: toProblems(error) }
    }
  }
  const endOf = (begunAtMs: number, ordered: Ordered): TryEnd =>
    ordered.ok
      ? { begunAtMs, result: 'done', problems: [] }
      : { begunAtMs, result: 'failed', problems: ordered.problems, terms: ordered.terms }
  /** In memory at any rate: what cannot be written must not be forgotten meanwhile. */
  const remember = async (next: CertificateTries) => {
    tries = next
    await triesFile.write(next)
  }

  const attempt = async (signal: AbortSignal) => {
    const begunAtMs = now()
    // Where that cannot be written nobody is asked: a daemon that starts again and again would ask without end.
    const next = begun(tries, begunAtMs, deps.chance())
    await triesFile.write(next)
    tries = next
    const ordered = await order(begunAtMs, false, signal)
    if (signal.aborted) return
    going = undefined
    const retryAfterMs = ordered.ok ? undefined : ordered.retryAfterMs
    await remember(ended(tries, endOf(begunAtMs, ordered), { nowMs: now(), retryAfterMs })).finally(() =>
      onChange(),
    )
    if (!ordered.ok) for (const problem of ordered.problems) deps.onProblem(problem)
  }
  const rehearse = async (signal: AbortSignal) => {
    const begunAtMs = now()
    const ordered = await order(begunAtMs, true, signal)
    if (signal.aborted) return
    going = undefined
    await remember({ ...tries, rehearsal: endOf(begunAtMs, ordered) }).finally(() => onChange())
  }

  return {
    names,
    shown: () => usable(certificate, names, now()),
    facts: () =>
      certificateFacts(
        {
          directory: wish.directory,
          names,
          canRehearse: staging !== undefined,
          agreedTo,
          certificate,
          tries,
          going,
        },
        now(),
      ),
    async request({ rehearsal = false, agreeTo }) {
      if (going !== undefined) throw goesOn(names)
      if (rehearsal && staging === undefined) throw noStaging()
      const sinceMs = now()
      if (!rehearsal && byHandMs(tries, sinceMs) > sinceMs) throw tooOften(names, byHandMs(tries, sinceMs))
      // At once: from here on nobody else begins one.
      going = { sinceMs, step: 'directory', rehearsal }
      try {
        if (agreeTo !== undefined) await files.agree(agreeTo)
        agreedTo = [...agreedTo, ...(agreeTo === undefined ? [] : [agreeTo])]
      } catch (error) {
        going = undefined
        throw error
      }
      requested = { rehearsal }
      onChange()
    },
    async reconcile(signal) {
      const wished = requested
      const nowMs = now()
      const isDue = going === undefined && nextTryMs(tries, good(), nowMs) <= nowMs
      if (wished === undefined && !isDue) return
      requested = undefined
      going = { sinceMs: nowMs, step: 'directory', rehearsal: wished?.rehearsal === true }
      try {
        await (wished?.rehearsal === true ? rehearse(signal) : attempt(signal))
      } catch (error) {
        // What was begun could not be written down; it is said as what a try ended with, and thrown for the log.
        tries = { ...tries, last: { begunAtMs: nowMs, result: 'failed', problems: toProblems(error) } }
        onChange()
        throw error
      } finally {
        if (going !== undefined && !signal.aborted) {
          going = undefined
          onChange()
        }
      }
    },
  }
}

function goesOn(names: readonly string[]): Error {
  return problemError({
    code: 'in_use',
    object: { type: 'certificate', name: names[0] ?? '' },
    message: 'A try for a certificate goes on already.',
    hint: 'See how far it is: kiste certificate show',
  })
}

function tooOften(names: readonly string[], untilMs: number): Error {
  return problemError({
    code: 'too_many_tries',
    object: { type: 'certificate', name: names[0] ?? '' },
    message: `It was tried as often as the authority may be asked; the next try can begin at ${new Date(untilMs).toISOString()}.`,
    hint: 'A rehearsal with the authority for tests can be tried meanwhile: kiste certificate try --rehearsal',
  })
}

function noStaging(): Error {
  return problemError({
    code: 'not_supported',
    message: 'There is no authority for tests beside this one.',
    hint: 'Name one with `staging: ADDRESS` in the file of --web-acme.',
  })
}
