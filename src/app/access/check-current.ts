import type { UserRecord } from '../../db/users-table.ts'
import { problemError } from '../../domain/problem.ts'
import type { From } from './access.ts'
import { isPassword } from './passwords.ts'
import type { Throttle } from './throttle.ts'

/**
 * Asks somebody who is signed in for their password once more, before what would outlast their session: a session can be taken over
 * by whoever finds a browser open. Throws `forbidden` at `field`, or `too_many_tries`.
 */
export async function checkCurrentPassword(
  throttle: Throttle,
  { user, passwordHash }: UserRecord,
  password: string,
  { address }: From,
  field: 'current' | 'password' = 'password',
): Promise<void> {
  const attempt = throttle.begin(user.name, address)
  if (!(await isPassword(password, passwordHash)))
    throw problemError({ code: 'forbidden', field, message: 'This is not your password of now.' })
  attempt.succeeded()
}
