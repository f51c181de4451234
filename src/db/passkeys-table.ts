import { withDbProblems } from './db-problems.ts'
import type { Db } from './open-db.ts'

/** A key pair of somebody's device; the house knows the public half. */
export interface Passkey {
  /** The credential's id, base64url. */
  readonly id: string
  readonly userId: string
  /** What its owner calls it. */
  readonly name: string
  /** The name of the house at which it was made: it works there alone (WebAuthn's RP ID). */
  readonly site: string
  readonly publicKey: Uint8Array
  /** How often the device signed, as it last said; 0 where it does not count. */
  readonly counter: number
  readonly transports: readonly string[]
  readonly createdAt: string
  readonly usedAt?: string | undefined
}

export interface PasskeysTable {
  insert(passkey: Passkey): void
  byId(id: string): Passkey | undefined
  ofUser(userId: string): Passkey[]
  rename(id: string, name: string): void
  touch(id: string, counter: number, usedAt: string): void
  remove(id: string): void
}

interface PasskeyRow {
  id: string
  user_id: string
  name: string
  site: string
  public_key: Buffer
  counter: number
  transports: string
  created_at: string
  used_at: string | null
}

/** Throws `ProblemError`. */
export function createPasskeysTable(db: Db): PasskeysTable {
  const insert = db.prepare(
    `INSERT INTO passkeys (id, user_id, name, site, public_key, counter, transports, created_at)
     VALUES (@id, @userId, @name, @site, @publicKey, @counter, @transports, @createdAt)`,
  )
  const byId = db.prepare<[string], PasskeyRow>('SELECT * FROM passkeys WHERE id = ?')
  const ofUser = db.prepare<[string], PasskeyRow>(
    'SELECT * FROM passkeys WHERE user_id = ? ORDER BY created_at, id',
  )
  const rename = db.prepare('UPDATE passkeys SET name = ? WHERE id = ?')
  const touch = db.prepare('UPDATE passkeys SET counter = ?, used_at = ? WHERE id = ?')
  const remove = db.prepare('DELETE FROM passkeys WHERE id = ?')
  const guard = <T>(run: () => T): T => withDbProblems(db.name, run)
  return {
    insert: (passkey) =>
      guard(
        () =>
          void insert.run({
            id: passkey.id,
            userId: passkey.userId,
            name: passkey.name,
            site: passkey.site,
            publicKey: Buffer.from(passkey.publicKey),
            counter: passkey.counter,
            transports: JSON.stringify(passkey.transports),
            createdAt: passkey.createdAt,
          }),
      ),
    byId: (id) => guard(() => toPasskey(byId.get(id))),
    ofUser: (userId) => guard(() => ofUser.all(userId).map(fromRow)),
    rename: (id, name) => guard(() => void rename.run(name, id)),
    touch: (id, counter, usedAt) => guard(() => void touch.run(counter, usedAt, id)),
    remove: (id) => guard(() => void remove.run(id)),
  }
}

function toPasskey(row: PasskeyRow | undefined): Passkey | undefined {
  return row === undefined ? undefined : fromRow(row)
}

function fromRow(row: PasskeyRow): Passkey {
  return {
    id: row.id,
    userId: row.user_id,
    name: row.name,
    site: row.site,
    publicKey: new Uint8Array(row.public_key),
    counter: row.counter,
    transports: JSON.parse(row.transports) as string[],
    createdAt: row.created_at,
    usedAt: row.used_at ?? undefined,
  }
}
