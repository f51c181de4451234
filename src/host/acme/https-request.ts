import { Agent, request } from 'node:https'
import { createSecureContext, rootCertificates } from 'node:tls'
import { codeOf, messageOf } from '../../domain/thrown.ts'
import { AcmeError } from './acme-error.ts'

export interface HttpsAnswer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

export interface HttpsAsked {
  readonly method?: 'GET' | 'HEAD' | 'POST' | 'PUT' | 'DELETE'
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string
  readonly signal: AbortSignal
}

/** Asks over TLS, and follows nothing. Rejects with `AcmeError` when no whole answer comes; any status is an answer. */
export type HttpsRequest = (url: string, asked: HttpsAsked) => Promise<HttpsAnswer>

const limits = { timeoutMs: 30_000, bodyBytes: 1024 * 1024 } as const

/** `authority`: the certificate, as PEM, of one that signs for servers and that the system does not know. */
export function httpsRequests(authority?: string): HttpsRequest {
  // Once: reading all that are trusted takes longer than most answers.
  const agent =
    authority === undefined
      ? new Agent()
      : new Agent({ secureContext: createSecureContext({ ca: [...rootCertificates, authority] }) })
  return (url, { method = 'GET', headers = {}, body, signal }) =>
    new Promise((resolve, reject) => {
      const fail = (error: unknown) => reject(signal.aborted ? signal.reason : unreachable(url, error))
      let place: URL
      try {
        place = new URL(url)
        if (place.protocol !== 'https:') throw new TypeError('it is no address of HTTPS')
      } catch (error) {
        fail(error)
        return
      }
      const sent = {
        'user-agent': 'kiste',
        ...headers,
        ...(body === undefined ? {} : { 'content-length': `${Buffer.byteLength(body)}` }),
      }
      const asking = request(
        place,
        { method, headers: sent, agent, signal, timeout: limits.timeoutMs },
        (answer) => {
          const chunks: Buffer[] = []
          let sizeBytes = 0
          answer.on('data', (chunk: Buffer) => {
            sizeBytes += chunk.length
            if (sizeBytes > limits.bodyBytes) answer.destroy(new Error('its answer does not end'))
            else chunks.push(chunk)
          })
          answer.on('error', fail)
          answer.on('end', () =>
            resolve({
              status: answer.statusCode ?? 0,
              headers: oneEach(answer.headers),
              body: Buffer.concat(chunks).toString('utf8'),
            }),
          )
        },
      )
      // Quiet for so long; and in all no longer than four times that, however it trickles.
      asking.on('timeout', () => asking.destroy(new Error('it does not answer')))
      const whole = setTimeout(
        () => asking.destroy(new Error('it does not come to an end')),
        4 * limits.timeoutMs,
      )
      asking.on('close', () => clearTimeout(whole))
      asking.on('error', fail)
      asking.end(body)
    })
}

function oneEach(headers: NodeJS.Dict<string | string[]>): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, typeof value === 'string' ? value : value.join(', ')]],
    ),
  )
}

const clockCodes: ReadonlySet<string | undefined> = new Set(['CERT_NOT_YET_VALID', 'CERT_HAS_EXPIRED'])
const trustCodes: ReadonlySet<string | undefined> = new Set([
  'SELF_SIGNED_CERT_IN_CHAIN',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
])

function unreachable(url: string, error: unknown): AcmeError {
  const host = URL.canParse(url) ? new URL(url).host : url
  const code = codeOf(error)
  const because = code ?? messageOf(error)
  return new AcmeError(
    { code: 'download_failed', message: `${host} cannot be reached: ${because}.`, hint: hintFor(code) },
    { cause: error },
  )
}

function hintFor(code: string | undefined): string {
  if (clockCodes.has(code))
    return 'Look at the clock of this host: timedatectl. By it, the certificate of the other side is not valid.'
  if (trustCodes.has(code))
    return 'A private authority is trusted with `authority: FILE` in the file of --web-acme; FILE is its root certificate.'
  return 'See whether this host has a way out into the internet. It is tried again by itself.'
}
