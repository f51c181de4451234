import { kindOf } from '../../domain/disk.ts'
import { isUp, type AddDiskPlan, type GrowDiskPlan } from '../../domain/plan-disk.ts'
import type { RemoveDiskPlan } from '../../domain/plan-remove-disk.ts'
import { formatBytes } from '../../domain/size.ts'
import type { DefinitionText } from '../../host/host.ts'
import { defineJobKind, type Step } from '../../jobs/job-kind.ts'
import type { JobDeps } from './deps.ts'
import { planWith } from './plan-shape.ts'
import { snapshotSteps } from './snapshot.ts'

type Host = JobDeps['host']

/** Makes a disk in a VM's place and gives it to the VM, at once if it runs. */
export const addDiskJob = defineJobKind<AddDiskPlan, JobDeps>({
  kind: 'disk.add',
  parse: (plan) =>
    planWith<AddDiskPlan>(plan, ['store', 'vm', 'uuid', 'sizeBytes', 'thick', 'disk', 'live', 'definition']),
  title: ({ vm, disk, sizeBytes }) => `Add the disk ${disk.name} of ${formatBytes(sizeBytes)} to ${vm}`,
  object: ({ vm }) => ({ type: 'vm', name: vm }),
  locks: ({ vm }) => [`vm:${vm}`],
  steps: (plan, { host }) => {
    const { store: storeName, vm, uuid, sizeBytes, thick, disk, live } = plan
    const store = host.stores.get(storeName)
    const wish = {
      name: disk.name,
      sizeBytes,
      from: { type: 'blank', thick, kind: kindOf(disk.source) },
    } as const
    const { path } = disk.source
    return [
      {
        name: `Make an empty disk of ${formatBytes(sizeBytes)} in the store ${storeName}${thick ? ', with all of its room' : ''}`,
        command: store.commands.createDisk(vm, wish),
        run: async (ctx) => void (await store.createDisk(vm, wish, { signal: ctx.signal })),
        undo: () => store.removeDisk(vm, disk.name),
      },
      {
        name: live ? `Give it to ${vm} as ${disk.target}, at once` : `Give it to ${vm} as ${disk.target}`,
        command: `virsh attach-disk ${vm} ${path} ${disk.target} ${live ? '--persistent' : '--config'}`,
        run: () => host.vms.attachDisk(uuid, disk),
        undo: () => host.vms.detachDisk(uuid, path),
        leftover: `The disk ${disk.name} may still be in ${vm}. Stop it, then: virsh detach-disk ${vm} ${disk.target} --config`,
      },
      keepStep(plan, host),
    ]
  },
  result: ({ vm, disk }) => ({ vm, disk: disk.name, target: disk.target }),
})

/** Grows a disk; a VM that runs sees it at once. It does not shrink again, so there is no way back. */
export const growDiskJob = defineJobKind<GrowDiskPlan, JobDeps>({
  kind: 'disk.grow',
  parse: (plan) => planWith<GrowDiskPlan>(plan, ['store', 'vm', 'uuid', 'disk', 'path', 'sizeBytes']),
  title: ({ vm, disk, sizeBytes }) => `Grow the disk ${disk} of ${vm} to ${formatBytes(sizeBytes)}`,
  object: ({ vm }) => ({ type: 'vm', name: vm }),
  locks: ({ vm }) => [`vm:${vm}`],
  steps: (plan, { host }) => [
    {
      name: `Grow it from ${formatBytes(plan.fromBytes)} to ${formatBytes(plan.sizeBytes)}`,
      command: host.stores
        .get(plan.store)
        .commands.growDisk(plan.vm, plan.disk, plan.sizeBytes, plan.kind ?? 'volume'),
      final: true,
      run: () => grow(plan, host),
    },
  ],
  result: ({ vm, disk, sizeBytes }) => ({ vm, disk, sizeBytes }),
})

/**
 * A qcow2 file that QEMU has open is grown by QEMU, which alone may write to it; in a pool, a volume or raw file is grown by its store, and
 * QEMU looks again.
 */
async function grow(
  { store: name, vm, uuid, disk, path, sizeBytes }: GrowDiskPlan,
  host: Host,
): Promise<void> {
  const store = host.stores.get(name)
  const facts = await host.vms.get(uuid)
  const runs = facts !== undefined && isUp(facts)
  if (!runs || store.kind === 'zfs') await store.growDisk(vm, disk, sizeBytes)
  if (runs) await host.vms.resizeDisk(uuid, path, sizeBytes)
}

/** Takes a disk from a VM and out of its store, after a snapshot that keeps it. */
export const removeDiskJob = defineJobKind<RemoveDiskPlan, JobDeps>({
  kind: 'disk.remove',
  parse: (plan) =>
    planWith<RemoveDiskPlan>(plan, [
      'store',
      'vm',
      'uuid',
      'disk',
      'path',
      'attached',
      'definition',
      'snapshot',
    ]),
  title: ({ vm, disk }) => `Remove the disk ${disk} of ${vm}`,
  object: ({ vm }) => ({ type: 'vm', name: vm }),
  locks: ({ vm }) => [`vm:${vm}`],
  steps: (plan, deps) => {
    const { store: storeName, vm, uuid, disk, target, path, live, definition, snapshot } = plan
    const { host } = deps
    const store = host.stores.get(storeName)
    const text = definition as DefinitionText
    return [
      ...(snapshot ? snapshotSteps(snapshot, deps) : []),
      {
        name: live ? `Have the guest of ${vm} let it go` : `Take it from ${vm}`,
        command: `virsh detach-disk ${vm} ${target} ${live ? '--persistent' : '--config'}`,
        run: () => host.vms.detachDisk(uuid, path),
        async undo() {
          // Asked of the running one only; its definition comes back as it was, with all that people wrote into it.
          if (live) await host.vms.attachDisk(uuid, plan.attached)
          await host.vms.defineFrom(text, {})
        },
      },
      keepStep(plan, host),
      {
        name: `Remove it from the store ${storeName}`,
        command: store.commands.removeDisk(vm, disk),
        final: true,
        run: () => store.removeDisk(vm, disk),
      },
    ]
  },
  result: ({ vm, disk, snapshot }) => ({ vm, disk, ...(snapshot ? { snapshot: snapshot.id } : {}) }),
})

interface Kept {
  readonly store: string
  readonly vm: string
  readonly uuid: string
  readonly definition: string
}

function keepStep({ store, vm, uuid, definition }: Kept, host: Host): Step {
  const place = host.stores.get(store)
  return {
    name: 'Keep the definition in its place',
    run: async () => place.writeDefinition(vm, uuid, await host.vms.definition(uuid)),
    undo: () => place.writeDefinition(vm, uuid, definition as DefinitionText),
  }
}
