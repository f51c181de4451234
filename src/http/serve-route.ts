import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Access, Caller } from '../app/access/access.ts'
import type { Route } from '../contract/route.ts'
import type { EndpointName } from '../contract/routes.ts'
import { problemError, throwIfProblems } from '../domain/problem.ts'
import { authorize, type Directory } from './authorize.ts'
import { sortBody } from './bodies.ts'
import { checkInput } from './check-input.ts'
import type { Door } from './door.ts'
import type { Call } from './handler.ts'
import { isDryRun } from './is-dry-run.ts'
import { noteChange, outcomeOf, type Outcome } from './note-change.ts'
import type { Senders } from './send-answer.ts'
import { sessionCookie } from './session-cookie.ts'
import type { Admission, Tickets } from './tickets.ts'
import type { Upgrades } from './upgrade.ts'

export interface RouteDeps {
  readonly door: Door
  readonly access: Pick<Access, 'audit' | 'doors'>
  readonly directory: Directory
  readonly tickets: Tickets
  readonly upgrades: Upgrades
  readonly send: Senders
}

/** What a ticket for each websocket is for. */
const screenOf: Readonly<Partial<Record<EndpointName, Admission['screen']>>> = {
  openVmConsole: 'serial',
  openVmScreen: 'vnc',
}

/** Any endpoint's handler, its types forgotten: the schemas those types come from have checked the input. */
export type AnyHandler = (call: Call<EndpointName>) => unknown

/** What happens to every request: who is it, may they, is it well-formed; then it is done, answered and written down. */
export function serveRoute(name: EndpointName, route: Route, handle: AnyHandler, deps: RouteDeps) {
  const { door, access, directory, tickets, upgrades, send } = deps
  return async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
    const caller = door.caller(request, route)
    const from = door.from(request)
    const { params: rawParams, body: rawBody } = request
    // What was done is done, and what was refused keeps its reason, also where a full disk takes no more rows.
    const note = (outcome: Outcome, isDryRun = false) => {
      const change = { route, caller, address: from.address, params: rawParams, body: rawBody, isDryRun }
      try {
        noteChange(access.audit, change, outcome)
      } catch (error) {
        request.log.error({ err: error, reqId: request.id, ...outcome }, `not written down: ${route.summary}`)
      }
    }
    let sent: FastifyReply
    try {
      authorize(route, door, caller, { params: rawParams, body: rawBody }, directory)
      const { body, content } = sortBody(route, request)
      const { params, query, problems, ...rest } = checkInput(name, {
        params: request.params,
        query: request.query,
        body,
      })
      throwIfProblems(problems)
      if (route.answers === 'websocket') {
        upgrades.check(request)
        admit(caller, params, query)
      }
      const answer = await handle({
        params,
        query,
        body: rest.body,
        headers: request.headers,
        content,
        signal: untilGone(reply),
        caller,
        from,
        cookie: sessionCookie(reply),
        origin: door.origin(request),
      } as Call<EndpointName>)
      sent = send[route.answers](answer as never, { name, request, reply, caller, params, query })
      note({ status: reply.statusCode, jobId: jobOf(reply), who: signedInAs(answer) }, isDryRun(query))
    } catch (error) {
      note({ ...outcomeOf(error), who: triedAs(rawBody) }, isDryRun(request.query))
      throw error
    }
    // Not awaited: a reply is a promise of its whole answer, and some never end.
    return sent
  }

  /** Over the net a console is opened with a ticket; whoever has the unix socket needs none. */
  function admit(caller: Caller | undefined, params: unknown, query: unknown): void {
    if (door.kind === 'socket' || caller === undefined) return
    const { vm } = params as { readonly vm: string }
    const { ticket } = query as { readonly ticket?: string }
    tickets.take(ticket, caller, { vm: directory.uuidOf(vm) ?? vm, screen: screenOf[name] ?? 'serial' })
  }

  function triedAs(body: unknown): string | undefined {
    const tried = typeof body === 'object' && body !== null && 'name' in body ? body.name : undefined
    return typeof tried === 'string' ? access.doors.nameLike(tried) : undefined
  }
}

function signedInAs(answer: unknown): string | undefined {
  if (typeof answer !== 'object' || answer === null || !('state' in answer)) return undefined
  return answer.state === 'signed-in' && 'name' in answer ? String(answer.name) : undefined
}

function jobOf(reply: FastifyReply): string | undefined {
  const location = reply.getHeader('location')
  return typeof location === 'string' ? decodeURIComponent(location.split('/').at(-1) ?? '') : undefined
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
