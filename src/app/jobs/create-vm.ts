import type { CreatePlan } from '../../domain/plan-create-vm.ts'
import { showForward } from '../../domain/port-forward.ts'
import { formatBytes } from '../../domain/size.ts'
import { defineJobKind, type Step } from '../../jobs/job-kind.ts'
import { startVm } from '../start-vm.ts'
import type { JobDeps } from './deps.ts'
import { fetchStep } from './image.ts'
import { planWith } from './plan-shape.ts'

/** Makes a VM: its place, its disk, its seed, its definition; then starts it. */
export const createVmJob = defineJobKind<CreatePlan, JobDeps>({
  kind: 'vm.create',
  parse: (plan) => planWith<CreatePlan>(plan, ['store', 'definition', 'rootDisk', 'seed', 'start']),
  title: ({ definition }) => `Create VM ${definition.name}`,
  object: ({ definition }) => ({ type: 'vm', name: definition.name }),
  locks: ({ definition, rootDisk, fetch }) => [
    `vm:${definition.name}`,
    ...(rootDisk.from.type === 'image'
      ? [
          fetch
            ? `image:${rootDisk.from.image}`
            : ({ name: `image:${rootDisk.from.image}`, mode: 'shared' } as const),
        ]
      : []),
  ],
  steps: (plan, { host }) => [
    ...(plan.fetch ? [fetchStep(plan.fetch, host)] : []),
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
            run: () => startVm(host, plan.definition.uuid),
            undo: () => host.vms.powerOff(plan.definition.uuid),
          },
        ]
      : []),
  ],
  result: ({ definition }) => ({ vm: definition.name, uuid: definition.uuid }),
})

function placeSteps(plan: CreatePlan, host: JobDeps['host']): Step[] {
  const { definition, rootDisk, seed } = plan
  const store = host.stores.get(plan.store)
  const { name, uuid } = definition
  const size = formatBytes(rootDisk.sizeBytes)
  const room = rootDisk.from.thick === true ? ', with all of its room' : ''
  return [
    {
      name: `Make its place in the store ${plan.store}`,
      command: store.commands.createPlace(name),
      run: async () => void (await store.createPlace(name, uuid)),
      undo: () => store.removePlace(name, uuid),
    },
    {
      name:
        rootDisk.from.type === 'image'
          ? `Make a disk of ${size} on ${rootDisk.from.image}${room}`
          : `Make an empty disk of ${size}${room}`,
      command: store.commands.createDisk(name, rootDisk),
      async run(ctx) {
        await store.createDisk(name, rootDisk, {
          signal: ctx.signal,
          onProgress: (done, total) => ctx.progress(done, total, 'bytes'),
        })
      },
    },
    ...(seed ? [{ name: 'Write the cloud-init seed', run: () => store.writeSeed(name, seed) }] : []),
  ]
}

function defineSteps({ store, definition }: CreatePlan, host: JobDeps['host']): Step[] {
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
      run: async () => host.stores.get(store).writeDefinition(name, uuid, await host.vms.definition(uuid)),
    },
  ]
}
