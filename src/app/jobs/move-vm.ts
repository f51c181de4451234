import type { MovedDisk, MovePlan } from '../../domain/plan-move-vm.ts'
import { formatBytes } from '../../domain/size.ts'
import type { DefinitionText } from '../../host/host.ts'
import { defineJobKind, type Step } from '../../jobs/job-kind.ts'
import { purgeStep } from './bin.ts'
import type { JobDeps } from './deps.ts'
import { planWith } from './plan-shape.ts'

/** Moves a VM that is off to another store: a copy, then its definition, and only then what it leaves goes to the bin. */
export const moveVmJob = defineJobKind<MovePlan, JobDeps>({
  kind: 'vm.move',
  parse: (plan) =>
    planWith<MovePlan>(plan, [
      'vm',
      'uuid',
      'from',
      'to',
      'disks',
      'definition',
      'changes',
      'bin',
      'forGood',
    ]),
  title: ({ vm, to }) => `Move ${vm} to the store ${to}`,
  object: ({ vm }) => ({ type: 'vm', name: vm }),
  locks: ({ vm, bin }) => [`vm:${vm}`, `bin:${bin.id}`],
  steps: (plan, { host }) => {
    const { vm, uuid, from, to, definition, changes, bin, forGood } = plan
    const [source, target] = [host.stores.get(from), host.stores.get(to)]
    const text = definition as DefinitionText
    return [
      {
        name: `Make its place in the store ${to}`,
        command: target.commands.createPlace(vm),
        run: async () => void (await target.createPlace(vm, uuid)),
        undo: () => target.removePlace(vm, uuid),
      },
      ...plan.disks.map((disk) => copyStep(plan, disk, host)),
      {
        name: 'Copy firmware variables, seed and what it said on its console',
        run: () => target.takeFiles(vm, uuid, source.place(vm)),
      },
      {
        name: `Define it with its disks in ${to}`,
        command: 'virsh define domain.xml',
        run: () => host.vms.defineFrom(text, changes),
        undo: () => host.vms.defineFrom(text, {}),
      },
      {
        name: 'Keep the definition in its place',
        run: async () => target.writeDefinition(vm, uuid, await host.vms.definition(uuid)),
      },
      {
        name: `Move what it leaves in ${from} to the bin, kept until ${bin.keepUntil.slice(0, 10)}`,
        command: source.commands.moveToBin(vm, bin.id),
        run: () => source.moveToBin(vm, uuid, bin),
        undo: () => source.restoreFromBin(bin.id, vm),
      },
      ...(forGood ? [purgeStep(bin.id, vm, source, host)] : []),
    ]
  },
  result: ({ vm, to, bin, forGood }) => ({ vm, store: to, ...(forGood ? {} : { bin: bin.id }) }),
})

function copyStep({ vm, uuid, from, to }: MovePlan, disk: MovedDisk, host: JobDeps['host']): Step {
  const [source, target] = [host.stores.get(from), host.stores.get(to)]
  const { name, sizeBytes, path, format, kind } = disk
  const wish = { name, sizeBytes, from: { type: 'elsewhere', path, format, kind } } as const
  return {
    name: `Copy the disk ${name} of ${formatBytes(sizeBytes)}`,
    command: target.commands.createDisk(vm, wish),
    async run(ctx) {
      // The device behind the path is its own, and no other's.
      await source.ready(vm, uuid)
      await target.createDisk(vm, wish, {
        signal: ctx.signal,
        onProgress: (done, total) => ctx.progress(done, total, 'bytes'),
      })
    },
  }
}
