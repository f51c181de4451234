import { randomBytes } from 'node:crypto'
import Fastify, { type FastifyBaseLogger, type FastifyInstance, type FastifyReply } from 'fastify'
import type { Route } from '../contract/route.ts'
import { routes, type EndpointName } from '../contract/routes.ts'
import { problemError, throwIfProblems } from '../domain/problem.ts'
import { callerOnSocket, type Caller, type FindCaller } from './access.ts'
import { answerBrokenRequest, answerError } from './answer-error.ts'
import { sortBody, takeBodies } from './bodies.ts'
import { checkInput } from './check-input.ts'
import { noSuchAddress } from './errors.ts'
import type { Call } from './handler.ts'
import { makeHandlers, type HandlerDeps } from './handlers.ts'
import { trackStreams } from './open-streams.ts'
import { makeSenders } from './send-answer.ts'
import { acceptUpgrades } from './upgrade.ts'

export interface HttpDeps extends HandlerDeps {
  readonly logger?: FastifyBaseLogger | undefined
  /** Who calls; default: whoever opened the unix socket, who may do everything. */
  readonly findCaller?: FindCaller | undefined
  /** How often quiet event streams and consoles give a sign of life. Default: 15 s. */
  readonly heartbeatMs?: number | undefined
  /** How long a stopping server lets requests finish before it cuts them off. Default: 2 s. */
  readonly closeGraceMs?: number | undefined
}

/** Any endpoint's handler and sender, their types forgotten: the schemas those types come from have checked the input. */
type AnyHandler = (call: Call<EndpointName>) => unknown

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
  const server = Fastify({
    ...(deps.logger === undefined ? {} : { loggerInstance: deps.logger }),
    // One line a request would be most of the log; what changes anything is journaled as a job.
    logController: new Fastify.LogController({ disableRequestLogging: true }),
    genReqId: () => `req-${randomBytes(5).toString('hex')}`,
    requestIdHeader: false,
    // A HEAD of the event stream would never end.
    exposeHeadRoutes: false,
    // Otherwise a request that comes while closing gets an answer of another shape.
    return503OnClosing: false,
    // Names that are far too long reach the handler, which says so; the router would call them unknown addresses.
    routerOptions: { maxParamLength: 8 * 1024 },
    // Without these two, an address that cannot be decoded and a request that is no HTTP get answers of another shape.
    frameworkErrors: (error, request, reply) => void answerError(error, request, reply as FastifyReply),
    clientErrorHandler: answerBrokenRequest,
  })
  const streams = trackStreams()
  const heartbeatMs = deps.heartbeatMs ?? 15_000
  const upgrades = acceptUpgrades(server, streams, heartbeatMs)
  const send = makeSenders({ streams, heartbeatMs, upgrades })
  const findCaller = deps.findCaller ?? callerOnSocket
  const handlers = makeHandlers(deps)

  takeBodies(server)
  server.addHook('onRequest', async (request, reply) => {
    reply.header('x-request-id', request.id)
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
    const handle = handlers[name] as AnyHandler
    server.route({
      method: route.method,
      url: route.path,
      bodyLimit: bodyLimitsBytes[name] ?? 1024 * 1024,
      handler: async (request, reply) => {
        const caller = findCaller(request)
        if (!caller.may(route.permission)) throw forbidden(caller, route)
        const { body, content } = sortBody(route, request)
        const { params, query, problems, ...rest } = checkInput(name, {
          params: request.params,
          query: request.query,
          body,
        })
        throwIfProblems(problems)
        if (route.answers === 'websocket') upgrades.check(request)
        const { headers } = request
        const call = { params, query, body: rest.body, headers, content, signal: untilGone(reply) }
        const answer = await handle(call as Call<EndpointName>)
        return send[route.answers](answer as never, { name, request, reply, caller, params, query })
      },
    })
  }
  return server
}

/** A route that forgot to say who may call it must not start. */
export function requirePermission(name: string, route: Partial<Route>): void {
  if (route.permission === undefined)
    throw new TypeError(`The route ${name} says nothing about who may call it.`)
}

function forbidden(caller: Caller, route: Route): Error {
  return problemError({
    code: 'forbidden',
    message: `${caller.name} may not do this: ${route.summary}. It takes the permission ${route.permission}.`,
  })
}

/** Aborts when the caller goes away before the answer is complete. */
function untilGone(reply: FastifyReply): AbortSignal {
  const controller = new AbortController()
  reply.raw.once('close', () => {
    if (reply.raw.writableFinished) return
    controller.abort(problemError({ code: 'cancelled', message: 'Whoever asked has gone away.' }))
  })
  return controller.signal
}
