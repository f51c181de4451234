import { open, rm, stat, truncate } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { problemError } from '../src/domain/problem.ts'
import { makeDiskFile } from './disk-file.ts'
import { withMachineLock } from './machine-lock.ts'
import { qemuPid, type Lab } from './machine.ts'
import { diskSlots, writeRecord, type DiskRecord } from './machine-record.ts'
import { deviceName, diskDevice, diskNode, faultName, nodeName } from './qemu-argv.ts'
import { ifAbsent } from './qmp.ts'

/** How long the guest may take to see a disk come or go. */
const seenLimitMs = 180_000

/** Where the guest finds a disk. */
export function diskPath(serial: string): string {
  return `/dev/disk/by-id/virtio-${serial}`
}

export async function findDisk(lab: Lab, serial: string): Promise<DiskRecord> {
  const { disks } = await lab.record()
  const disk = disks.find((disk) => disk.serial === serial)
  if (disk) return disk
  throw problemError({
    code: 'not_found',
    message: `The machine ${lab.name} has no disk ${serial}.`,
    object: { type: 'drive', name: serial },
    hint: `It has: ${disks.map((disk) => disk.serial).join(', ')}.`,
  })
}

/**
 * Pulls a disk. Resolves once the guest has let go of it; what it holds stays for when it is put back. Of a machine that is off, it is
 * out at the next boot.
 */
export async function pullDisk(lab: Lab, serial: string): Promise<void> {
  const disk = await findDisk(lab, serial)
  if (!disk.plugged) throw wrongState(lab, serial, 'is out already')
  if (await isOff(lab)) return changeDisk(lab, { ...disk, plugged: false })
  const device = deviceName(serial)
  await lab.monitor(async (qmp) => {
    const gone = qmp.event('DEVICE_DELETED', ({ device: id }) => id === device, seenLimitMs)
    await Promise.all([gone, qmp.execute('device_del', { id: device })])
    await qmp.execute('blockdev-del', { 'node-name': nodeName(serial) })
    // Its faults go with it.
    await qmp.execute('blockdev-del', { 'node-name': faultName(serial) }).catch(ifAbsent)
  })
  await changeDisk(lab, { ...disk, plugged: false })
  await seenInGuest(lab, serial, false)
}

/** Puts a disk back that was pulled, as it was. Resolves once the guest has it under its name. */
export async function plugDisk(lab: Lab, serial: string): Promise<void> {
  const disk = await findDisk(lab, serial)
  if (disk.plugged) throw wrongState(lab, serial, 'is in already')
  if (await isOff(lab)) return changeDisk(lab, { ...disk, plugged: true })
  await plug(lab, disk)
  await changeDisk(lab, { ...disk, plugged: true })
  await seenInGuest(lab, serial, true)
}

/** Puts in a disk that was never there before, blank, in the first free socket. */
export async function addDisk(
  lab: Lab,
  wish: { readonly serial: string; readonly sizeMiB: number; readonly sectorBytes?: 512 | 4096 },
): Promise<DiskRecord> {
  const { serial } = wish
  // QEMU takes these in an id, and virtio-blk has room for so many.
  if (!/^[A-Za-z0-9][A-Za-z0-9_.-]{0,19}$/.test(serial))
    throw problemError({ code: 'invalid_input', message: `${JSON.stringify(serial)} cannot be a serial.` })
  const { disks } = await lab.record()
  if (disks.some((disk) => disk.serial === serial)) throw wrongState(lab, serial, 'is there already')
  const slots = Array.from({ length: diskSlots }, (_, index) => index + 1)
  const slot = slots.find((slot) => !disks.some((disk) => disk.slot === slot))
  if (slot === undefined) throw wrongState(lab, serial, `finds no free socket among ${diskSlots}`)
  const path = join(lab.folder, 'disks', `${serial}.raw`)
  const { sizeMiB, sectorBytes = 512 } = wish
  const disk: DiskRecord = { serial, path, slot, plugged: true, sectorBytes, sizeMiB, inborn: false }
  await makeDiskFile(disk)
  await plug(lab, disk)
  await withMachineLock(lab.name, async () => {
    const record = await lab.record()
    await writeRecord(lab.folder, { ...record, disks: [...record.disks, disk] })
  })
  await seenInGuest(lab, serial, true)
  return disk
}

