import { expect, test } from 'vitest'
import { inviteCommand, rightsCommand } from './user-command.ts'

test.each([
  [
    inviteCommand('olga', { role: 'operator', vms: ['web', 'db'] }),
    'kiste user add olga --role operator --vm web --vm db',
  ],
  [inviteCommand('', { role: 'viewer', vms: [] }), 'kiste user add NAME --role viewer'],
  [inviteCommand('a b; rm', { role: 'admin', vms: ['web'] }), "kiste user add 'a b; rm' --role admin"],
  [rightsCommand('olga', { role: 'viewer', vms: ['web'] }), 'kiste user set olga --role viewer'],
])('%s', (command, wanted) => {
  expect(command).toBe(wanted)
})
