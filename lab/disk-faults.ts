import { findDisk } from './disks.ts'
import type { Lab } from './machine.ts'
import { deviceName, diskNodeOver, faultName, fileName } from './qemu-argv.ts'
import { ifAbsent, type Qmp } from './qmp.ts'

/** How slow a disk is to be; what is left out has no limit. */
export interface DiskPace {
  readonly bytesPerSecond?: number
  readonly operationsPerSecond?: number
}

/** Slows a disk while it is in use. */
export async function slowDisk(lab: Lab, serial: string, pace: DiskPace): Promise<void> {
  await findDisk(lab, serial)
  await lab.monitor((qmp) => setPace(qmp, serial, pace))
}

/** Which requests a disk answers with an I/O error. */
export interface DiskErrors {
  readonly on: readonly ('read' | 'write')[]
  /** Only requests that touch this place, in sectors of 512 bytes; default all of the disk. */
  readonly sector?: number
  /** Only the first such request. */
  readonly once?: boolean
}

/** Makes a disk answer with errors while it is in use; replaces what it was told before. */
export async function failDisk(lab: Lab, serial: string, errors: DiskErrors): Promise<void> {
  await findDisk(lab, serial)
  await lab.monitor(async (qmp) => {
    await removeErrors(qmp, serial)
    await qmp.execute('blockdev-add', {
      driver: 'blkdebug',
      'node-name': faultName(serial),
      image: fileName(serial),
      'inject-error': errors.on.map((iotype) => ({
        // No event of a driver, every request of this kind.
        event: 'none',
        iotype,
        once: errors.once ?? false,
        ...(errors.sector === undefined ? {} : { sector: errors.sector }),
      })),
    })
    await qmp.execute('blockdev-reopen', { options: [diskNodeOver(serial, faultName(serial))] })
  })
}

/** Takes slowness and errors from a disk that is in. */
export async function healDisk(lab: Lab, serial: string): Promise<void> {
  await findDisk(lab, serial)
  await lab.monitor(async (qmp) => {
    await setPace(qmp, serial, {})
    await removeErrors(qmp, serial)
  })
}

async function setPace(qmp: Qmp, serial: string, pace: DiskPace): Promise<void> {
  await qmp.execute('block_set_io_throttle', {
    // virtio disks have their limits below the device that people see.
    id: `/machine/peripheral/${deviceName(serial)}/virtio-backend`,
    bps: pace.bytesPerSecond ?? 0,
    iops: pace.operationsPerSecond ?? 0,
    bps_rd: 0,
    bps_wr: 0,
    iops_rd: 0,
    iops_wr: 0,
  })
}

async function removeErrors(qmp: Qmp, serial: string): Promise<void> {
  await qmp.execute('blockdev-reopen', { options: [diskNodeOver(serial, fileName(serial))] })
  await qmp.execute('blockdev-del', { 'node-name': faultName(serial) }).catch(ifAbsent)
}
