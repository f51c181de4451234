import type { AdoptedWish } from '../../domain/adopt-policies.ts'
import type { AdoptedVm, AdoptPlan } from '../../domain/plan-adopt.ts'
import { type PolicyWish } from '../../domain/policy-scope.ts'
import { withWish } from '../../domain/scoped.ts'
import type { DefinitionText } from '../../host/host.ts'
import { defineJobKind, type Step } from '../../jobs/job-kind.ts'
import type { JobDeps } from './deps.ts'
import { planWith } from './plan-shape.ts'

/** Makes the VMs of a store known to this host, from what lies beside their disks. */
export const adoptStoreJob = defineJobKind<AdoptPlan, JobDeps>({
  kind: 'store.adopt',
  parse: (plan) => planWith<AdoptPlan>(plan, ['store', 'vms']),
  title: ({ store, vms }) => `Adopt ${vms.map(({ name }) => name).join(', ')} from the store ${store}`,
  object: ({ store }) => ({ type: 'store', name: store }),
  locks: ({ vms, wishes = [] }) => [
    ...vms.map(({ name }) => `vm:${name}`),
    ...(wishes.length > 0 ? ['policies'] : []),
  ],
  steps: ({ store, vms, wishes = [] }, { host, policies }) => [
    // Before the VMs are known: none of them is without its policy for a moment.
    ...(wishes.length > 0 ? [wishStep(wishes, policies)] : []),
    ...vms.flatMap((vm) => adoptSteps(vm, store, host)),
  ],
  result: ({ vms }) => ({ vms: vms.map(({ name }) => name).join(', ') }),
})

function wishStep(wishes: readonly AdoptedWish[], policies: JobDeps['policies']): Step {
  const changed = (to: (one: AdoptedWish) => PolicyWish | undefined) =>
    policies.change((now) => wishes.reduce((all, one) => withWish(all, one.scope, to(one)), now))
  return {
    name: 'Note which policies they follow',
    run: async () => changed(({ wish }) => wish),
    undo: async () => changed(() => undefined),
  }
}

function adoptSteps(
  { place, name, uuid, definition, changes }: AdoptedVm,
  storeName: string,
  host: JobDeps['host'],
): Step[] {
  const store = host.stores.get(storeName)
  const text = definition as DefinitionText
  return [
    {
      name: `Define ${name}`,
      command: `virsh define ${store.place(place).path}/domain.xml`,
      run: () => host.vms.defineFrom(text, changes),
      undo: () => host.vms.undefine(uuid),
    },
    {
      name: `Keep the definition of ${name} in its place`,
      run: async () => store.writeDefinition(place, uuid, await host.vms.definition(uuid)),
      undo: () => store.writeDefinition(place, uuid, text),
    },
  ]
}
