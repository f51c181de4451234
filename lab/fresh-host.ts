import { randomBytes } from 'node:crypto'
import { rm } from 'node:fs/promises'
import { here } from '../src/host/exec.ts'
import { createOverlay } from '../src/host/images/qemu-img.ts'
import { rootFilesIn } from './build/root.ts'
import type { MachineRecord } from './machine-record.ts'
import { machineFiles } from './qemu-argv.ts'

/** What ZFS and systemd know a host by, as no other one has it. */
export function freshIdentity(): Pick<MachineRecord, 'hostId' | 'machineId'> {
  return { hostId: randomBytes(4).toString('hex'), machineId: randomBytes(16).toString('hex') }
}

/** Gives a machine that is off a root as it was built; what was written to the one it had is gone. */
export async function makeRoot(
  folder: string,
  record: Pick<MachineRecord, 'buildFolder' | 'runFolder'>,
): Promise<void> {
  const { overlayPath } = machineFiles(folder, record)
  await rm(overlayPath, { force: true })
  await createOverlay(here, overlayPath, { path: rootFilesIn(record.buildFolder).diskPath, format: 'qcow2' })
}
