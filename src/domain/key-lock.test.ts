import { expect, test } from 'vitest'
import { loadKeyLine, storeLocked, vmLocked } from './key-lock.ts'

test('a refusal names the pool, that its key is not loaded, and what loads it', () => {
  expect(vmLocked('web', 'is not started', 'tank')).toMatchObject({
    code: 'key_needed',
    message: 'VM web is not started: it is in the pool tank, whose key is not loaded.',
    hint: 'Load it: kiste pool load-key tank',
  })
  expect(storeLocked('tank', 'tank').message).toBe(
    'The store tank is locked: it is in the pool tank, whose key is not loaded.',
  )
})

test('a key of a dataset inside a pool is loaded with ZFS itself, whatever is in its name', () => {
  expect(vmLocked('web', 'is not started', 'tank/my vms').message).toBe(
    'VM web is not started: it is in tank/my vms of the pool tank, whose key is not loaded.',
  )
  expect(loadKeyLine('tank/my vms')).toBe("zfs load-key -- 'tank/my vms'")
})
