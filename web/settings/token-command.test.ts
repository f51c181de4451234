import { expect, test } from 'vitest'
import { createTokenCommand, revokeTokenCommand } from './token-command.ts'

const wish = { name: 'ha', user: 'anna', level: 'view', life: 'quarter', vms: undefined } as const

test.each([
  [createTokenCommand(wish), 'kiste token create ha --user anna --level view --expires 90d'],
  [
    createTokenCommand({ ...wish, name: '', level: 'operate', life: 'endless', vms: ['web', 'a b'] }),
    "kiste token create NAME --user anna --level operate --vm web --vm 'a b' --expires never",
  ],
  [
    createTokenCommand({ ...wish, name: '$(x)' }),
    "kiste token create '$(x)' --user anna --level view --expires 90d",
  ],
  [revokeTokenCommand({ user: 'anna', name: 'ha' }), 'kiste token revoke anna/ha'],
])('%s', (command, wanted) => {
  expect(command).toBe(wanted)
})
