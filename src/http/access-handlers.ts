import type { Access, Caller, Invited, SignedIn } from '../app/access/access.ts'
import { pages } from '../contract/pages.ts'
import type { SessionState } from '../contract/schemas/access.ts'
import type { Wire } from '../contract/wire.ts'
import type { Handlers } from './handler.ts'
import { known } from './known-caller.ts'
import type { SessionCookie } from './session-cookie.ts'
import type { accessRoutes } from '../contract/routes/access.ts'

const done = { done: true } as const

/** The endpoints about who may come in. */
export function accessHandlers({
  doors,
  users,
  account,
  passkeys,
  audit,
}: Access): Pick<Handlers, keyof typeof accessRoutes> {
  const stateOf = (caller: Caller | undefined): Wire<SessionState> => {
    if (caller !== undefined)
      return { state: 'signed-in', name: caller.name, via: caller.via, rights: caller.rights }
    return { state: doors.needsSetUp() ? 'set-up' : 'anonymous' }
  }
  const enter = ({ secret, caller }: SignedIn, cookie: SessionCookie) => {
    cookie.set(secret)
    return stateOf(caller)
  }

  return {
    getSession: ({ caller }) => stateOf(caller),
    signIn: async ({ body, from, cookie }) => enter(await doors.signIn(body, from), cookie),
    signOut: ({ caller, cookie }) => {
      if (caller !== undefined) doors.signOut(caller)
      cookie.clear()
      return stateOf(undefined)
    },
    setUp: async ({ body, from, cookie }) => enter(await doors.setUp(body, from), cookie),
    getSetUp: ({ origin }) => {
      const secret = doors.setUpSecret()
      return { secret, link: secret === undefined ? undefined : linkTo(origin, pages.setUp, secret) }
    },
    acceptInvitation: async ({ body, from, cookie }) =>
      enter(await doors.acceptInvitation(body, from), cookie),

    listUsers: () => users.list(),
    createUser: async ({ body, origin }) => withLink(await users.create(body), origin),
    setUser: ({ params, body }) => users.set(params.user, body),
    removeUser: ({ params }) => {
      users.remove(params.user)
      return done
    },
    resetUser: ({ params, origin }) => withLink(users.reset(params.user), origin),

    listSessions: ({ caller }) => account.sessions(known(caller)),
    endSession: ({ caller, params }) => {
      account.endSession(known(caller), params.session)
      return done
    },
    listTokens: ({ caller }) => account.tokens(known(caller)),
    createToken: ({ caller, body }) => account.createToken(known(caller), body),
    removeToken: ({ caller, params }) => {
      account.removeToken(known(caller), params.token)
      return done
    },
    changePassword: async ({ caller, body, from }) => {
      await account.changePassword(known(caller), body, from)
      return done
    },
    getAccount: ({ caller }) => account.own(known(caller)),
    beginTotp: ({ caller, body, from }) => account.beginTotp(known(caller), body.password, from),
    confirmTotp: ({ caller, body }) => ({ recoveryCodes: account.confirmTotp(known(caller), body.code) }),
    removeTotp: async ({ caller, body, from }) => {
      await account.removeTotp(known(caller), body.password, from)
      return done
    },

    beginPasskeySignIn: ({ origin }) => passkeys.beginSignIn(origin),
    signInWithPasskey: async ({ body, origin, from, cookie }) =>
      enter(await passkeys.signIn(origin, body.response, from), cookie),
    listPasskeys: ({ caller }) => passkeys.list(known(caller)),
    beginPasskey: ({ caller, body, origin, from }) =>
      passkeys.begin(known(caller), body.password, origin, from),
    addPasskey: async ({ caller, origin, body }) => {
      await passkeys.add(known(caller), origin, body)
      return done
    },
    renamePasskey: ({ caller, params, body }) => passkeys.rename(known(caller), params.passkey, body.name),
    removePasskey: ({ caller, params }) => {
      passkeys.remove(known(caller), params.passkey)
      return done
    },

    listAudit: ({ query }) => audit.list({ ...query, limit: query.limit ?? 100 }),
  }
}

/** What is behind the # stays in the browser: no log, no proxy and no other page sees it. */
function linkTo(origin: string | undefined, page: string, secret: string): string | undefined {
  return origin === undefined ? undefined : `${origin}${page}#${secret}`
}

function withLink(invited: Invited, origin: string | undefined) {
  return { ...invited, link: linkTo(origin, pages.invitation, invited.secret) }
}
