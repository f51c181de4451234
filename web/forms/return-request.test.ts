import { expect, test } from 'vitest'
import { returnBody, returnCommand, type Return, type ReturnOptions } from './return-request.ts'

const usual: ReturnOptions = { branch: '', stop: 'no', start: undefined }

test.each<[Return, Partial<ReturnOptions>, unknown, string]>([
  [{ to: 'point', snapshot: 's1' }, {}, {}, 'kiste snapshot rollback web s1'],
  [
    { to: 'point', snapshot: 's1' },
    { branch: 'again', stop: 'ask', start: false },
    { branch: 'again', stop: {}, start: false },
    'kiste snapshot rollback web s1 --branch again --stop --no-start',
  ],
  // A branch that one goes to has its name.
  [
    { to: 'branch', branch: 'main' },
    { branch: 'again', stop: 'force' },
    { stop: { force: 'now' } },
    'kiste branch switch web main --force',
  ],
  [{ to: 'try' }, { start: true }, { start: true }, 'kiste try discard web --start'],
])('%j with %j', (where, options, body, command) => {
  const wished = { ...usual, ...options }
  expect(returnBody(where, wished)).toEqual(body)
  expect(returnCommand('web', where, wished)).toBe(command)
})
