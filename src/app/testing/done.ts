import { jobDeps } from './fresh-keepers.ts'
import type { FakeHost } from '../../host/fake/fake-host.ts'
import type { PlannedChange } from '../app.ts'
import { createVm } from '../create-vm.ts'
import type { AppDeps } from '../deps.ts'
import { jobKinds } from '../job-kinds.ts'
import { noContext } from './no-context.ts'
import { recordPlan } from './record-plan.ts'

type Change = (deps: AppDeps) => Promise<PlannedChange>

/** Runs a change to its end. */
export async function done(host: FakeHost, kind: string, change: Change): Promise<void> {
  const plan = await recordPlan(host, change)
  const deps = jobDeps(host)
  const steps =
    jobKinds
      .find((one) => one.kind === kind)
      ?.open(plan)
      .steps(deps) ?? []
  for (const step of steps) await step.run(noContext)
}

/** Takes a snapshot of a VM that is off. */
export async function takenIn(host: FakeHost, store: string, vm: string, id: string): Promise<void> {
  const place = (await host.stores.get(store).places()).find((one) => one.vm === vm)
  if (!place) throw new Error(`${vm} is not in ${store}`)
  const snapshot = { id, createdAt: '2026-11-22T19:00:00.000Z', by: 'user' } as const
  await host.stores.get(store).snapshots.create([{ vm, uuid: place.uuid, consistency: 'off' }], snapshot)
}

/** Makes a store in a pool and a VM in it, and perhaps one more disk. */
export async function inTank(host: FakeHost, disk?: Change): Promise<void> {
  await host.stores.create('tank')
  await done(host, 'vm.create', (deps) =>
    createVm(deps, { name: 'new', store: 'tank', image: 'debian-12', start: false }),
  )
  if (disk) await done(host, 'disk.add', disk)
}
