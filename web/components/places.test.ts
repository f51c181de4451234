import { expect, test } from 'vitest'
import { isAtRare, isHere, placesFor } from './places.ts'

test.each([
  ['/', '/', true],
  ['/vms', '/', false],
  ['/vms/web', '/vms', true],
  ['/vmsx', '/vms', false],
  ['/new/vm', '/vms', true],
  ['/new/pool', '/pools', true],
  ['/new/pool', '/vms', false],
])('at %s, %s is here: %s', (location, href, here) => {
  expect(isHere(location, href)).toBe(here)
})

test('a phone has room for five: four places and what leads to the others', () => {
  expect(placesFor(true).filter(({ rare }) => rare !== true)).toHaveLength(4)
})

test('whoever sees single VMs alone is shown nothing of the house', () => {
  expect(placesFor(false).map(({ href }) => href)).toEqual([
    '/',
    '/vms',
    '/images',
    '/networks',
    '/jobs',
    '/settings',
  ])
})

test.each([
  ['/more', true],
  ['/settings/users', true],
  ['/images', true],
  ['/vms/web', false],
  ['/', false],
])('%s is behind "More" on a phone: %s', (location, rare) => {
  expect(isAtRare(location)).toBe(rare)
})
