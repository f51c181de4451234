import { describe, expect, it } from 'vitest'
import { withoutBackingStores, withoutLoops } from './backing-stores.ts'

const disk = (path: string, below: string) =>
  `<disk type="file"><source file="${path}"/>${below}<target dev="vda"/></disk>`
const below = (path: string, rest = '') =>
  `<backingStore type="file"><format type="qcow2"/><source file="${path}"/>${rest}</backingStore>`
const vm = (...disks: string[]) =>
  `<domain><devices>${disks.join('')}<rng model="virtio"/></devices></domain>`

describe('notes on what is below a disk', () => {
  it('that lead back to it are dropped, and all else is kept', () => {
    const good = disk('/s/data', below('/s/.bases/1'))
    expect(withoutLoops(vm(disk('/s/root', below('/s/root')), good))).toBe(vm(disk('/s/root', ''), good))
    expect(withoutLoops(vm(disk('/s/root', below('/s/old', below('/s/root', '<backingStore/>')))))).toBe(
      vm(disk('/s/root', '')),
    )
  })

  it.each([
    vm(disk('/s/root', '')),
    vm(disk('/s/root', below('/s/base'))),
    vm(disk('/s/root', '<backingStore/>')),
  ])('that are right are left: %s', (text) => expect(withoutLoops(text)).toBeUndefined())

  it('can all be dropped', () => {
    const text = vm(disk('/s/root', below('/s/base', '<backingStore/>')), '<disk><target dev="vdb"/></disk>')
    expect(withoutBackingStores(text)).toBe(vm(disk('/s/root', ''), '<disk><target dev="vdb"/></disk>'))
  })
})
