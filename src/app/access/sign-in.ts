import { problemError } from '../../domain/problem.ts'
import { narrowed, rightsOf } from '../../domain/rights.ts'
import { isSessionOver, isTokenOver, sessionLimits, type ApiToken, type User } from '../../domain/user.ts'
import type { UserRecord } from '../../db/users-table.ts'
import type { Caller, From, SignedIn, SignInWish } from './access.ts'
import type { AccessDeps } from './deps.ts'
import { isPassword } from './passwords.ts'
import { drawSecret, hashSecret } from './secrets.ts'
import type { Throttle } from './throttle.ts'
import { takeCode } from './totp.ts'

/** A session is noted as seen this often at most: every write goes to the disk. */
const seenEveryMs = 60_000

/**
 * Signs somebody in with all their factors at once: there is no state between the first and the second that could be taken for
 * more than it is. Throws `not_signed_in` (in the same words and after the same work for a wrong name and a wrong password),
 * `second_factor_needed` once the password was right, or `too_many_tries`.
 */
export async function signIn(
  deps: AccessDeps,
  throttle: Throttle,
  { name, password, code }: SignInWish,
  from: From,
): Promise<SignedIn> {
  const attempt = throttle.begin(name, from.address)
  const known = deps.users.byName(name)
  const right = await isPassword(password, known?.passwordHash)
  if (!right || known === undefined || known.user.disabled) throw wrong()
  if (known.totpSecret !== undefined) {
    if (code === undefined) {
      attempt.undecided()
      throw needsCode()
    }
    if (!takeCode(deps, known, code)) throw wrongCode()
  }
  attempt.succeeded()
  return openSession(deps, known.user, from)
}

/** Begins a session for somebody who has shown who they are. */
export function openSession(deps: AccessDeps, user: User, from: From): SignedIn {
  const at = deps.now()
  deps.sessions.prune(
    new Date(at.getTime() - sessionLimits.idleMs).toISOString(),
    new Date(at.getTime() - sessionLimits.wholeMs).toISOString(),
  )
  const secret = drawSecret()
  const session = {
    id: deps.randomUuid(),
    userId: user.id,
    address: from.address,
    agent: from.agent,
    createdAt: at.toISOString(),
    seenAt: at.toISOString(),
  }
  deps.sessions.insert(session, hashSecret(secret))
  return { secret, caller: sessionCaller(user, session.id) }
}

/** Whose browser it is that brings this secret; undefined when it is nobody's, or no more. */
export function bySession(deps: AccessDeps, secret: string, from: From): Caller | undefined {
  const session = deps.sessions.byHash(hashSecret(secret))
  const now = deps.now()
  if (session === undefined || isSessionOver(session, now)) return undefined
  const user = activeUser(deps.users.byId(session.userId))
  if (user === undefined) return undefined
  if (now.getTime() - Date.parse(session.seenAt) >= seenEveryMs || session.address !== from.address)
    deps.sessions.touch(session.id, now.toISOString(), from.address)
  return sessionCaller(user, session.id)
}

/** Whose program it is that brings this secret. */
export function byToken(deps: AccessDeps, secret: string): Caller | undefined {
  const token = deps.tokens.byHash(hashSecret(secret))
  const now = deps.now()
  if (token === undefined || isTokenOver(token, now)) return undefined
  const user = activeUser(deps.users.byId(token.userId))
  if (user === undefined) return undefined
  if (token.usedAt === undefined || now.getTime() - Date.parse(token.usedAt) >= seenEveryMs)
    deps.tokens.touch(token.id, now.toISOString())
  return tokenCaller(user, token)
}

/** The same caller, with the rights of now; undefined once they may no longer come in. */
export function again(deps: AccessDeps, caller: Caller): Caller | undefined {
  switch (caller.via) {
    case 'socket':
      return caller
    case 'session': {
      const session = deps.sessions.byId(caller.sessionId)
      if (session === undefined || isSessionOver(session, deps.now())) return undefined
      const user = activeUser(deps.users.byId(session.userId))
      return user && sessionCaller(user, session.id)
    }
    case 'token': {
      const token = deps.tokens.byId(caller.tokenId)
      if (token === undefined || isTokenOver(token, deps.now())) return undefined
      const user = activeUser(deps.users.byId(token.userId))
      return user && tokenCaller(user, token)
    }
  }
}

function activeUser(record: UserRecord | undefined): User | undefined {
  return record === undefined || record.user.disabled ? undefined : record.user
}

function tokenCaller(user: User, token: ApiToken): Caller {
  return {
    via: 'token',
    name: `${user.name} (${token.name})`,
    rights: narrowed(rightsOf(user.role, user.vms), token),
    userId: user.id,
    tokenId: token.id,
  }
}

function sessionCaller(user: User, sessionId: string): Caller {
  return {
    via: 'session',
    name: user.name,
    rights: rightsOf(user.role, user.vms),
    userId: user.id,
    sessionId,
  }
}

function wrong(): Error {
  return problemError({
    code: 'not_signed_in',
    message: 'This name and password do not belong together.',
    hint: 'A forgotten password is set anew on the host itself: kiste user reset NAME',
  })
}

function needsCode(): Error {
  return problemError({
    code: 'second_factor_needed',
    field: 'code',
    message: 'The code of your app is needed as well.',
    hint: 'One of your recovery codes will do, too.',
  })
}

function wrongCode(): Error {
  return problemError({
    code: 'not_signed_in',
    field: 'code',
    message: 'This code is not right, or was used already.',
    hint: 'Codes change every 30 seconds; the clocks of phone and host must agree.',
  })
}
