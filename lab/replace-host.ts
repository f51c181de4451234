import { freshIdentity, makeRoot } from './fresh-host.ts'
import { withMachineLock } from './machine-lock.ts'
import { switchOff, switchOn, untilUp, type Lab } from './machine.ts'
import { writeRecord } from './machine-record.ts'

/**
 * Throws the host away, as lightning does, and has another one in its place that was never seen: a fresh root, another identity. The pool
 * disks are put into it as they were when the power went. Resolves once it has booted.
 */
export async function replaceHost(lab: Lab, signal?: AbortSignal): Promise<void> {
  await withMachineLock(lab.name, async () => {
    const record = await lab.record()
    await switchOff(lab.folder, record)
    const fresh = { ...record, ...freshIdentity() }
    await makeRoot(lab.folder, fresh)
    await writeRecord(lab.folder, fresh)
    await switchOn(lab.folder, fresh)
  })
  await untilUp(lab, signal)
}
