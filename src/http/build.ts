import cookies from '@fastify/cookie'
import { randomBytes } from 'node:crypto'
import type { TlsOptions } from 'node:tls'
import Fastify, { type FastifyBaseLogger, type FastifyInstance, type FastifyServerOptions } from 'fastify'
import type { Route } from '../contract/route.ts'
import { routes, type EndpointName } from '../contract/routes.ts'
import { answerBrokenRequest, answerError } from './answer-error.ts'
import { takeBodies } from './bodies.ts'
import { createDirectory } from './directory.ts'
import { socketDoor, type Door } from './door.ts'
import { noSuchAddress } from './errors.ts'
import { makeHandlers, type HandlerDeps } from './handlers.ts'
import { headersFor } from './page-headers.ts'
import { trackStreams } from './open-streams.ts'
import { makeSenders } from './send-answer.ts'
import { servePage } from './serve-page.ts'
import { serveRoute, type AnyHandler } from './serve-route.ts'
import { stillWelcome } from './still-welcome.ts'
import { acceptUpgrades } from './upgrade.ts'

export interface HttpDeps extends HandlerDeps {
  readonly logger?: FastifyBaseLogger | undefined
  /** How people get here; default: the unix socket, and whoever opened it may do everything. */
  readonly door?: Door | undefined
  /** The certificate and key, where this is the net. */
  readonly tls?: TlsOfServer | undefined
  /** Addresses whose word is taken on whom they ask for; nobody else's is. */
  readonly proxies?: readonly string[] | undefined
  /** The certificate, as PEM, that devices may trust; undefined where it is none of Kiste's. */
  readonly authority?: (() => string | undefined) | undefined
  /** The folder of the page that was built; absent where there is none to be served. */
  readonly pageFolder?: string | undefined
  /** How often quiet event streams and consoles give a sign of life. Default: 15 s. */
  readonly heartbeatMs?: number | undefined
  /** How long a stopping server lets requests finish before it cuts them off. Default: 2 s. */
  readonly closeGraceMs?: number | undefined
}

export interface TlsOfServer {
  readonly cert: string
  readonly key: string
  /** Chooses another certificate by the name that is asked for. */
  readonly SNICallback?: TlsOptions['SNICallback']
}

/** How much JSON an endpoint takes; 1 MiB where nothing is said. */
const bodyLimitsBytes: Readonly<Partial<Record<EndpointName, number>>> = {
  // libvirt passes at most 4 MiB to a guest agent, and base64 adds a third.
  execVm: 6 * 1024 * 1024,
}

/**
 * Builds the HTTP server from the tables of the contract, without listening (`listen.ts` does that): every route with its
 * checks, its answers and its errors. `close()` ends event streams and consoles, and gives running requests a short time.
 */
export function buildHttp(deps: HttpDeps): FastifyInstance {
  const server = newServer(deps)
  const streams = trackStreams()
  const heartbeatMs = deps.heartbeatMs ?? 15_000
  const upgrades = acceptUpgrades(server, streams, heartbeatMs)
  const welcome = stillWelcome(deps.access, heartbeatMs)
  const routeDeps = {
    door: deps.door ?? socketDoor(),
    access: deps.access,
    directory: createDirectory(deps),
    tickets: deps.tickets,
    upgrades,
    send: makeSenders({ streams, heartbeatMs, upgrades, welcome }),
  }
  const handlers = makeHandlers(deps)

  if (deps.pageFolder !== undefined) servePage(server, deps.pageFolder, deps.authority ?? (() => undefined))
  takeBodies(server)
  server.register(cookies)
  server.addHook('onRequest', async (request, reply) => {
    reply.header('x-request-id', request.id)
    if (routeDeps.door.kind === 'web') reply.headers(headersFor(request.url))
  })
  server.setErrorHandler(answerError)
  server.setNotFoundHandler((request) => {
    throw noSuchAddress(request.method, request.url)
  })
  server.addHook('preClose', (done) => {
    streams.endAll()
    setTimeout(() => server.server.closeAllConnections(), deps.closeGraceMs ?? 2_000).unref()
    done()
  })

  for (const [name, route] of Object.entries(routes) as [EndpointName, Route][]) {
    requirePermission(name, route)
    server.route({
      method: route.method,
      url: route.path,
      bodyLimit: bodyLimitsBytes[name] ?? 1024 * 1024,
      handler: serveRoute(name, route, handlers[name] as AnyHandler, routeDeps),
    })
  }
  return server
}

function newServer({ logger, tls, proxies = [] }: HttpDeps): FastifyInstance {
  const options = {
    ...(logger === undefined ? {} : { loggerInstance: logger }),
    // One line a request would be most of the log; what changes anything is journaled as a job.
    logController: new Fastify.LogController({ disableRequestLogging: true }),
    genReqId: () => `req-${randomBytes(5).toString('hex')}`,
    requestIdHeader: false,
    trustProxy: proxies.length === 0 ? false : [...proxies],
    // A HEAD of the event stream would never end.
    exposeHeadRoutes: false,
    // Otherwise a request that comes while closing gets an answer of another shape.
    return503OnClosing: false,
    // Names that are far too long reach the handler, which says so; the router would call them unknown addresses.
    routerOptions: { maxParamLength: 8 * 1024 },
    // Without these two, an address that cannot be decoded and a request that is no HTTP get answers of another shape.
    frameworkErrors: (error, request, reply) => void answerError(error, request, reply),
    clientErrorHandler: answerBrokenRequest,
  } satisfies FastifyServerOptions
  if (tls === undefined) return Fastify(options)
  // The same server but for its socket; the type of that is all that differs.
  return Fastify({ ...options, https: tls }) as FastifyInstance
}

/** A route that forgot to say who may call it must not start. */
export function requirePermission(name: string, route: Partial<Route>): void {
  if (route.permission === undefined)
    throw new TypeError(`The route ${name} says nothing about who may call it.`)
}
