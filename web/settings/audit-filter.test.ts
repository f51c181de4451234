import { expect, test } from 'vitest'
import { auditWish, readAuditFilter, writeAuditFilter } from './audit-filter.ts'

test.each([
  ['', { who: '', what: '', result: undefined }, {}],
  [
    'who=anna&result=refused',
    { who: 'anna', what: '', result: 'refused' },
    { who: 'anna', result: 'refused' },
  ],
  ['what=%20web%20&result=odd', { who: '', what: ' web ', result: undefined }, { what: 'web' }],
] as const)('%s', (search, filter, wish) => {
  expect(readAuditFilter(search)).toEqual(filter)
  expect(auditWish(filter)).toEqual(wish)
})

test('comes back from the address, and leaves the rest of that alone', () => {
  const filter = { who: 'anna', what: 'a&b', result: 'done' } as const
  const search = writeAuditFilter('lang=de', filter)
  expect(readAuditFilter(search)).toEqual(filter)
  expect(search).toContain('lang=de')
  expect(writeAuditFilter(search, { who: '', what: '', result: undefined })).toBe('lang=de')
})
