import type { CookieSerializeOptions } from '@fastify/cookie'
import type { FastifyReply } from 'fastify'
import { sessionLimits } from '../domain/user.ts'

/** The prefix has browsers refuse it from a sub-domain, without TLS or for a part of the site (RFC 6265bis, 4.1.3.2). */
export const sessionCookieName = '__Host-kiste'

const options: CookieSerializeOptions = { path: '/', secure: true, httpOnly: true, sameSite: 'strict' }

/** How a handler lets a browser keep its session, or forget it. */
export interface SessionCookie {
  set(secret: string): void
  clear(): void
}

export function sessionCookie(reply: FastifyReply): SessionCookie {
  return {
    set: (secret) =>
      void reply.setCookie(sessionCookieName, secret, { ...options, maxAge: sessionLimits.wholeMs / 1_000 }),
    clear: () => void reply.clearCookie(sessionCookieName, options),
  }
}
