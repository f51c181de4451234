import type { ClonePlan } from '../../domain/plan-clone-vm.ts'
import type { DefinitionText } from '../../host/host.ts'
import type { StoreHost } from '../../host/store-host.ts'
import { defineJobKind, type Step } from '../../jobs/job-kind.ts'
import { startVm } from '../start-vm.ts'
import type { JobDeps } from './deps.ts'
import { planWith } from './plan-shape.ts'

/** Copies a VM: its disks, its firmware variables and its definition, with an identity of its own. */
export const cloneVmJob = defineJobKind<ClonePlan, JobDeps>({
  kind: 'vm.clone',
  parse: (plan) =>
    planWith<ClonePlan>(plan, [
      'store',
      'source',
      'name',
      'uuid',
      'how',
      'definition',
      'changes',
      'disks',
      'seed',
      'start',
    ]),
  title: ({ source, name, snapshot }) =>
    snapshot === undefined
      ? `Clone ${source} to ${name}`
      : `Clone ${source}, as it was at ${snapshot}, to ${name}`,
  object: ({ name }) => ({ type: 'vm', name }),
  locks: ({ source, name }) => [`vm:${source}`, `vm:${name}`],
  steps: (plan, { host }) => {
    const { source, name, uuid, snapshot, definition, changes, seed } = plan
    const store = host.stores.get(plan.store)
    return [
      {
        name: `Make its place in the store ${plan.store}`,
        command: store.commands.createPlace(name),
        run: async () => void (await store.createPlace(name, uuid)),
        undo: () => store.removePlace(name, uuid),
      },
      ...plan.disks.map((disk) => diskStep(plan, disk, store)),
      { name: 'Copy the firmware variables', run: () => store.copyNvram(source, name, snapshot) },
      ...(seed
        ? [{ name: 'Write a seed that renews its identity', run: () => store.writeSeed(name, seed) }]
        : []),
      {
        name: 'Define it with a UUID and MAC addresses of its own',
        command: 'virsh define domain.xml',
        run: () => host.vms.defineFrom(definition as DefinitionText, changes),
        undo: () => host.vms.undefine(uuid),
      },
      {
        name: 'Keep the definition in its place',
        run: async () => store.writeDefinition(name, uuid, await host.vms.definition(uuid)),
      },
      ...(plan.start
        ? [
            {
              name: 'Start it',
              command: `virsh start ${name}`,
              run: () => startVm(host, uuid),
              undo: () => host.vms.powerOff(uuid),
            },
          ]
        : []),
    ]
  },
  result: ({ name, uuid }) => ({ vm: name, uuid }),
})

function diskStep(
  { source, name, how, snapshot }: ClonePlan,
  disk: ClonePlan['disks'][number],
  store: StoreHost,
): Step {
  const wish = {
    name: disk.name,
    sizeBytes: disk.sizeBytes,
    from: { type: 'vm', vm: source, disk: disk.name, how, snapshot },
  } as const
  return {
    name: how === 'linked' ? `Share the disk ${disk.name}` : `Copy the disk ${disk.name}`,
    command: store.commands.createDisk(name, wish),
    async run(ctx) {
      await store.createDisk(name, wish, {
        signal: ctx.signal,
        onProgress: (done, total) => ctx.progress(done, total, 'bytes'),
      })
    },
  }
}
