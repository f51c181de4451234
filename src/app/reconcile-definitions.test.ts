import { expect, test } from 'vitest'
import { createFakeHost } from '../host/fake/fake-host.ts'
import { reconcileDefinitions } from './reconcile-definitions.ts'
import { watchWrites } from './testing/watch-writes.ts'

function house() {
  const host = createFakeHost({ auto: true, seedData: 'demo' })
  const { watched, written } = watchWrites(host, 'writeDefinitions')
  return {
    host,
    async reconcile(signal = new AbortController().signal) {
      written.length = 0
      await reconcileDefinitions(watched, signal)
      return written.toSorted()
    },
    vmNamed: async (name: string) =>
      (await host.vms.list()).find((vm) => vm.name === name) ?? expect.unreachable(name),
  }
}

test('what virsh changed is kept beside the disks, and only that is written', async () => {
  const { host, reconcile, vmNamed } = house()
  await reconcile()
  expect(await reconcile()).toEqual([])
  const { uuid } = await vmNamed('build')
  host.outside.edit(uuid, 'note', 'by hand')
  expect(await reconcile()).toEqual(['build'])
  expect(await host.stores.get('local').readDefinition('build')).toBe(await host.vms.definition(uuid))
  expect(await reconcile()).toEqual([])
})

test('a place that has not followed its VM yet, or is gone, is left alone', async () => {
  const { host, reconcile, vmNamed } = house()
  await reconcile()
  host.outside.rename((await vmNamed('build')).uuid, 'builder')
  expect(await reconcile()).toEqual([])
  host.outside.rename((await vmNamed('builder')).uuid, 'build')
  host.outside.removePlace('build')
  expect(await reconcile()).toEqual([])
})

test('nothing is written once the daemon ends', async () => {
  const { host, reconcile, vmNamed } = house()
  await reconcile()
  host.outside.edit((await vmNamed('build')).uuid, 'note', 'by hand')
  expect(await reconcile(AbortSignal.abort())).toEqual([])
})
