import { hostname, networkInterfaces } from 'node:os'
import { join } from 'node:path'
import type { Server as TlsServer } from 'node:tls'
import type { FastifyInstance } from 'fastify'
import { runReconciler } from './app/reconciler.ts'
import { openPublicCertificate } from './compose-acme.ts'
import { problemError, type Problem } from './domain/problem.ts'
import { codeOf } from './domain/thrown.ts'
import { buildHttp, type HttpDeps } from './http/build.ts'
import type { PublicCertificate } from './http/certificate/keep-public-certificate.ts'
import { noPublicCertificate } from './http/certificate/no-public-certificate.ts'
import { contextByName } from './http/certificate/server-name.ts'
import type { ServedWeb } from './http/handlers.ts'
import { namesOf } from './http/tls/certificate-names.ts'
import { givenCertificate, keepCertificates, type Certificates } from './http/tls/keep-certificates.ts'
import { webDoor } from './http/web-door.ts'
import { webFacts } from './http/web-facts.ts'
import type { WebOptions } from './web-options.ts'

export interface Web extends ServedWeb {
  /** How the page's addresses begin, for somebody in the same net; undefined while its port is not known. */
  origin(): string | undefined
  /** Throws `ProblemError` when the address cannot be had. */
  listen(): Promise<void>
  close(): Promise<void>
}

export interface WebDeps {
  readonly http: Omit<HttpDeps, 'door' | 'tls'>
  /** Where the certificates are kept. */
  readonly folder: string
  readonly onTrouble: (message: string, error: unknown) => void
}

/** What serves the page and the API over the net, ready to listen. Throws `ProblemError` when the certificate will not do. */
export async function openWeb({ http, folder, onTrouble }: WebDeps, options: WebOptions): Promise<Web> {
  const names = () => namesOf({ hostname: hostname(), addresses: ownAddresses(), extra: options.names })
  const read = (): Promise<Certificates> =>
    options.certificate === undefined
      ? keepCertificates(folder, hostname(), names(), new Date())
      : givenCertificate(options.certificate.cert, options.certificate.key)
  let certificates = options.plain ? undefined : await read()
  const trusted =
    options.acme === undefined
      ? undefined
      : await openPublicCertificate(options.acme, {
          folder: join(folder, 'acme'),
          onChange: () => http.live.certificateChanged(),
          onProblem: (problem) => warn(http.logger, problem),
        })
  const facts = () => {
    const port = portOf(server, options)
    const asked = { address: options.address, port, names: names(), certificates, public: trusted?.facts() }
    return port === 0 ? undefined : webFacts(asked)
  }
  const tryCertificate: ServedWeb['tryCertificate'] = async (wish) => {
    if (trusted === undefined) throw noPublicCertificate()
    await trusted.request(wish)
    trying?.wake()
    return trusted.facts()
  }
  const server: FastifyInstance = buildHttp({
    ...http,
    web: () => ({ facts, tryCertificate }),
    door: webDoor(http.access),
    proxies: options.proxies,
    ...(certificates === undefined ? {} : { tls: tlsOf(certificates, trusted) }),
    authority: () => certificates?.authority,
  })
  const renewal = runReconciler({
    name: 'keeping the certificate up to date',
    // An address that the router gave anew is wanted soon; looking costs next to nothing.
    intervalMs: 60_000,
    reconcile: async () => {
      if (certificates === undefined) return
      const before = certificates.server.cert
      certificates = await read()
      if (certificates.server.cert !== before) secureServerOf(server).setSecureContext(certificates.server)
    },
    onTrouble,
  })
  const trying =
    trusted &&
    runReconciler({
      name: 'getting a certificate of the authority',
      intervalMs: 60_000,
      // A start has better things to do at first, and a daemon that is started again and again asks nobody.
      settleMs: 3_000,
      reconcile: (signal) => trusted.reconcile(signal),
      onTrouble,
    })
  return {
    origin: () => originOf(portOf(server, options), options, [...namesShown(trusted), ...names().dns]),
    facts,
    tryCertificate,
    listen: () => listen(server, options),
    close: async () => {
      await Promise.all([renewal.stop(), trying?.stop(), server.close()])
    },
  }
}

/** By the names of the public certificate that one is shown while it is good; else the house's own. */
function tlsOf({ server }: Certificates, trusted: PublicCertificate | undefined): HttpDeps['tls'] {
  return trusted === undefined
    ? server
    : { ...server, SNICallback: contextByName(trusted.names, () => trusted.shown()) }
}

/** Names that browsers ask nothing about. */
function namesShown(trusted: PublicCertificate | undefined): readonly string[] {
  if (trusted?.shown() === undefined) return []
  return trusted.names.filter((name) => !name.startsWith('*'))
}

function warn(logger: HttpDeps['logger'], { message, hint, object }: Problem): void {
  logger?.warn({ object, hint }, message)
}

function secureServerOf(server: FastifyInstance): TlsServer {
  return server.server as unknown as TlsServer
}

async function listen(server: FastifyInstance, { address, port }: WebOptions): Promise<void> {
  try {
    await server.listen({ host: address, port })
  } catch (error) {
    const code = codeOf(error) ?? 'unknown'
    await server.close()
    throw problemError(
      {
        code: code === 'EADDRINUSE' ? 'in_use' : 'host_failed',
        message:
          code === 'EADDRINUSE'
            ? `The page cannot be served: something else listens on port ${port} already.`
            : `The page cannot be served on ${address}, port ${port} (${code}).`,
        hint: 'Choose another one with --web [ADDRESS:]PORT.',
      },
      error,
    )
  }
}

/** 0 while any that is free is still to be found. */
function portOf(server: FastifyInstance, { port: wished }: WebOptions): number {
  const bound = server.server.address()
  return typeof bound === 'object' && bound !== null ? bound.port : wished
}

/** What somebody types: the host's own name, or this machine's where nobody else gets in. */
function originOf(
  port: number,
  { plain, address }: WebOptions,
  names: readonly string[],
): string | undefined {
  if (port === 0) return undefined
  const isLocal = address === '::1' || address.startsWith('127.')
  const host = isLocal ? 'localhost' : (names.find((name) => name !== 'localhost') ?? 'localhost')
  return `${plain ? 'http' : 'https'}://${host}:${port}`
}

/** Of every interface that is up; link-local ones without their zone, which no certificate has. */
function ownAddresses(): string[] {
  return Object.values(networkInterfaces()).flatMap((all) =>
    (all ?? []).filter(({ internal }) => !internal).map(({ address }) => address.split('%', 1)[0] ?? address),
  )
}
