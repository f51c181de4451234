import { checkName } from '../../domain/name.ts'
import { problemError, throwIfProblems, type Problem } from '../../domain/problem.ts'
import { isLastAdmin } from '../../domain/user.ts'
import type { UserRecord } from '../../db/users-table.ts'
import type { Users, UserView } from './access.ts'
import type { AccessDeps } from './deps.ts'
import { findUser } from './find-user.ts'
import { findUuids } from './find-vms.ts'
import { invite } from './invitations.ts'

/** Who may come in, as administrators manage it. */
export function createUsers(deps: AccessDeps): Users {
  const { users, sessions, passkeys, tokens } = deps

  const view = (record: UserRecord): UserView => ({
    ...record.user,
    hasPassword: record.passwordHash !== undefined,
    hasTotp: record.totpSecret !== undefined,
    passkeys: passkeys.ofUser(record.user.id).length,
  })
  const find = (user: string) => findUser(users, user)
  /** Somebody must always be able to let others in. */
  const keepAnAdmin = (without: UserRecord) => {
    const all = users.list().map(({ user }) => user)
    if (isLastAdmin(without.user, all)) throw lastAdmin(without.user.name)
  }
  const invited = (id: string) => {
    const link = invite(deps, id)
    return { user: view(find(id)), ...link }
  }

  return {
    list: () => users.list().map(view),

    create: async ({ name, role, vms }) => {
      throwIfProblems(checkUserName(users.byName(name), name))
      const uuids = await findUuids(deps, vms ?? [])
      throwIfProblems(checkVms(role, uuids))
      const id = deps.randomUuid()
      users.insert({
        user: { id, name, role, vms: uuids, disabled: false, createdAt: deps.now().toISOString() },
      })
      return invited(id)
    },

    set: async (wished, { name, role, vms, disabled }) => {
      const before = find(wished)
      if (name !== undefined && name.toLowerCase() !== before.user.name.toLowerCase())
        throwIfProblems(checkUserName(users.byName(name), name))
      const uuids = vms === undefined ? undefined : await findUuids(deps, vms, before.user.vms)
      // What was read before may have changed while the VMs were looked for.
      const record = find(before.user.id)
      const user = {
        ...record.user,
        name: name ?? record.user.name,
        role: role ?? record.user.role,
        vms: (role ?? record.user.role) === 'operator' ? (uuids ?? record.user.vms) : [],
        disabled: disabled ?? record.user.disabled,
      }
      throwIfProblems(checkVms(user.role, uuids ?? []))
      if (user.role !== 'admin' || user.disabled) keepAnAdmin(record)
      users.save({ ...record, user })
      if (user.disabled) sessions.removeOthers(user.id)
      return view(find(user.id))
    },

    remove: (wished) => {
      const record = find(wished)
      keepAnAdmin(record)
      users.remove(record.user.id)
    },

    reset: (wished) => {
      const { user } = find(wished)
      users.save({ user: { ...user, disabled: false } })
      users.setRecoveryCodes(user.id, [])
      for (const { id } of passkeys.ofUser(user.id)) passkeys.remove(id)
      // The account may be in other hands, and a token outlasts every password.
      for (const { id } of tokens.list(user.id)) tokens.remove(id)
      sessions.removeOthers(user.id)
      return invited(user.id)
    },
  }
}

function checkUserName(taken: UserRecord | undefined, name: string): Problem[] {
  const named = checkName(name, 'a user')
  if (!named.ok) return [...named.problems]
  if (taken === undefined) return []
  return [
    {
      code: 'already_exists',
      field: 'name',
      object: { type: 'user', name },
      message: `There is already a user named ${taken.user.name}.`,
    },
  ]
}

function checkVms(role: string, vms: readonly string[]): Problem[] {
  if (role === 'operator' || vms.length === 0) return []
  return [
    {
      code: 'invalid_input',
      field: 'vms',
      message: `VMs are named for operators; a user who is ${role} has the same rights for all.`,
    },
  ]
}

function lastAdmin(name: string): Error {
  return problemError({
    code: 'wrong_state',
    object: { type: 'user', name },
    message: `${name} is the only administrator, and without one nobody could let others in.`,
    hint: 'Make somebody else an administrator first.',
  })
}
