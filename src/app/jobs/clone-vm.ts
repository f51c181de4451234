import type { ClonePlan } from '../../domain/plan-clone-vm.ts'
import type { DefinitionText } from '../../host/host.ts'
import { defineJobKind, type Step } from '../../jobs/job-kind.ts'
import type { JobDeps } from './deps.ts'
import { planWith } from './plan-shape.ts'

/** Copies a VM: its disks, its firmware variables and its definition, with an identity of its own. */
export const cloneVmJob = defineJobKind<ClonePlan, JobDeps>({
  kind: 'vm.clone',
  parse: (plan) =>
    planWith<ClonePlan>(plan, [
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
  title: ({ source, name }) => `Clone ${source} to ${name}`,
  object: ({ name }) => ({ type: 'vm', name }),
  locks: ({ source, name }) => [`vm:${source}`, `vm:${name}`],
  steps: (plan, { host }) => {
    const { source, name, uuid, definition, changes, seed } = plan
    return [
      {
        name: 'Make its place in the store',
        command: `mkdir ${host.store.place(name).path}`,
        run: async () => void (await host.store.createPlace(name, uuid)),
        undo: () => host.store.removePlace(name, uuid),
      },
      ...plan.disks.map((disk) => diskStep(plan, disk, host)),
      { name: 'Copy the firmware variables', run: () => host.store.copyNvram(source, name) },
      ...(seed
        ? [{ name: 'Write a seed that renews its identity', run: () => host.store.writeSeed(name, seed) }]
        : []),
      {
        name: 'Define it with a UUID and MAC addresses of its own',
        command: 'virsh define domain.xml',
        run: () => host.vms.defineFrom(definition as DefinitionText, changes),
        undo: () => host.vms.undefine(uuid),
      },
      {
        name: 'Keep the definition in its place',
        run: async () => host.store.writeDefinition(name, uuid, await host.vms.definition(uuid)),
      },
      ...(plan.start
        ? [
            {
              name: 'Start it',
              command: `virsh start ${name}`,
              run: () => host.vms.start(uuid),
              undo: () => host.vms.powerOff(uuid),
            },
          ]
        : []),
    ]
  },
  result: ({ name, uuid }) => ({ vm: name, uuid }),
})

function diskStep(
  { source, name, how }: ClonePlan,
  disk: ClonePlan['disks'][number],
  host: JobDeps['host'],
): Step {
  const [from, to] = [source, name].map((vm) => host.store.place(vm).diskPath(disk.name, 'qcow2'))
  return {
    name: how === 'linked' ? `Share the disk ${disk.name}` : `Copy the disk ${disk.name}`,
    command:
      how === 'linked'
        ? `qemu-img create -f qcow2 -b BASE -F qcow2 ${to ?? ''}`
        : `qemu-img convert -O qcow2 ${from ?? ''} ${to ?? ''}`,
    async run(ctx) {
      await host.store.createDisk(
        name,
        {
          name: disk.name,
          sizeBytes: disk.sizeBytes,
          from: { type: 'vm', vm: source, disk: disk.name, how },
        },
        { signal: ctx.signal, onProgress: (done, total) => ctx.progress(done, total, 'bytes') },
      )
    },
  }
}
