import type { Session } from '../domain/user.ts'
import { withDbProblems } from './db-problems.ts'
import type { Db } from './open-db.ts'

export interface SessionsTable {
  insert(session: Session, hash: string): void
  /** By the hash of what the browser brings. */
  byHash(hash: string): Session | undefined
  byId(id: string): Session | undefined
  /** All, or those of one user; seen last first. */
  list(userId?: string): Session[]
  touch(id: string, seenAt: string, address: string): void
  remove(id: string): void
  /** Ends all of a user's but one. */
  removeOthers(userId: string, keepId?: string): void
  /** Removes those not seen since, or older than `createdSince`. */
  prune(seenSince: string, createdSince: string): void
}

interface SessionRow {
  id: string
  user_id: string
  address: string
  agent: string
  created_at: string
  seen_at: string
}

/** The browsers that are signed in. Throws `ProblemError`. */
export function createSessionsTable(db: Db): SessionsTable {
  const insert = db.prepare(
    `INSERT INTO sessions (id, hash, user_id, address, agent, created_at, seen_at)
     VALUES (@id, @hash, @userId, @address, @agent, @createdAt, @seenAt)`,
  )
  const byHash = db.prepare<[string], SessionRow>('SELECT * FROM sessions WHERE hash = ?')
  const byId = db.prepare<[string], SessionRow>('SELECT * FROM sessions WHERE id = ?')
  const list = db.prepare<[object], SessionRow>(
    'SELECT * FROM sessions WHERE @userId IS NULL OR user_id = @userId ORDER BY seen_at DESC, id',
  )
  const touch = db.prepare('UPDATE sessions SET seen_at = ?, address = ? WHERE id = ?')
  const remove = db.prepare('DELETE FROM sessions WHERE id = ?')
  const removeOthers = db.prepare('DELETE FROM sessions WHERE user_id = ? AND id IS NOT ?')
  const prune = db.prepare('DELETE FROM sessions WHERE seen_at < ? OR created_at < ?')
  const guard = <T>(run: () => T): T => withDbProblems(db.name, run)

  return {
    insert: (session, hash) => guard(() => void insert.run({ ...session, hash })),
    byHash: (hash) => guard(() => toSession(byHash.get(hash))),
    byId: (id) => guard(() => toSession(byId.get(id))),
    list: (userId) => guard(() => list.all({ userId: userId ?? null }).map(fromRow)),
    touch: (id, seenAt, address) => guard(() => void touch.run(seenAt, address, id)),
    remove: (id) => guard(() => void remove.run(id)),
    removeOthers: (userId, keepId) => guard(() => void removeOthers.run(userId, keepId ?? null)),
    prune: (seenSince, createdSince) => guard(() => void prune.run(seenSince, createdSince)),
  }
}

function toSession(row: SessionRow | undefined): Session | undefined {
  return row === undefined ? undefined : fromRow(row)
}

function fromRow(row: SessionRow): Session {
  return {
    id: row.id,
    userId: row.user_id,
    address: row.address,
    agent: row.agent,
    createdAt: row.created_at,
    seenAt: row.seen_at,
  }
}
