import { checkName } from '../../domain/name.ts'
import { checkPassword } from '../../domain/password-rules.ts'
import { problemError, throwIfProblems, type Problem } from '../../domain/problem.ts'
import { reaches } from '../../domain/rights.ts'
import { isSessionOver } from '../../domain/user.ts'
import type { Account, Caller, From, TokenWish } from './access.ts'
import type { AccessDeps } from './deps.ts'
import { findUser } from './find-user.ts'
import { findUuids } from './find-vms.ts'
import { checkCurrentPassword } from './check-current.ts'
import { hashPassword } from './passwords.ts'
import { drawSecret, hashSecret } from './secrets.ts'
import type { Throttle } from './throttle.ts'
import { hashRecoveryCode, newRecoveryCodes, newTotpSecret, periodOf, totpUri } from './totp.ts'

/** What somebody does about their own account. */
export function createAccount(deps: AccessDeps, throttle: Throttle, house: string): Account {
  const { users, sessions, tokens, passkeys } = deps
  /** Secrets that were shown as a QR code and not yet proved, by user; a restart forgets them, and the page asks for a new one. */
  const begun = new Map<string, string>()

  const nameOf = (userId: string) => users.byId(userId)?.user.name ?? 'somebody removed'
  const own = (caller: Caller) => {
    const record = caller.via === 'session' ? users.byId(caller.userId) : undefined
    if (record === undefined) throw noAccount(caller)
    return record
  }
  /** Whoever has taken over a browser must get a token in no other name; whoever is on the host may do everything anyway. */
  const ownerOfNew = (caller: Caller, wished: string | undefined) => {
    if (caller.via !== 'socket') {
      const { user } = own(caller)
      if (wished !== undefined && wished !== user.id && wished.toLowerCase() !== user.name.toLowerCase())
        throw onlyOnTheHost()
      return user
    }
    if (wished === undefined) throw whose()
    return findUser(users, wished).user
  }
  /** Whose things a caller sees: everybody's, who may do everything; their own else. */
  const ownerFilter = (caller: Caller) => (isAdmin(caller) ? undefined : userIdOf(caller))
  const mayTouch = (caller: Caller, userId: string) => isAdmin(caller) || userIdOf(caller) === userId
  const checkCurrent = async (caller: Caller, password: string, from: From, field?: 'current') => {
    await checkCurrentPassword(throttle, own(caller), password, from, field)
    return own(caller)
  }

  return {
    sessions: (caller) =>
      sessions
        .list(ownerFilter(caller))
        .filter((session) => !isSessionOver(session, deps.now()))
        .map((session) => ({
          ...session,
          user: nameOf(session.userId),
          isThis: caller.via === 'session' && caller.sessionId === session.id,
        })),
    endSession: (caller, id) => {
      const session = sessions.byId(id)
      if (session === undefined || !mayTouch(caller, session.userId)) throw nothingLike('session', id)
      sessions.remove(id)
    },

    tokens: (caller) =>
      tokens.list(ownerFilter(caller)).map((token) => ({ ...token, user: nameOf(token.userId) })),
    createToken: async (caller, wish) => {
      const user = ownerOfNew(caller, wish.user)
      throwIfProblems(checkToken(wish, deps.now()))
      const uuids = wish.vms === undefined ? undefined : await findUuids(deps, wish.vms)
      const secret = `kiste_${drawSecret()}`
      const token = {
        id: deps.randomUuid(),
        userId: user.id,
        name: wish.name,
        level: wish.level,
        reach: uuids === undefined ? ({ of: 'house' } as const) : ({ of: 'vms', uuids } as const),
        createdAt: deps.now().toISOString(),
        expiresAt: wish.expiresAt,
      }
      if (!tokens.insert(token, hashSecret(secret))) throw tokenTaken(user.name, wish.name)
      return { token: { ...token, user: user.name }, secret }
    },
    removeToken: (caller, id) => {
      const token = tokens.byId(id)
      if (token === undefined || !mayTouch(caller, token.userId)) throw nothingLike('token', id)
      tokens.remove(id)
    },

    changePassword: async (caller, { current, password }, from) => {
      const { user } = await checkCurrent(caller, current, from, 'current')
      throwIfProblems(checkPassword(password, user.name))
      const passwordHash = await hashPassword(password)
      users.save({ ...own(caller), passwordHash })
      sessions.removeOthers(user.id, caller.via === 'session' ? caller.sessionId : undefined)
    },

    own: (caller) => {
      const { user, totpSecret } = own(caller)
      return {
        name: user.name,
        role: user.role,
        hasTotp: totpSecret !== undefined,
        recoveryCodesLeft: users.countRecoveryCodes(user.id),
        passkeys: passkeys.ofUser(user.id).length,
      }
    },
    beginTotp: async (caller, password, from) => {
      const { user, totpSecret } = await checkCurrent(caller, password, from)
      if (totpSecret !== undefined) throw hasTotp()
      const secret = newTotpSecret()
      begun.set(user.id, secret)
      return { secret, uri: totpUri(secret, user.name, house) }
    },
    confirmTotp: (caller, code) => {
      const record = own(caller)
      const { id } = record.user
      const secret = begun.get(id)
      if (secret === undefined) throw notBegun()
      const period = periodOf(secret, code, deps.now())
      if (period === undefined) throw codeDiffers()
      const codes = newRecoveryCodes()
      users.setRecoveryCodes(id, codes.map(hashRecoveryCode))
      users.save({ ...record, totpSecret: secret, totpLastStep: period })
      begun.delete(id)
      return codes
    },
    removeTotp: async (caller, password, from) => {
      const { user, passwordHash } = await checkCurrent(caller, password, from)
      users.save({ user, passwordHash })
      users.setRecoveryCodes(user.id, [])
    },
  }
}

