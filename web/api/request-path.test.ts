import { expect, test } from 'vitest'
import { requestPath } from './request-path.ts'

test.each([
  ['plain', '/v1/vms/:vm', { params: { vm: 'web' } }, '/v1/vms/web'],
  [
    'a name that would leave its place',
    '/v1/vms/:vm/xml',
    { params: { vm: '../host?x' } },
    '/v1/vms/..%2Fhost%3Fx/xml',
  ],
  ['what is not given is not sent', '/v1/jobs', { query: { limit: 5, open: undefined } }, '/v1/jobs?limit=5'],
  ['two parameters', '/v1/vms/:vm/disks/:disk', { params: { vm: 'a', disk: 'b' } }, '/v1/vms/a/disks/b'],
])('%s', (_, path, input, expected) => {
  expect(requestPath({ path }, input)).toBe(expected)
})
