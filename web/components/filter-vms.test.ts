import { expect, test } from 'vitest'
import { filterVms, readFilter, writeFilter } from './filter-vms.ts'

const vms = [
  { name: 'web', status: { state: 'running', agent: 'connected' }, made: { at: '', image: 'debian-12' } },
  { name: 'web-old', status: { state: 'stopped' } },
  { name: 'DNS', status: { state: 'stopped' } },
] as const

test.each([
  ['', ['web', 'web-old', 'DNS']],
  ['name=WEB', ['web', 'web-old']],
  ['name=web%20old', ['web-old']],
  ['name=debian', ['web']],
  ['state=stopped', ['web-old', 'DNS']],
  ['name=web&state=stopped', ['web-old']],
  ['state=nonsense', ['web', 'web-old', 'DNS']],
])('%s', (search, expected) => {
  expect(filterVms(vms, readFilter(search)).map(({ name }) => name)).toEqual(expected)
})

test('a filter goes into the address and comes back, and leaves what else is there', () => {
  const filter = { text: 'a & b', state: 'paused' } as const
  const search = writeFilter('lang=de&state=running', filter)
  expect(readFilter(search)).toEqual(filter)
  expect(search).toContain('lang=de')
  expect(writeFilter(search, { text: '', state: undefined })).toBe('lang=de')
})
