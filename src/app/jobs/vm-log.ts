import type { Host } from '../../host/host.ts'
import type { StepContext } from '../../jobs/job-kind.ts'
import { stepProblems } from '../../jobs/step-problems.ts'
import { messages } from '../../jobs/transitions.ts'

// libvirt keeps what QEMU wrote by the VM's name alone, and lets go of it with no VM. Nothing stands on a log, so one that cannot be
// removed or moved, as when only root may write there, is told of in the job and is no reason to fail.

/** Removes the log of a VM that is gone for good. */
export async function removeLog(ctx: StepContext, vm: string, host: Host): Promise<void> {
  await unlessShared(ctx, vm, host, 'removed', () => host.vms.removeLog(vm))
}

/** Lets the log follow a VM that got another name. */
export async function moveLog(ctx: StepContext, from: string, to: string, host: Host): Promise<void> {
  if (from !== to) await unlessShared(ctx, from, host, 'moved', () => host.vms.moveLog(from, to))
}

/** Only where nobody else has the name: no VM, not even one that others made, and none that may come back from the bin. */
async function unlessShared(
  ctx: StepContext,
  vm: string,
  { vms, stores }: Host,
  done: string,
  act: () => Promise<void>,
): Promise<void> {
  try {
    const [places, bin] = await Promise.all([stores.places(), stores.bin()])
    if ([...places, ...bin].some((other) => other.vm === vm)) return
    // Asked last: the less time between this and the act, the less can come between.
    if ((await vms.list()).some((other) => other.name === vm)) return
    await act()
  } catch (error) {
    ctx.log(`The log of ${vm} was not ${done}: ${messages(stepProblems(error))}`)
  }
}
