import { checkPassword } from '../../domain/password-rules.ts'
import { problemError, throwIfProblems } from '../../domain/problem.ts'
import type { From, SignedIn } from './access.ts'
import type { AccessDeps } from './deps.ts'
import { hashPassword } from './passwords.ts'
import { drawSecret, hashSecret } from './secrets.ts'
import { openSession } from './sign-in.ts'

const lifeMs = 7 * 24 * 3_600_000

/** A link by which a user chooses their password; it takes the place of one they had. */
export function invite(
  deps: AccessDeps,
  userId: string,
): { readonly secret: string; readonly expiresAt: string } {
  const secret = drawSecret()
  const expiresAt = new Date(deps.now().getTime() + lifeMs).toISOString()
  deps.invitations.put({ userId, expiresAt }, hashSecret(secret))
  return { secret, expiresAt }
}

/** Gives the invited user a password. Throws `not_signed_in` when the link is used, too old or none. */
export async function acceptInvitation(
  deps: AccessDeps,
  wish: { readonly secret: string; readonly password: string },
  from: From,
): Promise<SignedIn> {
  const find = () => {
    const invitation = deps.invitations.byHash(hashSecret(wish.secret))
    const record = invitation && deps.users.byId(invitation.userId)
    if (invitation === undefined || record === undefined || record.user.disabled) throw noLink()
    if (Date.parse(invitation.expiresAt) <= deps.now().getTime()) throw noLink()
    return record
  }
  throwIfProblems(checkPassword(wish.password, find().user.name))
  const passwordHash = await hashPassword(wish.password)
  const record = find()
  deps.invitations.remove(hashSecret(wish.secret))
  deps.users.save({ ...record, passwordHash })
  return openSession(deps, record.user, from)
}

function noLink(): Error {
  return problemError({
    code: 'not_signed_in',
    message: 'This link was used, is older than a week, or was replaced by a newer one.',
    hint: 'An administrator makes a new one.',
  })
}
