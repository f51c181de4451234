import { isLastAdmin } from '../../src/domain/user.ts'
import type { User } from '../api/access-queries.ts'
import type { Message, MessageKey } from '../messages/message.ts'

/** What an administrator does about somebody; a new password they get on the host itself. */
export const userActions = ['rights', 'disable', 'enable', 'reset', 'remove'] as const
export type UserAction = (typeof userActions)[number]

export const userActionLabels: Readonly<Record<UserAction, MessageKey>> = {
  rights: 'users.action.rights',
  disable: 'users.action.disable',
  enable: 'users.action.enable',
  reset: 'users.action.reset',
  remove: 'users.action.remove',
}

/** Those that make sense for somebody as they are. */
export function userActionsFor({ disabled }: Pick<User, 'disabled'>): readonly UserAction[] {
  return userActions.filter((action) => action !== (disabled ? 'disable' : 'enable'))
}

/** Which would leave nobody who could let others in. */
const needsAnother: ReadonlySet<UserAction> = new Set(['disable', 'remove'])

/** Why something cannot be done about somebody; undefined where it can. */
export function whyNotUser(action: UserAction, user: User, all: readonly User[]): Message | undefined {
  if (!needsAnother.has(action) || !isLastAdmin(user, all)) return undefined
  return { key: 'users.whyNot.lastAdmin', values: { name: user.name } }
}

export interface UserState {
  readonly tone: 'ok' | 'off' | 'busy'
  readonly word: MessageKey
}

export function userState({ disabled, hasPassword, passkeys }: User): UserState {
  if (disabled) return { tone: 'off', word: 'users.state.disabled' }
  if (hasPassword || passkeys > 0) return { tone: 'ok', word: 'users.state.active' }
  return { tone: 'busy', word: 'users.state.invited' }
}
