import type { SnapshotPlan, SnapshotVmPlan } from '../../domain/plan-snapshot.ts'
import type { Step, StepContext } from '../../jobs/job-kind.ts'
import type { JobDeps } from './deps.ts'
import { isOff } from '../../domain/vm.ts'
import { restoreVm } from '../start-vm.ts'
import { inState, remembered } from './hold-guests.ts'

/** How a guest's RAM gets into a snapshot: it is saved into the VM's place, is taken with the disks, and the guest goes on from it. */

export interface RamSteps {
  readonly before: readonly Step[]
  readonly after: readonly Step[]
}

export function ramSteps(plan: SnapshotPlan, deps: JobDeps): RamSteps {
  const vms = plan.vms.filter(({ consistency }) => consistency === 'ram')
  if (vms.length === 0) return { before: [], after: [] }
  const { host } = deps
  return {
    before: [...(plan.held.length > 0 ? [holdStep(plan, deps)] : []), ...vms.map((vm) => saveStep(vm, deps))],
    after: vms.flatMap((vm): Step[] => [
      {
        name: `Let ${vm.name} go on from its RAM`,
        command: `virsh restore ${ramPath(vm, host)}`,
        run: () => restoreVm(host, vm.uuid, ramPath(vm, host)),
      },
      {
        name: `Remove the RAM of ${vm.name} from its place; the snapshot keeps it`,
        command: `rm ${ramPath(vm, host)}`,
        run: () => host.stores.get(vm.store).snapshots.dropRam(vm.name, vm.uuid),
      },
    ]),
  }
}

/** Until each has its turn to be saved, so that all RAM is of one instant. A VM that is saved already is off, and not held any more. */
function holdStep(plan: SnapshotPlan, deps: JobDeps): Step {
  const { host } = deps
  const held = plan.vms.filter(({ uuid }) => plan.held.includes(uuid))
  const word = 'held until saved'
  return {
    name: `Hold ${held.map(({ name }) => name).join(', ')}`,
    command: held.map(({ name }) => `virsh suspend ${name}`).join('; '),
    async run(ctx) {
      const running = await inState(held, 'running', deps)
      ctx.remember(word, [...remembered(ctx, word), ...running.map(({ uuid }) => uuid)])
      for (const { uuid } of running) await host.vms.pause(uuid)
    },
    async undo(ctx) {
      const ours = held.filter(({ uuid }) => remembered(ctx, word).includes(uuid))
      for (const { uuid } of await inState(ours, 'paused', deps)) await host.vms.resume(uuid)
    },
  }
}

function saveStep(vm: SnapshotVmPlan, deps: JobDeps): Step {
  const { host } = deps
  const { snapshots } = host.stores.get(vm.store)
  const path = ramPath(vm, host)
  return {
    name: `Save the RAM of ${vm.name}; it stands still from here on`,
    command: `virsh save ${vm.name} ${path}`,
    leftover: `${vm.name} is off, and its RAM is in ${path}. Let it go on with virsh restore ${path}, or start it anew with kiste vm start ${vm.name}.`,
    async run(ctx) {
      await untilSaved(vm, deps, ctx)
      // RAM of another time must not be taken for this one's.
      if (await isUp(vm, deps)) await snapshots.dropRam(vm.name, vm.uuid)
      await host.vms.saveRam(vm.uuid, path, vm.runs === 'paused' ? 'paused' : 'on')
    },
    async undo(ctx) {
      await untilSaved(vm, deps, ctx)
      await restoreVm(host, vm.uuid, path)
      await snapshots.dropRam(vm.name, vm.uuid)
    },
  }
}

const lookAgainMs = 250

/** libvirt goes on saving when whoever asked for it is gone: a second run waits for the end of the first. */
async function untilSaved(vm: SnapshotVmPlan, deps: JobDeps, ctx: StepContext): Promise<void> {
  for (;;) {
    const status = (await deps.host.vms.get(vm.uuid))?.status
    if (status?.state !== 'paused' || status.because !== 'saving') return
    await deps.sleep(lookAgainMs, ctx.signal)
  }
}

async function isUp({ uuid }: SnapshotVmPlan, { host }: JobDeps): Promise<boolean> {
  return !isOff((await host.vms.get(uuid))?.status.state ?? 'stopped')
}

function ramPath({ store, name }: SnapshotVmPlan, host: JobDeps['host']): string {
  return host.stores.get(store).snapshots.ramPath(name)
}
