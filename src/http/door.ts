import type { FastifyRequest } from 'fastify'
import type { Caller, From } from '../app/access/access.ts'
import type { Route } from '../contract/route.ts'
import { fullRights } from '../domain/rights.ts'

/** A way in: the unix socket, or the net. */
export interface Door {
  readonly kind: 'socket' | 'web'
  /**
   * Who comes; undefined for somebody unknown. Throws a `ProblemError` for a request that a browser was tricked into, whoever's
   * browser it is.
   */
  caller(request: FastifyRequest, route: Route): Caller | undefined
  from(request: FastifyRequest): From
  /** How the page's addresses begin for whoever asks, `https://woodbox:5478`; undefined where there is no page. */
  origin(request: FastifyRequest): string | undefined
}

const local: Caller = { via: 'socket', name: 'local', rights: fullRights }

/**
 * Whoever can open the unix socket may do everything: the mode of its directory is the access rule. `page` is where the page is to be
 * found, if there is one.
 */
export function socketDoor(page: () => string | undefined = () => undefined): Door {
  return {
    kind: 'socket',
    caller: () => local,
    from: () => ({ address: 'local', agent: 'local' }),
    origin: page,
  }
}
