import type { AdoptedVm, AdoptPlan } from '../../domain/plan-adopt.ts'
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
  locks: ({ vms }) => vms.map(({ name }) => `vm:${name}`),
  steps: ({ store, vms }, { host }) => vms.flatMap((vm) => adoptSteps(vm, store, host)),
  result: ({ vms }) => ({ vms: vms.map(({ name }) => name).join(', ') }),
})

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
