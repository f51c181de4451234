import type { Role } from '../domain/rights.ts'
import type { User } from '../domain/user.ts'
import { withDbProblems } from './db-problems.ts'
import type { Db } from './open-db.ts'

/** A user, and what tells that it is them. */
export interface UserRecord {
  readonly user: User
  /** Absent for somebody who comes with a passkey alone, or has not followed their invitation. */
  readonly passwordHash?: string | undefined
  /** Base 32; there once somebody has shown a code made from it. */
  readonly totpSecret?: string | undefined
  /** The period of the last code that was taken: no code is taken twice. */
  readonly totpLastStep?: number | undefined
}

export interface UsersTable {
  insert(record: UserRecord): void
  /** Replaces all but the id. */
  save(record: UserRecord): void
  remove(id: string): void
  byId(id: string): UserRecord | undefined
  /** Upper and lower case are one name. */
  byName(name: string): UserRecord | undefined
  list(): UserRecord[]
  /** Takes a period of time for codes, once; false when it or a later one was taken. */
  takeTotpStep(id: string, step: number): boolean
  /** Replaces all codes of a user. */
  setRecoveryCodes(id: string, hashes: readonly string[]): void
  /** Uses a code up; false when there is none like it. */
  takeRecoveryCode(id: string, hash: string): boolean
  countRecoveryCodes(id: string): number
}

interface UserRow {
  id: string
  name: string
  role: Role
  vms: string
  disabled: number
  password_hash: string | null
  totp_secret: string | null
  totp_last_step: number | null
  created_at: string
}

/** Who may come in. Each call is one transaction and on stable storage when it returns; throws `ProblemError`. */
export function createUsersTable(db: Db): UsersTable {
  const insert = db.prepare(
    `INSERT INTO users (id, name, role, vms, disabled, password_hash, totp_secret, totp_last_step, created_at)
     VALUES (@id, @name, @role, @vms, @disabled, @passwordHash, @totpSecret, @totpLastStep, @createdAt)`,
  )
  const save = db.prepare(
    `UPDATE users SET name = @name, role = @role, vms = @vms, disabled = @disabled, password_hash = @passwordHash,
       totp_secret = @totpSecret, totp_last_step = @totpLastStep WHERE id = @id`,
  )
  const remove = db.prepare('DELETE FROM users WHERE id = ?')
  const byId = db.prepare<[string], UserRow>('SELECT * FROM users WHERE id = ?')
  const byName = db.prepare<[string], UserRow>('SELECT * FROM users WHERE name = ?')
  const list = db.prepare<[], UserRow>('SELECT * FROM users ORDER BY name')
  const takeStep = db.prepare(
    'UPDATE users SET totp_last_step = @step WHERE id = @id AND (totp_last_step IS NULL OR totp_last_step < @step)',
  )
  const dropCodes = db.prepare('DELETE FROM recovery_codes WHERE user_id = ?')
  const addCode = db.prepare('INSERT INTO recovery_codes (user_id, hash) VALUES (?, ?)')
  const takeCode = db.prepare('DELETE FROM recovery_codes WHERE user_id = ? AND hash = ?')
  const countCodes = db
    .prepare<[string], number>('SELECT count(*) FROM recovery_codes WHERE user_id = ?')
    .pluck()
  const replaceCodes = db.transaction((id: string, hashes: readonly string[]) => {
    dropCodes.run(id)
    for (const hash of hashes) addCode.run(id, hash)
  })
  const guard = <T>(run: () => T): T => withDbProblems(db.name, run)

  return {
    insert: (record) => guard(() => void insert.run(toRow(record))),
    save: (record) => guard(() => void save.run(toRow(record))),
    remove: (id) => guard(() => void remove.run(id)),
    byId: (id) => guard(() => toRecord(byId.get(id))),
    byName: (name) => guard(() => toRecord(byName.get(name))),
    list: () => guard(() => list.all().map(fromRow)),
    takeTotpStep: (id, step) => guard(() => takeStep.run({ id, step }).changes === 1),
    setRecoveryCodes: (id, hashes) => guard(() => replaceCodes(id, hashes)),
    takeRecoveryCode: (id, hash) => guard(() => takeCode.run(id, hash).changes === 1),
    countRecoveryCodes: (id) => guard(() => countCodes.get(id) ?? 0),
  }
}

function toRow({ user, passwordHash, totpSecret, totpLastStep }: UserRecord): object {
  return {
    id: user.id,
    name: user.name,
    role: user.role,
    vms: JSON.stringify(user.vms),
    disabled: user.disabled ? 1 : 0,
    passwordHash: passwordHash ?? null,
    totpSecret: totpSecret ?? null,
    totpLastStep: totpLastStep ?? null,
    createdAt: user.createdAt,
  }
}

function toRecord(row: UserRow | undefined): UserRecord | undefined {
  return row === undefined ? undefined : fromRow(row)
}

function fromRow(row: UserRow): UserRecord {
  return {
    user: {
      id: row.id,
      name: row.name,
      role: row.role,
      vms: JSON.parse(row.vms) as string[],
      disabled: row.disabled === 1,
      createdAt: row.created_at,
    },
    passwordHash: row.password_hash ?? undefined,
    totpSecret: row.totp_secret ?? undefined,
    totpLastStep: row.totp_last_step ?? undefined,
  }
}
