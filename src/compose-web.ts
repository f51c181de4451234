import { hostname, networkInterfaces } from 'node:os'
import type { Server as TlsServer } from 'node:tls'
import type { FastifyInstance } from 'fastify'
import { runReconciler } from './app/reconciler.ts'
import type { WebAnswer } from './contract/schemas/web.ts'
import type { Wire } from './contract/wire.ts'
import { problemError } from './domain/problem.ts'
import { codeOf } from './domain/thrown.ts'
import { buildHttp, type HttpDeps } from './http/build.ts'
import { namesOf, type CertificateNames } from './http/tls/certificate-names.ts'
import { givenCertificate, keepCertificates, type Certificates } from './http/tls/keep-certificates.ts'
import { webDoor } from './http/web-door.ts'
import { webFacts } from './http/web-facts.ts'
import type { WebOptions } from './web-options.ts'

export interface Web {
  /** How the page's addresses begin, for somebody in the same net; undefined while its port is not known. */
  origin(): string | undefined
  /** What people are told of it; undefined while its port is not known. */
  facts(): Wire<WebAnswer> | undefined
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
  const facts = () => {
    const port = portOf(server, options)
    return port === 0 ? undefined : webFacts({ address: options.address, port, names: names(), certificates })
  }
  const server: FastifyInstance = buildHttp({
    ...http,
    web: facts,
    door: webDoor(http.access),
    proxies: options.proxies,
    ...(certificates === undefined ? {} : { tls: certificates.server }),
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
  return {
    origin: () => originOf(portOf(server, options), options, names()),
    facts,
    listen: () => listen(server, options),
    close: async () => {
      await Promise.all([renewal.stop(), server.close()])
    },
  }
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
function originOf(port: number, { plain, address }: WebOptions, names: CertificateNames): string | undefined {
  if (port === 0) return undefined
  const isLocal = address === '::1' || address.startsWith('127.')
  const host = isLocal ? 'localhost' : (names.dns.find((name) => name !== 'localhost') ?? 'localhost')
  return `${plain ? 'http' : 'https'}://${host}:${port}`
}

/** Of every interface that is up; link-local ones without their zone, which no certificate has. */
function ownAddresses(): string[] {
  return Object.values(networkInterfaces()).flatMap((all) =>
    (all ?? []).filter(({ internal }) => !internal).map(({ address }) => address.split('%', 1)[0] ?? address),
  )
}
