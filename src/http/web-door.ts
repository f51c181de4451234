import type { FastifyRequest } from 'fastify'
import type { Access, Caller, From } from '../app/access/access.ts'
import type { Route } from '../contract/route.ts'
import { problemError } from '../domain/problem.ts'
import type { Door } from './door.ts'
import { isFromHere } from './same-origin.ts'
import { sessionCookieName } from './session-cookie.ts'

/** The net: browsers come with a session's cookie, programs with a token. */
export function webDoor({ doors }: Pick<Access, 'doors'>): Door {
  const from = (request: FastifyRequest): From => ({
    address: request.ip,
    agent: (request.headers['user-agent'] ?? '').slice(0, 300),
  })
  return {
    kind: 'web',
    from,
    origin: ({ protocol, host }) => `${protocol}://${host}`,
    caller: (request, route) => {
      const token = bearerOf(request)
      // A browser never sends a token by itself, so who brings one was not tricked; where there is an origin it has to be ours, too.
      if (needsOrigin(route) && !isFromHere(request, { mayBeAbsent: token !== undefined }))
        throw fromElsewhere()
      if (token !== undefined) return doors.byToken(token) ?? refuseToken()
      const secret = request.cookies[sessionCookieName]
      return secret === undefined ? undefined : doors.bySession(secret, from(request))
    },
  }
}

/** Looking is harmless from anywhere, as the answer stays unread; a websocket is read by whoever opened it. */
function needsOrigin({ method, answers }: Route): boolean {
  return method !== 'GET' || answers === 'websocket'
}

function bearerOf({ headers }: FastifyRequest): string | undefined {
  return /^Bearer +(\S+)$/i.exec(headers.authorization ?? '')?.[1]
}

// A program that brings a token that is no good is told so, and not taken for whoever's cookie it also has.
function refuseToken(): Caller {
  throw problemError({
    code: 'not_signed_in',
    message: 'This token is not known, has expired, or its user may no longer come in.',
    hint: 'Tokens are made on the page, under Settings.',
  })
}

function fromElsewhere(): Error {
  return problemError({
    code: 'forbidden',
    message: 'This request comes from another page than this one, or does not say where it comes from.',
    hint: 'Programs use a token: Authorization: Bearer TOKEN.',
  })
}
