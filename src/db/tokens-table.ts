import type { Level } from '../domain/rights.ts'
import type { ApiToken } from '../domain/user.ts'
import { withDbProblems } from './db-problems.ts'
import type { Db } from './open-db.ts'

export interface TokensTable {
  /** False when the user has one of this name. */
  insert(token: ApiToken, hash: string): boolean
  /** By the hash of what the program brings. */
  byHash(hash: string): ApiToken | undefined
  byId(id: string): ApiToken | undefined
  /** All, or those of one user, by name. */
  list(userId?: string): ApiToken[]
  touch(id: string, usedAt: string): void
  remove(id: string): void
}

interface TokenRow {
  id: string
  user_id: string
  name: string
  level: Level
  vms: string | null
  created_at: string
  expires_at: string | null
  used_at: string | null
}

/** What programs come in with. Throws `ProblemError`. */
export function createTokensTable(db: Db): TokensTable {
  const insert = db.prepare(
    `INSERT INTO tokens (id, hash, user_id, name, level, vms, created_at, expires_at)
     VALUES (@id, @hash, @userId, @name, @level, @vms, @createdAt, @expiresAt)
     ON CONFLICT (user_id, name) DO NOTHING`,
  )
  const byHash = db.prepare<[string], TokenRow>('SELECT * FROM tokens WHERE hash = ?')
  const byId = db.prepare<[string], TokenRow>('SELECT * FROM tokens WHERE id = ?')
  const list = db.prepare<[object], TokenRow>(
    'SELECT * FROM tokens WHERE @userId IS NULL OR user_id = @userId ORDER BY name, id',
  )
  const touch = db.prepare('UPDATE tokens SET used_at = ? WHERE id = ?')
  const remove = db.prepare('DELETE FROM tokens WHERE id = ?')
  const guard = <T>(run: () => T): T => withDbProblems(db.name, run)

  return {
    insert: (token, hash) => guard(() => insert.run(toRow(token, hash)).changes === 1),
    byHash: (hash) => guard(() => toToken(byHash.get(hash))),
    byId: (id) => guard(() => toToken(byId.get(id))),
    list: (userId) => guard(() => list.all({ userId: userId ?? null }).map(fromRow)),
    touch: (id, usedAt) => guard(() => void touch.run(usedAt, id)),
    remove: (id) => guard(() => void remove.run(id)),
  }
}

function toRow(token: ApiToken, hash: string): object {
  return {
    id: token.id,
    hash,
    userId: token.userId,
    name: token.name,
    level: token.level,
    vms: token.reach.of === 'vms' ? JSON.stringify(token.reach.uuids) : null,
    createdAt: token.createdAt,
    expiresAt: token.expiresAt ?? null,
  }
}

function toToken(row: TokenRow | undefined): ApiToken | undefined {
  return row === undefined ? undefined : fromRow(row)
}

function fromRow(row: TokenRow): ApiToken {
  return {
    id: row.id,
    userId: row.user_id,
    name: row.name,
    level: row.level,
    reach: row.vms === null ? { of: 'house' } : { of: 'vms', uuids: JSON.parse(row.vms) as string[] },
    createdAt: row.created_at,
    expiresAt: row.expires_at ?? undefined,
    usedAt: row.used_at ?? undefined,
  }
}
