import type { AdoptVmPlan } from '../../domain/plan-adopt-vm.ts'
import type { DefinitionText } from '../../host/host.ts'
import { defineJobKind } from '../../jobs/job-kind.ts'
import type { JobDeps } from './deps.ts'
import { planWith } from './plan-shape.ts'

/** Takes a VM that others made into Kiste's care, just where it is. */
export const adoptVmJob = defineJobKind<AdoptVmPlan, JobDeps>({
  kind: 'vm.adopt',
  parse: (plan) => planWith<AdoptVmPlan>(plan, ['store', 'name', 'uuid', 'definition', 'changes']),
  title: ({ name }) => `Adopt VM ${name}`,
  object: ({ name }) => ({ type: 'vm', name }),
  locks: ({ name }) => [`vm:${name}`],
  steps: ({ store: storeName, name, uuid, definition, changes }, { host }) => {
    const store = host.stores.get(storeName)
    const text = definition as DefinitionText
    return [
      {
        name: `Make its place in the store ${storeName}`,
        command: store.commands.createPlace(name),
        run: async () => void (await store.createPlace(name, uuid)),
        undo: () => store.removePlace(name, uuid),
      },
      {
        name: "Put Kiste's mark into its definition",
        command: 'virsh define domain.xml',
        run: () => host.vms.defineFrom(text, changes),
        undo: () => host.vms.defineFrom(text, {}),
      },
      {
        name: 'Keep the definition in its place',
        run: async () => store.writeDefinition(name, uuid, await host.vms.definition(uuid)),
      },
    ]
  },
  result: ({ name, uuid }) => ({ vm: name, uuid }),
})
