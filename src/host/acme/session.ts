import type { HttpsAnswer, HttpsRequest } from './https-request.ts'
import { authorityLies, refusalOf } from './authority-problem.ts'
import type { Directory } from './directory.ts'
import type { Signer } from './jws.ts'

/** Signed questions to an authority. */
export interface AcmeSession {
  readonly directory: Directory
  readonly signer: Signer
  /** From here on as this account. */
  enterAs(accountUrl: string): void
  /** `payload` undefined asks only. Rejects with `AcmeError` unless it succeeds. */
  post(url: string, payload?: unknown): Promise<HttpsAnswer>
}

/** A used or old nonce is refused with a fresh one; more often than this in a row, something else is wrong. */
const nonceTries = 4

export function openSession(
  request: HttpsRequest,
  directory: Directory,
  signer: Signer,
  { now, signal }: { now(): Date; readonly signal: AbortSignal },
): AcmeSession {
  let account: string | undefined
  let fresh: string | undefined

  const nonce = async (): Promise<string> => {
    const kept = fresh
    fresh = undefined
    if (kept !== undefined) return kept
    const answer = await request(directory.newNonce, { method: 'HEAD', signal })
    const given = readNonce(answer)
    if (given === undefined) throw authorityLies(directory.url, 'it gives no nonce')
    return given
  }

  return {
    directory,
    signer,
    enterAs: (accountUrl) => {
      account = accountUrl
    },
    async post(url, payload) {
      for (let tries = 1; ; tries += 1) {
        const who = account === undefined ? { jwk: signer.jwk } : { kid: account }
        const body = signer.sign({ ...who, nonce: await nonce(), url }, payload)
        const answer = await request(url, {
          method: 'POST',
          headers: { 'content-type': 'application/jose+json' },
          body,
          signal,
        })
        fresh = readNonce(answer)
        if (answer.status >= 200 && answer.status < 300) return answer
        const refusal = refusalOf(directory.url, answer, now().getTime())
        if (refusal.type !== 'badNonce' || tries === nonceTries) throw refusal
      }
    },
  }
}

function readNonce({ headers }: HttpsAnswer): string | undefined {
  const nonce = headers['replay-nonce']
  return nonce !== undefined && /^[\w-]{1,512}$/.test(nonce) ? nonce : undefined
}
