import { jobDeps } from './fresh-keepers.ts'
import type { FakeHost } from '../../host/fake/fake-host.ts'
import { createVm } from '../create-vm.ts'
import { createVmJob } from '../jobs/create-vm.ts'
import { noContext } from './no-context.ts'
import { encrypted } from './pool-hands.ts'
import { recordPlan } from './record-plan.ts'

/** An encrypted pool, crypt, with a store and a VM in it, secret, that is off. Its key is loaded. */
export async function withLockedVm(
  host: FakeHost,
  { autostart = false }: { readonly autostart?: boolean } = {},
): Promise<string> {
  await encrypted(host)
  await host.stores.create('crypt')
  const plan = await recordPlan(host, (deps) =>
    createVm(deps, { name: 'secret', store: 'crypt', image: 'debian-12', start: false, autostart }),
  )
  const deps = jobDeps(host)
  for (const step of createVmJob.open(plan).steps(deps)) await step.run(noContext)
  return 'crypt'
}
