import type { UserRecord, UsersTable } from '../../db/users-table.ts'
import { problemError } from '../../domain/problem.ts'

/** Somebody by name, in whatever case, or by id; throws `not_found`. */
export function findUser(users: UsersTable, wished: string): UserRecord {
  const record = users.byName(wished) ?? users.byId(wished)
  if (record !== undefined) return record
  throw problemError({
    code: 'not_found',
    object: { type: 'user', name: wished },
    message: `There is no user ${wished}.`,
    hint: 'kiste user list shows all.',
  })
}
