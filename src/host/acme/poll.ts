import { directoryName } from '../../domain/acme.ts'
import { AcmeError } from './acme-error.ts'
import { readRetryAfter } from './authority-problem.ts'
import type { HttpsAnswer } from './https-request.ts'
import type { OrderDeps } from './order-certificate.ts'
import type { AcmeSession } from './session.ts'

const limits = { firstMs: 2_000, longestMs: 30_000, wholeMs: 10 * 60_000 } as const

/** Asks again and again, as often as the authority wants it, until what it says is something; not for ever. */
export async function poll<T>(
  session: AcmeSession,
  url: string,
  read: (answer: HttpsAnswer) => T | undefined,
  { sleep, now, signal }: Pick<OrderDeps, 'sleep' | 'now' | 'signal'>,
): Promise<T> {
  let waitedMs = 0
  for (let pauseMs: number = limits.firstMs; ; pauseMs = Math.min(pauseMs * 1.5, limits.longestMs)) {
    const answer = await session.post(url)
    const found = read(answer)
    if (found !== undefined) return found
    const wantedMs = readRetryAfter(answer.headers['retry-after'], now().getTime()) ?? pauseMs
    const waitMs = Math.min(Math.max(wantedMs, 1_000), limits.longestMs)
    waitedMs += waitMs
    if (waitedMs > limits.wholeMs) throw takesTooLong(session.directory.url)
    await sleep(waitMs, signal)
  }
}

function takesTooLong(directory: string): AcmeError {
  return new AcmeError({
    code: 'authority_refused',
    object: { type: 'certificate', name: directoryName(directory) },
    message: `${directoryName(directory)} has come to no end in ten minutes.`,
    hint: 'It is tried again by itself, and goes on where it stopped.',
  })
}
