import type { Access, Account, Users } from './access.ts'
import { createAccount } from './account.ts'
import type { AccessDeps } from './deps.ts'
import { acceptInvitation } from './invitations.ts'
import { createPasskeys } from './passkeys.ts'
import { needsSetUp, setUp, setUpSecret } from './set-up.ts'
import { again, bySession, byToken, signIn } from './sign-in.ts'
import { createThrottle } from './throttle.ts'
import { createUsers } from './users.ts'

/** What is kept of who changed what; a house with ten changes an hour fills it in a year. */
const auditKept = 100_000

/** Who may come in. `house` is what an app shows beside its codes. */
export function createAccess(deps: AccessDeps, options: { readonly house: string }): Access {
  const throttle = createThrottle(() => deps.now().getTime())
  const listeners = new Set<() => void>()
  const changed = () => {
    for (const listener of listeners) listener()
  }
  let written = 0
  return {
    doors: {
      needsSetUp: () => needsSetUp(deps),
      setUpSecret: () => setUpSecret(deps),
      setUp: (wish, from) => setUp(deps, wish, from),
      signIn: (wish, from) => signIn(deps, throttle, wish, from),
      signOut: (caller) => {
        if (caller.via === 'session') deps.sessions.remove(caller.sessionId)
        changed()
      },
      acceptInvitation: (wish, from) => acceptInvitation(deps, wish, from),
      bySession: (secret, from) => bySession(deps, secret, from),
      byToken: (secret) => byToken(deps, secret),
      again: (caller) => again(deps, caller),
      onChange: (listener) => void listeners.add(listener),
      nameLike: (name) => deps.users.byName(name)?.user.name,
    },
    users: tellingUsers(createUsers(deps), changed),
    account: tellingAccount(createAccount(deps, throttle, options.house), changed),
    passkeys: createPasskeys(deps, throttle, options.house),
    audit: {
      write: (entry) => {
        deps.audit.insert({ ...entry, at: deps.now().toISOString() })
        // Counting the rows at every change would read the table.
        if (written++ % 1_000 === 0) deps.audit.prune(auditKept)
      },
      list: (query) => deps.audit.list(query),
    },
  }
}

/** The same, which tells when what somebody may do has changed. */
function tellingUsers(users: Users, changed: () => void): Users {
  return {
    list: users.list,
    create: users.create,
    set: async (user, wish) => {
      const view = await users.set(user, wish)
      changed()
      return view
    },
    remove: (user) => {
      users.remove(user)
      changed()
    },
    reset: (user) => {
      const invited = users.reset(user)
      changed()
      return invited
    },
  }
}

function tellingAccount(account: Account, changed: () => void): Account {
  return {
    ...account,
    endSession: (caller, id) => {
      account.endSession(caller, id)
      changed()
    },
    removeToken: (caller, id) => {
      account.removeToken(caller, id)
      changed()
    },
    changePassword: async (caller, wish, from) => {
      await account.changePassword(caller, wish, from)
      changed()
    },
  }
}
