import type { StartHookHost } from '../start-hook-host.ts'
import type { Fake } from './fake.ts'

/** libvirt's hook in the fake world: there or not. Nobody starts VMs there past Kiste. */
export function fakeStartHook({ world, verb }: Fake): StartHookHost {
  return {
    install: verb('startHook.install', () => {
      if (world.startHook === true) return 'there'
      world.startHook = true
      return 'installed'
    }),
  }
}
