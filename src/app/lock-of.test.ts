import { afterEach, beforeEach, expect, test } from 'vitest'
import type { VmFacts } from '../domain/vm.ts'
import { someVm } from '../domain/testing/facts.ts'
import { createFakeHost, type FakeHost } from '../host/fake/fake-host.ts'
import { lockOf } from './lock-of.ts'
import { withLockedVm } from './testing/locked-vm.ts'

let host: FakeHost
beforeEach(async () => {
  host = createFakeHost({ seedData: 'demo' })
  await withLockedVm(host)
})
afterEach(() => host.close())

/** A VM with a disk at this path, and no place in a store. */
const withDiskAt = (path: string, device: 'disk' | 'cdrom' = 'disk'): VmFacts =>
  someVm({
    name: 'old',
    managed: true,
    disks: [
      {
        target: 'vda',
        device,
        bus: 'virtio',
        format: 'raw',
        source: { type: path.startsWith('/dev/') ? 'block' : 'file', path },
        readOnly: false,
      },
    ],
  })

test('a place is under the key of its pool', async () => {
  const secret = (await host.vms.list()).find(({ name }) => name === 'secret')
  if (!secret) throw new Error('no VM secret')
  expect(await lockOf(host, secret)).toEqual({ state: 'open' })
  host.outside.pools.lock('crypt')
  expect(await lockOf(host, secret)).toEqual({ state: 'locked', root: 'crypt' })
})

test.each([
  ['/dev/zvol/crypt/kiste/secret/root', 'disk', { state: 'locked', root: 'crypt' }],
  ['/crypt/vms/old.img', 'disk', { state: 'locked', root: 'crypt' }],
  ['/fake/pools/crypt/secret/extra.img', 'disk', { state: 'locked', root: 'crypt' }],
  ['/crypted/old.img', 'disk', { state: 'open' }],
  ['/srv/old.img', 'disk', { state: 'open' }],
  // A medium is no disk of the VM: QEMU says itself that it is not there.
  ['/crypt/installer.iso', 'cdrom', { state: 'open' }],
  ['/dev/zvol/away/old', 'disk', { state: 'unknown' }],
] as const)('a disk elsewhere, %s, is looked up where it lies', async (path, device, lock) => {
  host.outside.pools.lock('crypt')
  expect(await lockOf(host, withDiskAt(path, device))).toEqual(lock)
})

test('a pool that does not answer, or no ZFS at all, keeps no other VM from starting', async () => {
  host.outside.pools.suspend('tank')
  expect(await lockOf(host, withDiskAt('/srv/old.img'))).toEqual({ state: 'open' })
  host.outside.pools.removeZfs('it is not installed')
  expect(await lockOf(host, withDiskAt('/srv/old.img'))).toEqual({ state: 'open' })
})
