import { describe, expect, test } from 'vitest'
import { planRenameVm } from './plan-rename-vm.ts'
import { codes, someVm } from './testing/facts.ts'

describe('rename', () => {
  const facts = {
    vm: someVm(),
    definition: 'x',
    vms: [someVm()],
    placeNames: ['web'],
    store: 'local',
    roots: ['/s/web'],
    newRoots: ['/s/www'],
  }
  test.each([
    ['www', 'ok'],
    ['WEB', 'ok'],
    ['web', 'invalid_input name'],
    ['a/../b', 'invalid_input name'],
  ])('to %s: %s', (name, expected) => {
    expect(codes(planRenameVm(name, facts))).toBe(expected)
  })
})
