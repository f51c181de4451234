import { checkName } from '../../domain/name.ts'
import { checkPassword } from '../../domain/password-rules.ts'
import { problemError, throwIfProblems } from '../../domain/problem.ts'
import type { From, SignedIn } from './access.ts'
import type { AccessDeps } from './deps.ts'
import { hashPassword } from './passwords.ts'
import { drawSecret, hashSecret } from './secrets.ts'
import { openSession } from './sign-in.ts'

const settingsKey = 'access.set-up-secret'

/** Whether nobody can come in but by the link of the first run. */
export function needsSetUp({ users }: Pick<AccessDeps, 'users'>): boolean {
  return !users.list().some(({ user }) => user.role === 'admin')
}

/**
 * The secret of the first run's link. It has no time limit, as some would be locked out by one; it is drawn once and stays the
 * same over restarts until somebody has used it.
 */
export function setUpSecret(deps: AccessDeps): string | undefined {
  if (!needsSetUp(deps)) return undefined
  const known = deps.settings.get(settingsKey)
  if (typeof known === 'string') return known
  const made = drawSecret()
  deps.settings.set(settingsKey, made, deps.now().toISOString())
  return made
}

/** Makes the first administrator. Throws `not_signed_in` for another secret, `wrong_state` once there is one. */
export async function setUp(
  deps: AccessDeps,
  wish: { readonly secret: string; readonly name: string; readonly password: string },
  from: From,
): Promise<SignedIn> {
  const check = () => {
    const secret = setUpSecret(deps)
    if (secret === undefined) throw isSetUp()
    // Compared by their hashes, so that how long it takes tells nothing about the secret.
    if (hashSecret(wish.secret) !== hashSecret(secret)) throw wrongLink()
  }
  check()
  const named = checkName(wish.name, 'a user')
  throwIfProblems([...(named.ok ? [] : named.problems), ...checkPassword(wish.password, wish.name)])
  const passwordHash = await hashPassword(wish.password)
  // Somebody else may have followed the link while this password was hashed.
  check()
  const user = {
    id: deps.randomUuid(),
    name: wish.name,
    role: 'admin',
    vms: [],
    disabled: false,
    createdAt: deps.now().toISOString(),
  } as const
  deps.users.insert({ user, passwordHash })
  deps.settings.set(settingsKey, undefined, deps.now().toISOString())
  return openSession(deps, user, from)
}

function isSetUp(): Error {
  return problemError({
    code: 'wrong_state',
    message: 'This Kiste has been set up already.',
    hint: 'Sign in. If it was not you who set it up: kiste user list, on the host itself.',
  })
}

function wrongLink(): Error {
  return problemError({
    code: 'not_signed_in',
    message: 'This link is not the one of this Kiste.',
    hint: 'kiste setup, on the host itself, shows it again.',
  })
}
