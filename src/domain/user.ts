import type { Level, Reach, Role } from './rights.ts'

/** Somebody who may come in. Times are ISO 8601 in UTC. */
export interface User {
  readonly id: string
  readonly name: string
  readonly role: Role
  /** UUIDs of the VMs an operator works with. */
  readonly vms: readonly string[]
  readonly disabled: boolean
  readonly createdAt: string
}

/** Whether nobody could let others in without them: somebody must always be able to. */
export function isLastAdmin(
  user: Pick<User, 'id' | 'role'>,
  all: readonly Pick<User, 'id' | 'role' | 'disabled'>[],
): boolean {
  const others = all.filter(({ id, role, disabled }) => id !== user.id && role === 'admin' && !disabled)
  return user.role === 'admin' && others.length === 0
}

/** A browser that somebody signed in with. */
export interface Session {
  readonly id: string
  readonly userId: string
  readonly address: string
  /** What the browser says it is. */
  readonly agent: string
  readonly createdAt: string
  readonly seenAt: string
}

/** What a program comes in with, in its user's name; it may have less than its user, never more. */
export interface ApiToken {
  readonly id: string
  readonly userId: string
  readonly name: string
  readonly level: Level
  readonly reach: Reach
  readonly createdAt: string
  readonly expiresAt?: string | undefined
  readonly usedAt?: string | undefined
}

/** A session ends when nobody came for this long, and in any case after the second. */
export const sessionLimits = { idleMs: 14 * 24 * 3_600_000, wholeMs: 90 * 24 * 3_600_000 } as const

export function isSessionOver(session: Pick<Session, 'createdAt' | 'seenAt'>, now: Date): boolean {
  return (
    now.getTime() - Date.parse(session.seenAt) >= sessionLimits.idleMs ||
    now.getTime() - Date.parse(session.createdAt) >= sessionLimits.wholeMs
  )
}

export function isTokenOver(token: Pick<ApiToken, 'expiresAt'>, now: Date): boolean {
  return token.expiresAt !== undefined && Date.parse(token.expiresAt) <= now.getTime()
}
