/** What is known to an authority (RFC 8555) under a key of ours. */
export interface AcmeAccount {
  /** The private key, as PEM. */
  readonly key: string
  /** Where the authority keeps it; absent until it has said so. */
  readonly url?: string | undefined
}

/** A certificate that was asked for and is not there yet: a daemon that is killed goes on with it, instead of asking for one more. */
export interface AcmeOrder {
  readonly url: string
  readonly names: readonly string[]
  /** The private key that the certificate will be for, as PEM. */
  readonly key: string
  readonly begunAtMs: number
  /** Records that were set for it, or are about to be. */
  readonly records?: readonly TxtRecord[] | undefined
}

/** What is kept between tries, for one authority. */
export interface AcmeKeep {
  account(): Promise<AcmeAccount | undefined>
  saveAccount(account: AcmeAccount): Promise<void>
  order(): Promise<AcmeOrder | undefined>
  saveOrder(order: AcmeOrder | undefined): Promise<void>
}

/** A record that shows an authority that a name is ours (RFC 8555, 8.4). */
export interface TxtRecord {
  /** Where it is put, without a dot at the end: `_acme-challenge.kiste.example.org`, or where a CNAME there leads. */
  readonly name: string
  readonly value: string
  /** The name that it speaks for. */
  readonly domain: string
}

/** Where records are set. Both throw `ProblemError` with what the other side said. */
export interface DnsRecords {
  /** Other values of the same name stay. */
  add(record: TxtRecord, signal: AbortSignal): Promise<void>
  /** One that is not there is fine. */
  remove(record: TxtRecord, signal: AbortSignal): Promise<void>
}

/** How far a try has come. */
export const acmeSteps = [
  'directory',
  'account',
  'order',
  'records',
  'name-servers',
  'check',
  'certificate',
] as const
export type AcmeStep = (typeof acmeSteps)[number]

/** What an authority is asked for. */
export interface CertificateWish {
  /** Where the authority says what it can. */
  readonly directory: string
  readonly names: readonly string[]
  readonly contact?: string | undefined
  /** The terms that were agreed to, by their addresses. */
  readonly agreedTo: readonly string[]
}

/** A certificate with those between, and its private key, both as PEM. */
export interface IssuedCertificate {
  readonly cert: string
  readonly key: string
}

/** Authorities that can be named. */
export const knownDirectories: Readonly<Record<string, string>> = {
  letsencrypt: 'https://acme-v02.api.letsencrypt.org/directory',
  'letsencrypt-staging': 'https://acme-staging-v02.api.letsencrypt.org/directory',
}

/** What an authority is called: by its name, or by the host that it is on. */
export function directoryName(directory: string): string {
  const known = Object.entries(knownDirectories).find(([, url]) => url === directory)
  if (known?.[0] === 'letsencrypt') return "Let's Encrypt"
  if (known !== undefined) return "Let's Encrypt (staging)"
  return /^https:\/\/([^/]+)/.exec(directory)?.[1] ?? directory
}

/** A name that an authority can sign for: `kiste.example.org`, or `*.example.org`. */
export function isCertifiableName(text: string): boolean {
  return (
    text.length <= 253 &&
    /^(?:\*\.)?(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]$/.test(text)
  )
}
