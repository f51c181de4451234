import { readFile } from 'node:fs/promises'
import { setTimeout as delay } from 'node:timers/promises'
import { readAcmeFile, type AcmeOptions, type DnsOptions } from './acme-options.ts'
import type { DnsRecords, TxtRecord } from './domain/acme.ts'
import { problemError, toProblems, type Problem } from './domain/problem.ts'
import { codeOf } from './domain/thrown.ts'
import { AcmeError } from './host/acme/acme-error.ts'
import { awaitRecord, placeOf } from './host/acme/dns/await-record.ts'
import { cloudflareRecords } from './host/acme/dns/cloudflare-records.ts'
import { desecRecords } from './host/acme/dns/desec-records.ts'
import { hookRecords } from './host/acme/dns/hook-records.ts'
import { dnsLook } from './host/acme/dns/look.ts'
import { nsupdateRecords } from './host/acme/dns/nsupdate-records.ts'
import { readSecret } from './host/acme/dns/secret-file.ts'
import { httpsRequests } from './host/acme/https-request.ts'
import { here } from './host/exec.ts'
import { authorityFiles } from './http/certificate/authority-files.ts'
import {
  keepPublicCertificate,
  type PublicCertificate,
  type PublicCertificateDeps,
} from './http/certificate/keep-public-certificate.ts'
import { triesFile } from './http/certificate/tries-file.ts'

export interface AcmeDeps extends Pick<PublicCertificateDeps, 'onChange' | 'onProblem'> {
  /** Where everything of it is kept. */
  readonly folder: string
}

/** The certificate of an authority, as the file of `--web-acme` has it. Throws `ProblemError` where that will not do. */
export async function openPublicCertificate(path: string, deps: AcmeDeps): Promise<PublicCertificate> {
  const options = await readAcmeFile(path)
  const { directory, staging, names, contact, agreeTo } = options
  const files = await authorityFiles(deps.folder, directory)
  return keepPublicCertificate({
    wish: { directory, names, contact, agreeTo },
    files,
    triesFile: triesFile(files.folder),
    staging:
      staging === undefined || staging === directory
        ? undefined
        : { directory: staging, files: await authorityFiles(deps.folder, staging) },
    order: await ordering(options, deps),
    now: Date.now,
    chance: Math.random,
    onChange: deps.onChange,
    onProblem: deps.onProblem,
  })
}

async function ordering(
  options: AcmeOptions,
  { onProblem }: AcmeDeps,
): Promise<PublicCertificateDeps['order']> {
  const { dns } = options
  const request = httpsRequests(
    options.authority === undefined ? undefined : await readRoot(options.authority),
  )
  const sleep = (milliseconds: number, signal: AbortSignal) =>
    delay(milliseconds, undefined, { signal, ref: false })
  const look = dnsLook(dns.resolvers)
  const records = recordsOf(dns, sleep)
  return async (wish, { keep, signal, onStep }) => {
    // Not at the top: most starts of the daemon make no certificates, and what makes them is large.
    const { orderCertificate } = await import('./host/acme/order-certificate.ts')
    try {
      const certificate = await orderCertificate(wish, {
        request,
        keep,
        records,
        placeOf: (name) => placeOf(look, name),
        awaitRecord: (record, stop) =>
          dns.checkNameServers
            ? awaitRecord(record, { look, limitSeconds: dns.waitSeconds, sleep }, stop)
            : sleep(dns.waitSeconds * 1_000, stop),
        now: () => new Date(),
        sleep,
        signal,
        onStep,
        onLeftOver: (record, problems) => problems.forEach((problem) => onProblem(leftOver(record, problem))),
      })
      return { ok: true, certificate }
    } catch (error) {
      const { retryAfterMs, terms } = error instanceof AcmeError ? error : {}
      return { ok: false, problems: toProblems(error), retryAfterMs, terms }
    }
  }
}

function recordsOf(
  dns: DnsOptions,
  sleep: (milliseconds: number, signal: AbortSignal) => Promise<void>,
): DnsRecords {
  const api = (tokenFile: string) => ({
    request: httpsRequests(),
    token: () => readSecret(tokenFile),
    now: () => new Date(),
    sleep,
  })
  switch (dns.kind) {
    case 'hook':
      return hookRecords(here, dns)
    case 'rfc2136':
      return nsupdateRecords(here, dns)
    case 'desec':
      return desecRecords(api(dns.tokenFile))
    case 'cloudflare':
      return cloudflareRecords(api(dns.tokenFile))
  }
}

async function readRoot(path: string): Promise<string> {
  const text = await readFile(path, 'utf8').catch((error: unknown) => {
    throw notARoot(path, `it cannot be read (${codeOf(error) ?? 'unknown'})`, error)
  })
  if (!text.includes('-----BEGIN CERTIFICATE-----')) throw notARoot(path, 'it is no certificate as PEM')
  return text
}

function notARoot(path: string, because: string, cause?: unknown): Error {
  return problemError(
    {
      code: 'invalid_input',
      object: { type: 'file', name: path },
      message: `${path}, which is to be the root certificate of the authority, will not do: ${because}.`,
    },
    cause,
  )
}

function leftOver(record: TxtRecord, { message, ...problem }: Problem): Problem {
  return {
    ...problem,
    message: `The record ${record.name} may be left behind; take it away by hand. ${message}`,
  }
}