/** Takes a disk away for good, and its file with it. */
export async function removeDisk(lab: Lab, serial: string): Promise<void> {
  const disk = await findDisk(lab, serial)
  if (disk.plugged) await pullDisk(lab, serial)
  await withMachineLock(lab.name, async () => {
    const record = await lab.record()
    await writeRecord(lab.folder, { ...record, disks: record.disks.filter((one) => one.serial !== serial) })
  })
  await rm(disk.path, { force: true })
}

/** Makes a disk larger while it is in use. */
export async function growDisk(lab: Lab, serial: string, sizeMiB: number): Promise<void> {
  const disk = await findDisk(lab, serial)
  const sizeBytes = sizeMiB * 1024 * 1024
  if ((await stat(disk.path)).size > sizeBytes) throw wrongState(lab, serial, `is larger than ${sizeMiB} MiB`)
  if (!disk.plugged) return truncate(disk.path, sizeBytes)
  const size = { 'node-name': nodeName(serial), size: sizeBytes }
  await lab.monitor((qmp) => qmp.execute('block_resize', size))
}

/** Overwrites bytes of a disk behind everyone's back: past QEMU, straight into the file. */
export async function corruptDisk(
  lab: Lab,
  serial: string,
  what: { readonly offsetBytes: number; readonly lengthBytes: number; readonly byte?: number },
): Promise<void> {
  const disk = await findDisk(lab, serial)
  const { size } = await stat(disk.path)
  if (what.offsetBytes + what.lengthBytes > size) throw wrongState(lab, serial, 'is not that large')
  const file = await open(disk.path, 'r+')
  try {
    const piece = Buffer.alloc(Math.min(what.lengthBytes, 1024 * 1024), what.byte ?? 0xa5)
    for (let done = 0; done < what.lengthBytes; done += piece.length)
      await file.write(piece, 0, Math.min(piece.length, what.lengthBytes - done), what.offsetBytes + done)
  } finally {
    await file.close()
  }
}

async function isOff(lab: Lab): Promise<boolean> {
  return (await qemuPid(lab.folder, await lab.record())) === undefined
}

async function plug(lab: Lab, disk: DiskRecord): Promise<void> {
  await lab.monitor(async (qmp) => {
    await qmp.execute('blockdev-add', diskNode(disk))
    try {
      await qmp.execute('device_add', diskDevice(disk))
    } catch (error) {
      await qmp.execute('blockdev-del', { 'node-name': nodeName(disk.serial) })
      throw error
    }
  })
}

async function changeDisk(lab: Lab, changed: DiskRecord): Promise<void> {
  await withMachineLock(lab.name, async () => {
    const record = await lab.record()
    const disks = record.disks.map((disk) => (disk.serial === changed.serial ? changed : disk))
    await writeRecord(lab.folder, { ...record, disks })
  })
}

/** Waits until the guest has a disk under its name, or has it no more. */
export async function seenInGuest(lab: Lab, serial: string, present: boolean): Promise<void> {
  const deadline = performance.now() + seenLimitMs
  while (performance.now() < deadline) {
    const { code } = await lab.runner.run(['test', '-b', diskPath(serial)], { okCodes: [0, 1] })
    if ((code === 0) === present) return
    await sleep(200)
  }
  throw wrongState(lab, serial, `${present ? 'does not appear' : 'does not vanish'} in the guest`)
}

function wrongState(lab: Lab, serial: string, what: string): Error {
  return problemError({
    code: 'wrong_state',
    message: `The disk ${serial} of the machine ${lab.name} ${what}.`,
    object: { type: 'drive', name: serial },
  })
}
