import { withDbProblems } from './db-problems.ts'
import type { Db } from './open-db.ts'

export interface Invitation {
  readonly userId: string
  readonly expiresAt: string
}

export interface InvitationsTable {
  /** A user has one at a time; a new one takes the place of the last. */
  put(invitation: Invitation, hash: string): void
  byHash(hash: string): Invitation | undefined
  /** Uses it up. */
  remove(hash: string): void
}

/** Links by which users choose their password. Throws `ProblemError`. */
export function createInvitationsTable(db: Db): InvitationsTable {
  const put = db.prepare(
    `INSERT INTO invitations (hash, user_id, expires_at) VALUES (@hash, @userId, @expiresAt)
     ON CONFLICT (user_id) DO UPDATE SET hash = excluded.hash, expires_at = excluded.expires_at`,
  )
  const byHash = db.prepare<[string], Invitation>(
    'SELECT user_id AS userId, expires_at AS expiresAt FROM invitations WHERE hash = ?',
  )
  const remove = db.prepare('DELETE FROM invitations WHERE hash = ?')
  return {
    put: (invitation, hash) => withDbProblems(db.name, () => void put.run({ ...invitation, hash })),
    byHash: (hash) => withDbProblems(db.name, () => byHash.get(hash)),
    remove: (hash) => withDbProblems(db.name, () => void remove.run(hash)),
  }
}
