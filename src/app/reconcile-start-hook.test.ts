import { expect, test } from 'vitest'
import { createFakeHost } from '../host/fake/fake-host.ts'
import { reconcileStartHook } from './reconcile-start-hook.ts'

test('libvirt looks at devices once a VM has a volume of a store, and is left alone before', async () => {
  const host = createFakeHost({ seedData: 'demo' })
  await host.settle()
  const done: string[] = []
  const startHook = {
    install: async () => {
      const outcome = await host.startHook.install()
      done.push(outcome)
      return outcome
    },
  }
  await reconcileStartHook({ vms: host.vms, startHook })
  expect(done).toEqual([])

  const source = { type: 'block', path: '/dev/zvol/tank/kiste/build/root' } as const
  const list = async () =>
    (await host.vms.list()).map((vm) => ({ ...vm, disks: vm.disks.map((disk) => ({ ...disk, source })) }))
  for (let time = 0; time < 2; time += 1) await reconcileStartHook({ vms: { ...host.vms, list }, startHook })
  expect(done).toEqual(['installed', 'there'])
})