function isAdmin({ rights }: Caller): boolean {
  return reaches(rights, 'admin') && rights.reach.of === 'house'
}

function userIdOf(caller: Caller): string | undefined {
  return caller.via === 'socket' ? undefined : caller.userId
}

function checkToken({ name, expiresAt }: TokenWish, now: Date): Problem[] {
  const named = checkName(name, 'a token')
  const problems: Problem[] = named.ok ? [] : [...named.problems]
  if (expiresAt !== undefined && Date.parse(expiresAt) <= now.getTime())
    problems.push({
      code: 'invalid_input',
      field: 'expiresAt',
      message: 'The token would have ended before it begins.',
    })
  return problems
}

function noAccount(caller: Caller): Error {
  return problemError({
    code: 'wrong_state',
    message: `${caller.name} has no account of its own, and this is about one.`,
    hint: 'Sign in with a browser.',
  })
}

function nothingLike(type: 'session' | 'token', id: string): Error {
  return problemError({
    code: 'not_found',
    object: { type, name: id },
    message: `There is no ${type} ${id}.`,
  })
}

function tokenTaken(user: string, name: string): Error {
  return problemError({
    code: 'already_exists',
    field: 'name',
    object: { type: 'token', name },
    message: `There is already a token of ${user} named ${name}.`,
  })
}

function whose(): Error {
  return problemError({
    code: 'invalid_input',
    field: 'user',
    message: 'On the host itself nobody is signed in, so it has to be said for whom the token speaks.',
    hint: 'kiste user list shows who there is; --user names one.',
  })
}

function onlyOnTheHost(): Error {
  return problemError({
    code: 'forbidden',
    field: 'user',
    message: 'A token that speaks for somebody else is made on the host itself only.',
    hint: 'Leave out whose it is to be, or run kiste token create on the host.',
  })
}

function hasTotp(): Error {
  return problemError({
    code: 'wrong_state',
    message: 'Codes of an app are asked for already.',
    hint: 'Remove that first, if you have a new phone.',
  })
}

function notBegun(): Error {
  return problemError({ code: 'wrong_state', message: 'No QR code was shown that this code could be from.' })
}

function codeDiffers(): Error {
  return problemError({
    code: 'invalid_input',
    field: 'code',
    message: 'This code does not come from the QR code that was shown.',
    hint: 'Codes change every 30 seconds; the clocks of phone and host must agree.',
  })
}
