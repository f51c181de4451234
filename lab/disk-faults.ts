import { findDisk, isAbsent } from './disks.ts'
import type { Lab } from './machine.ts'
import { deviceName, nodeName } from './qemu-argv.ts'

/** How slow a disk is to be; what is left out has no limit. */
export interface DiskPace {
  readonly bytesPerSecond?: number
  readonly operationsPerSecond?: number
}

/** Slows a disk while it is in use. */
export async function slowDisk(lab: Lab, serial: string, pace: DiskPace): Promise<void> {
  await findDisk(lab, serial)
  const none = { bps_rd: 0, bps_wr: 0, iops_rd: 0, iops_wr: 0 }
  const limits = { bps: pace.bytesPerSecond ?? 0, iops: pace.operationsPerSecond ?? 0 }
  await lab.monitor((qmp) =>
    qmp.execute('block_set_io_throttle', { id: deviceName(serial), ...none, ...limits }),
  )
}

/** What a disk answers with errors. */
export interface DiskErrors {
  /** Which requests fail. Flushes are made by nobody else than those who want to be sure. */
  readonly on: readonly ('read' | 'write' | 'flush')[]
  /** Only requests that touch this place; default all of it. */
  readonly sector?: number
  /** Only the first such request. */
  readonly once?: boolean
  /** As the guest sees it, an I/O error whatever it is here. Default `EIO`. */
  readonly errno?: number
}

const eio = 5

/** Makes a disk answer with I/O errors while it is in use; replaces what it was told before. */
export async function failDisk(lab: Lab, serial: string, errors: DiskErrors): Promise<void> {
  await findDisk(lab, serial)
  await healErrors(lab, serial)
  await lab.monitor(async (qmp) => {
    await qmp.execute('blockdev-add', {
      driver: 'blkdebug',
      'node-name': faultName(serial),
      image: nodeName(serial),
      'inject-error': errors.on.map((iotype) => ({
        event: 'none',
        iotype,
        errno: errors.errno ?? eio,
        once: errors.once ?? false,
        ...(errors.sector === undefined ? {} : { sector: errors.sector }),
      })),
    })
    await qmp.execute('qom-set', { ...driveOf(serial), value: faultName(serial) })
  })
}

/** Takes slowness and errors from a disk that is in. */
export async function healDisk(lab: Lab, serial: string): Promise<void> {
  await slowDisk(lab, serial, {})
  await healErrors(lab, serial)
}

async function healErrors(lab: Lab, serial: string): Promise<void> {
  await lab.monitor(async (qmp) => {
    await qmp.execute('qom-set', { ...driveOf(serial), value: nodeName(serial) })
    await qmp.execute('blockdev-del', { 'node-name': faultName(serial) }).catch((error: unknown) => {
      if (!isAbsent(error)) throw error
    })
  })
}

/** What stands between the device and its file can be changed under a running guest. */
function driveOf(serial: string): { readonly path: string; readonly property: string } {
  return { path: `/machine/peripheral/${deviceName(serial)}`, property: 'drive' }
}

function faultName(serial: string): string {
  return `fault-${serial}`
}
