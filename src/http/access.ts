import type { FastifyRequest } from 'fastify'
import type { Permission } from '../contract/route.ts'

/** Who calls, as jobs record them, and what they may do. */
export interface Caller {
  readonly name: string
  may(permission: Permission): boolean
}

export type FindCaller = (request: FastifyRequest) => Caller

/** Whoever can open the unix socket may do everything: the mode of its directory is the access rule. */
export const callerOnSocket: FindCaller = () => ({ name: 'local', may: () => true })
