import { expect, test } from 'vitest'
import { formatPolicyNote, parsePolicyNote } from './policy-note.ts'
import type { PolicyInForce } from './policy-scope.ts'
import { somePolicy } from './testing/some-policy.ts'

test.each<PolicyInForce>([
  { policy: 'none', from: 'vm' },
  { policy: somePolicy('daily at 03:00, keep 14', 'Europe/Berlin'), from: 'host' },
  {
    policy: somePolicy('every 15 min, keep 8; weekly on sun, keep for 1 year'),
    from: 'store',
  },
])('what is written is read: $from', (note) => {
  expect(parsePolicyNote(formatPolicyNote(note))).toEqual(note)
})

test.each([
  '',
  'no JSON',
  'null',
  '[]',
  '{"kiste":"place","from":"vm","policy":"none"}',
  '{"kiste":"policy","from":"moon","policy":"none"}',
  '{"kiste":"policy","from":"vm"}',
  '{"kiste":"policy","from":"vm","policy":"some"}',
  '{"kiste":"policy","from":"vm","policy":{"rules":"now and then","zone":"UTC"}}',
  '{"kiste":"policy","from":"vm","policy":{"rules":"daily, keep 1"}}',
])('anything else is none: %s', (text) => {
  expect(parsePolicyNote(text)).toBeUndefined()
})

test('it can be read by eye', () => {
  const policy = somePolicy('daily at 03:00, keep 14', 'Europe/Berlin')
  expect(formatPolicyNote({ policy, from: 'store' })).toBe(
    '{"kiste":"policy","version":1,"from":"store","policy":{"rules":"daily at 03:00, keep 14","zone":"Europe/Berlin"}}\n',
  )
})
