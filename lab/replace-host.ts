import { randomBytes } from 'node:crypto'
import { rm } from 'node:fs/promises'
import { here } from '../src/host/exec.ts'
import { createOverlay } from '../src/host/images/qemu-img.ts'
import { rootFilesIn } from './build/root.ts'
import { withMachineLock } from './machine-lock.ts'
import { switchOff, switchOn, untilUp, type Lab } from './machine.ts'
import { writeRecord } from './machine-record.ts'
import { machineFiles } from './qemu-argv.ts'

/**
 * Throws the host away, as lightning does, and has another one in its place that was never seen: a fresh root, another identity. The pool
 * disks are put into it as they were when the power went. Resolves once it has booted.
 */
export async function replaceHost(lab: Lab, signal?: AbortSignal): Promise<void> {
  await withMachineLock(lab.name, async () => {
    const record = await lab.record()
    await switchOff(lab.folder, record)
    const { overlayPath } = machineFiles(lab.folder, record)
    await rm(overlayPath, { force: true })
    await createOverlay(here, overlayPath, {
      path: rootFilesIn(record.buildFolder).diskPath,
      format: 'qcow2',
    })
    const fresh = {
      ...record,
      hostId: randomBytes(4).toString('hex'),
      machineId: randomBytes(16).toString('hex'),
    }
    await writeRecord(lab.folder, fresh)
    await switchOn(lab.folder, fresh)
  })
  await untilUp(lab, signal)
}
