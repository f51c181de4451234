import { expect, test } from 'vitest'
import type { User } from '../api/access-queries.ts'
import { userActionsFor, userState, whyNotUser } from './user-actions.ts'

const user = (name: string, more: Partial<User> = {}): User => ({
  id: name,
  name,
  role: 'admin',
  vms: [],
  disabled: false,
  createdAt: '2027-01-01T12:00:00.000Z',
  hasPassword: true,
  hasTotp: false,
  passkeys: 0,
  ...more,
})

test.each([
  ['the only administrator', [], false],
  ['one of two', [user('bert')], true],
  ['one beside somebody kept out', [user('bert', { disabled: true })], false],
  ['one beside a viewer', [user('bert', { role: 'viewer' })], false],
] as const)('%s', (_who, others, can) => {
  const anna = user('anna')
  const all = [anna, ...others]
  for (const action of ['disable', 'remove'] as const)
    expect(whyNotUser(action, anna, all) === undefined).toBe(can)
  expect(whyNotUser('reset', anna, all)).toBeUndefined()
})

test('somebody who is no administrator may always go', () => {
  const vera = user('vera', { role: 'viewer' })
  expect(whyNotUser('remove', vera, [user('anna'), vera])).toBeUndefined()
})

test('what makes sense, and how somebody is', () => {
  expect(userActionsFor({ disabled: false })).toEqual(['rights', 'disable', 'reset', 'remove'])
  expect(userActionsFor({ disabled: true })).toEqual(['rights', 'enable', 'reset', 'remove'])
  expect(userState(user('x')).word).toBe('users.state.active')
  expect(userState(user('x', { hasPassword: false })).word).toBe('users.state.invited')
  expect(userState(user('x', { hasPassword: false, passkeys: 1 })).word).toBe('users.state.active')
  expect(userState(user('x', { disabled: true })).word).toBe('users.state.disabled')
})
