import { describe, expect, test } from 'vitest'
import { planChangeKey, planLoadKey, planUnloadKey } from './plan-pool-keys.ts'
import { linesOf, somePoolFacts } from './testing/pool-facts.ts'

const encrypted = (status: 'available' | 'unavailable', location = 'prompt') =>
  somePoolFacts(
    {},
    {
      settings: {
        pool: {},
        dataset: {
          encryption: { value: 'aes-256-gcm', local: true },
          keystatus: { value: status, local: false },
          keylocation: { value: location, local: true },
        },
      },
    },
  )

describe('load', () => {
  test('from the passphrase, or from where the pool says', () => {
    expect(linesOf(planLoadKey({ withPassphrase: true }, encrypted('unavailable')))).toEqual([
      'zfs load-key -L prompt -- tank',
    ])
    expect(linesOf(planLoadKey({ withPassphrase: false }, encrypted('unavailable', 'file:///k')))).toEqual([
      'zfs load-key -- tank',
    ])
  })

  test('what stands in the way', () => {
    expect(linesOf(planLoadKey({ withPassphrase: false }, encrypted('unavailable')))).toEqual([
      'key_needed passphrase',
    ])
    expect(linesOf(planLoadKey({ withPassphrase: true }, encrypted('available')))).toEqual(['wrong_state -'])
    expect(linesOf(planLoadKey({ withPassphrase: true }, somePoolFacts()))).toEqual(['wrong_state -'])
  })
})

describe('unload', () => {
  test('a key from a file can be loaded again, a passphrase is gone', () => {
    const file = planUnloadKey(encrypted('available', 'file:///k'))
    expect(linesOf(file)).toEqual(['zfs unload-key -- tank'])
    expect(file.ok && file.value.commands[0]?.undo).toHaveLength(1)
    const typed = planUnloadKey(encrypted('available'))
    expect(typed).toMatchObject({ value: { commands: [{ undo: [{ cannot: expect.any(String) as string }] }] } })
  })

  test('never under a VM that runs', () => {
    const facts = { ...encrypted('available'), vmsOnPool: [{ name: 'web', running: true }] }
    expect(linesOf(planUnloadKey(facts))).toEqual(['in_use -'])
    expect(linesOf(planUnloadKey(encrypted('unavailable')))).toEqual(['wrong_state -'])
  })
})

test('another key: typed, or in a file', () => {
  expect(linesOf(planChangeKey({ key: 'passphrase' }, encrypted('available')))).toEqual([
    'zfs change-key -o keyformat=passphrase -o keylocation=prompt -- tank',
  ])
  const file = { key: 'file', path: '/etc/zfs/keys/tank', format: 'raw' } as const
  expect(linesOf(planChangeKey(file, encrypted('available')))).toEqual([
    'zfs change-key -o keyformat=raw -o keylocation=file:///etc/zfs/keys/tank -- tank',
  ])
  expect(linesOf(planChangeKey(file, encrypted('unavailable')))).toEqual(['key_needed -'])
  expect(linesOf(planChangeKey({ ...file, path: 'keys' }, encrypted('available')))).toEqual([
    'invalid_input path',
  ])
})
