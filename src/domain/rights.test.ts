import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import {
  fullRights,
  levels,
  narrowed,
  reaches,
  rightsOf,
  roles,
  sees,
  seesHouse,
  type Rights,
} from './rights.ts'

const uuids = ['a', 'b', 'c']

const anyRights: fc.Arbitrary<Rights> = fc.record({
  level: fc.constantFrom(...levels),
  reach: fc.oneof(
    fc.constant({ of: 'house' } as const),
    fc.record({ of: fc.constant('vms' as const), uuids: fc.subarray(uuids) }),
  ),
})

it.each([
  ['admin', { view: true, operate: true, admin: true, a: true, b: true, house: true }],
  ['viewer', { view: true, operate: false, admin: false, a: true, b: true, house: true }],
  ['operator', { view: true, operate: true, admin: false, a: true, b: false, house: false }],
] as const)('what a %s may', (role, may) => {
  const rights = rightsOf(role, ['a'])
  expect({
    view: reaches(rights, 'view'),
    operate: reaches(rights, 'operate'),
    admin: reaches(rights, 'admin'),
    a: sees(rights, 'a'),
    b: sees(rights, 'b'),
    house: seesHouse(rights),
  }).toEqual(may)
})

it('an operator of no VM sees nothing', () => {
  expect(uuids.some((uuid) => sees(rightsOf('operator', []), uuid))).toBe(false)
})

it('narrowing never gives what one of both does not have', () => {
  fc.assert(
    fc.property(anyRights, anyRights, (one, other) => {
      const both = narrowed(one, other)
      for (const level of levels)
        expect(reaches(both, level)).toBe(reaches(one, level) && reaches(other, level))
      for (const uuid of uuids) expect(sees(both, uuid)).toBe(sees(one, uuid) && sees(other, uuid))
      expect(seesHouse(both)).toBe(seesHouse(one) && seesHouse(other))
    }),
  )
})

it('nobody has more than an administrator', () => {
  for (const role of roles) {
    const rights = rightsOf(role, ['a'])
    expect(narrowed(fullRights, rights)).toEqual(rights)
  }
})
