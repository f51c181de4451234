import { expect, test } from 'vitest'
import type { PoolGlance } from '../api/answers.ts'
import { newTargetCommand, newTargetWish, poolsForTargets } from './new-target.ts'

const pool = (name: string, answers = true) => ({ name, answers }) as PoolGlance

test('a pool that answers and is no target can become one; those without VMs come first', () => {
  const pools = ['tank', 'fast', 'usb'].map((name) => pool(name))
  const targets = [{ name: 'disk', id: '1', pool: 'usb', dataset: 'usb/kiste-copies/box' }]
  expect(poolsForTargets([...pools, pool('stuck', false)], targets, ['tank'])).toEqual(['fast', 'tank'])
})

test.each([
  [{ name: 'usb', pool: 'backup' }, true, 'kiste target create usb --pool backup'],
  [{ name: '', pool: 'backup' }, false, 'kiste target create NAME --pool backup'],
  [{ name: 'usb', pool: '' }, false, 'kiste target create usb --pool POOL'],
])('%j', (target, isWhole, command) => {
  expect(newTargetWish(target) !== undefined).toBe(isWhole)
  expect(newTargetCommand(target)).toBe(command)
})
