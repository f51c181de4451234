import type { CreatePlan } from '../../domain/plan-create-vm.ts'
import { showForward } from '../../domain/port-forward.ts'
import { formatBytes } from '../../domain/size.ts'
import { defineJobKind, type Step } from '../../jobs/job-kind.ts'
import type { JobDeps } from './deps.ts'
import { planWith } from './plan-shape.ts'

/** Makes a VM: its place, its disk, its seed, its definition; then starts it. */
export const createVmJob = defineJobKind<CreatePlan, JobDeps>({
  kind: 'vm.create',
  parse: (plan) => planWith<CreatePlan>(plan, ['definition', 'rootDisk', 'seed', 'start']),
  title: ({ definition }) => `Create VM ${definition.name}`,
  object: ({ definition }) => ({ type: 'vm', name: definition.name }),
  locks: ({ definition, rootDisk }) => [
    `vm:${definition.name}`,
    ...(rootDisk.from.type === 'image'
      ? [{ name: `image:${rootDisk.from.image}`, mode: 'shared' } as const]
      : []),
  ],
  steps: (plan, { host }) => [
    ...placeSteps(plan, host),
    ...defineSteps(plan, host),
    ...(plan.definition.autostart
      ? [
          {
            name: 'Start it with the host',
            command: `virsh autostart ${plan.definition.name}`,
            run: () => host.vms.setAutostart(plan.definition.uuid, true),
          },
        ]
      : []),
    ...(plan.start
      ? [
          {
            name: 'Start it',
            command: `virsh start ${plan.definition.name}`,
            run: () => host.vms.start(plan.definition.uuid),
            undo: () => host.vms.powerOff(plan.definition.uuid),
          },
        ]
      : []),
  ],
  result: ({ definition }) => ({ vm: definition.name, uuid: definition.uuid }),
})

function placeSteps({ definition, rootDisk, seed }: CreatePlan, host: JobDeps['host']): Step[] {
  const { name, uuid } = definition
  const size = formatBytes(rootDisk.sizeBytes)
  const path = host.store.place(name).diskPath(rootDisk.name, 'qcow2')
  return [
    {
      name: 'Make its place in the store',
      command: `mkdir ${host.store.place(name).path}`,
      run: async () => void (await host.store.createPlace(name, uuid)),
      undo: () => host.store.removePlace(name, uuid),
    },
    {
      name:
        rootDisk.from.type === 'image'
          ? `Make a disk of ${size} on ${rootDisk.from.image}`
          : `Make an empty disk of ${size}`,
      command: `qemu-img create -f qcow2 ${rootDisk.from.type === 'image' ? '-b IMAGE -F qcow2 ' : ''}${path} ${rootDisk.sizeBytes}`,
      run: async (ctx) => void (await host.store.createDisk(name, rootDisk, { signal: ctx.signal })),
    },
    ...(seed ? [{ name: 'Write the cloud-init seed', run: () => host.store.writeSeed(name, seed) }] : []),
  ]
}

function defineSteps({ definition }: CreatePlan, host: JobDeps['host']): Step[] {
  const { name, uuid, cpus, memoryMiB } = definition
  const forwards = definition.nics.flatMap(({ link }) =>
    link.type === 'user' ? link.forwards.map(showForward) : [],
  )
  return [
    {
      name: `Define it: ${cpus} CPUs, ${memoryMiB} MiB${forwards.length > 0 ? `, ports ${forwards.join(', ')}` : ''}`,
      command: 'virsh define domain.xml',
      run: () => host.vms.define(definition),
      undo: () => host.vms.undefine(uuid),
    },
    {
      name: 'Keep the definition in its place',
      run: async () => host.store.writeDefinition(name, uuid, await host.vms.definition(uuid)),
    },
  ]
}
