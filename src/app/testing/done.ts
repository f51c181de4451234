import type { FakeHost } from '../../host/fake/fake-host.ts'
import type { PlannedChange } from '../app.ts'
import { createVm } from '../create-vm.ts'
import type { AppDeps } from '../deps.ts'
import { jobKinds } from '../job-kinds.ts'
import { policiesInMemory } from '../policies/policies-keeper.ts'
import { waitsInMemory } from '../waits-keeper.ts'
import { noContext } from './no-context.ts'
import { recordPlan } from './record-plan.ts'

type Change = (deps: AppDeps) => Promise<PlannedChange>

/** Runs a change to its end. */
export async function done(host: FakeHost, kind: string, change: Change): Promise<void> {
  const plan = await recordPlan(host, change)
  const deps = { host, waits: waitsInMemory(), policies: policiesInMemory(), sleep: () => Promise.resolve() }
  const steps =
    jobKinds
      .find((one) => one.kind === kind)
      ?.open(plan)
      .steps(deps) ?? []
  for (const step of steps) await step.run(noContext)
}

/** Makes a store in a pool and a VM in it, and perhaps one more disk. */
export async function inTank(host: FakeHost, disk?: Change): Promise<void> {
  await host.stores.create('tank')
  await done(host, 'vm.create', (deps) =>
    createVm(deps, { name: 'new', store: 'tank', image: 'debian-12', start: false }),
  )
  if (disk) await done(host, 'disk.add', disk)
}
