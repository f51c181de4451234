import type { Lab } from './machine.ts'
import { qemuPid, switchOff, switchOn, untilUp } from './machine.ts'
import { withMachineLock } from './machine-lock.ts'

/** Cuts the power: what the guest had not written to its disks is lost. */
export async function cutPower(lab: Lab): Promise<void> {
  await withMachineLock(lab.name, async () => switchOff(lab.folder, await lab.record()))
}

/** Switches a machine on again that is off; resolves once it has booted. */
export async function boot(lab: Lab, signal?: AbortSignal): Promise<void> {
  await withMachineLock(lab.name, async () => {
    const record = await lab.record()
    if ((await qemuPid(lab.folder, record)) === undefined) await switchOn(lab.folder, record)
  })
  await untilUp(lab, signal)
}

/** Holds the whole machine still, its clock with it, until `resume`. */
export async function pause(lab: Lab): Promise<void> {
  await lab.monitor((qmp) => qmp.execute('stop'))
}

export async function resume(lab: Lab): Promise<void> {
  await lab.monitor((qmp) => qmp.execute('cont'))
}

/** Sets the guest's clock, to the second. It goes right again at the next boot. */
export async function setClock(lab: Lab, time: Date): Promise<void> {
  await lab.runner.run(['date', '--utc', `--set=@${Math.round(time.getTime() / 1000)}`])
}
