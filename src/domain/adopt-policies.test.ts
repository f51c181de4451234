import { describe, expect, test } from 'vitest'
import { adoptPolicies, type AdoptedFollower } from './adopt-policies.ts'
import { noPolicies, type PolicyInForce, type PolicyWish } from './policy-scope.ts'
import { somePolicy } from './testing/some-policy.ts'

const daily = somePolicy('daily at 03:00, keep 14')
const hourly = somePolicy('every hour, keep 8')
const follower = (
  name: string,
  policy?: PolicyWish,
  from: PolicyInForce['from'] = 'host',
): AdoptedFollower => ({
  uuid: `uuid-of-${name}`,
  followed: policy === undefined ? undefined : { policy, from },
})

describe('what VMs followed', () => {
  test('nothing: nothing comes', () => {
    expect(adoptPolicies('tank', [follower('web')], noPolicies)).toEqual({ wishes: [], notes: [] })
  })

  test('each its own: it comes with them', () => {
    const vms = [follower('web', daily, 'vm'), follower('play', 'none', 'vm')]
    expect(adoptPolicies('tank', vms, noPolicies)).toEqual({
      wishes: [
        { scope: { of: 'vm', uuid: 'uuid-of-web' }, wish: daily },
        { scope: { of: 'vm', uuid: 'uuid-of-play' }, wish: 'none' },
      ],
      notes: [],
    })
  })

  test('one that is wished here of the same VM stays', () => {
    const wished = { ...noPolicies, vms: { 'uuid-of-web': hourly } }
    expect(adoptPolicies('tank', [follower('web', daily, 'vm')], wished).wishes).toEqual([])
  })

  test.each(['host', 'store'] as const)('their %s: it is the policy of the store here, and told', (from) => {
    const { wishes, notes } = adoptPolicies('tank', [follower('web', daily, from)], noPolicies)
    expect(wishes).toEqual([{ scope: { of: 'store', store: 'tank' }, wish: daily }])
    expect(notes).toEqual([
      'Where they were, VMs of tank followed: daily at 03:00, keep 14.',
      'That is the policy of this store from now on.',
    ])
  })

  test('that of most, where they differ', () => {
    const vms = [follower('old', hourly), follower('web', daily), follower('db', daily)]
    expect(adoptPolicies('tank', vms, noPolicies).wishes).toMatchObject([{ wish: daily }])
  })

  test('what is wished here counts, and is told only where it differs', () => {
    const vms = [follower('web', daily)]
    expect(adoptPolicies('tank', vms, { ...noPolicies, host: daily })).toEqual({ wishes: [], notes: [] })
    expect(adoptPolicies('tank', vms, { ...noPolicies, host: hourly })).toEqual({
      wishes: [],
      notes: [
        'Where they were, VMs of tank followed: daily at 03:00, keep 14.',
        'Here the policy of this host counts: every hour, keep 8.',
      ],
    })
    const { notes } = adoptPolicies('tank', vms, { ...noPolicies, stores: { tank: 'none' } })
    expect(notes).toContain('Here the policy of the store tank counts: none.')
  })
})
