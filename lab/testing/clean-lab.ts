import { healDisk } from '../disk-faults.ts'
import { makeDiskFile } from '../disk-file.ts'
import { diskPath, plugDisk, removeDisk } from '../disks.ts'
import { withMachineLock } from '../machine-lock.ts'
import { qemuPid, switchOff, switchOn, untilUp, type Lab } from '../machine.ts'
import { writeRecord } from '../machine-record.ts'
import { resume, setClock } from '../power.ts'
import { kistedUnit } from './kisted-inside.ts'
import { until } from './until.ts'

/**
 * Gives a test file a machine with blank disks, all in and sound, and no VMs. What a file leaves behind is taken away command by command;
 * where that does not do (a pool is suspended, a disk was grown, the machine hangs), by a power cut and new disks.
 */
export async function cleanLab(lab: Lab): Promise<void> {
  let why: unknown = 'it is off, or a pool is suspended'
  const isClean = await cleanSoftly(lab).catch((error: unknown) => {
    why = error
    return false
  })
  if (isClean) return
  process.stderr.write(`lab: ${lab.name} gets new disks and a boot: ${String(why).slice(0, 300)}\n`)
  await cleanHard(lab)
}

/** Where the pools of the tests are mounted. */
const mountFolders = ['/tank', '/other', '/sick', '/backup', '/fast']

/** Resolves to whether all is clean. */
async function cleanSoftly(lab: Lab): Promise<boolean> {
  const record = await lab.record()
  if ((await qemuPid(lab.folder, record)) === undefined) return false
  await resume(lab)
  const run = (argv: readonly string[], okCodes = [0]) =>
    lab.runner.run(argv, { timeoutMs: 120_000, okCodes })
  const names = async (argv: readonly string[]) => {
    const { stdout } = await run(argv)
    // virsh fills some names up with blanks.
    return stdout.split('\n').flatMap((line) => line.trim() || [])
  }
  await setClock(lab, new Date())
  // Everything that touches a suspended pool hangs.
  const states = await run(['sh', '-c', 'cat /proc/spl/kstat/zfs/*/state'], [0, 1])
  if (states.stdout.includes('SUSPENDED')) return false
  // A test that failed, or a run that was broken off, may have left resilvers held still and the daemon at work.
  await run(['sh', '-c', 'echo 0 >/sys/module/zfs/parameters/zfs_scan_suspend_progress'], [0, 1, 2])
  await run(['systemctl', 'stop', kistedUnit], [0, 5])
  for (const vm of await names(['virsh', 'list', '--name'])) await run(['virsh', 'destroy', '--', vm])
  for (const vm of await names(['virsh', 'list', '--all', '--name']))
    await run(['virsh', 'undefine', '--nvram', '--', vm])
  for (const pool of await names(['virsh', 'pool-list', '--name']))
    await run(['virsh', 'pool-destroy', '--', pool])
  for (const pool of await names(['virsh', 'pool-list', '--all', '--name']))
    await run(['virsh', 'pool-undefine', '--', pool])
  for (const disk of record.disks) {
    if (disk.plugged) await healDisk(lab, disk.serial)
    if (!disk.inborn) await removeDisk(lab, disk.serial)
    else if (!disk.plugged) await plugDisk(lab, disk.serial)
  }
  for (const pool of await names(['zpool', 'list', '-H', '-o', 'name']))
    await run(['zpool', 'destroy', '-f', '--', pool])
  // What was written where no pool was mounted, as some tests do on purpose.
  await run(['rm', '-rf', '--one-file-system', '--', ...mountFolders])
  const disks = record.disks.filter((disk) => disk.inborn)
  for (const { serial } of disks) await run(['blkdiscard', '-f', diskPath(serial)])
  // udev has the kernel read their partition tables again, in its own time.
  const seesBlank = async () => ((await areBlank(lab, disks)) ? true : undefined)
  return until('the disks are blank', seesBlank, { timeoutMs: 60_000 })
}

/** Whether the guest sees nothing on these disks, and has them at the size they were made. */
async function areBlank(
  lab: Lab,
  disks: readonly { readonly serial: string; readonly sizeMiB: number }[],
): Promise<boolean> {
  const columns = ['--json', '--bytes', '--output', 'SIZE,FSTYPE,PTTYPE,MOUNTPOINT']
  const { stdout } = await lab.runner.run([
    'lsblk',
    ...columns,
    ...disks.map(({ serial }) => diskPath(serial)),
  ])
  const { blockdevices } = JSON.parse(stdout) as { blockdevices: readonly Record<string, unknown>[] }
  return blockdevices.every(
    (seen, index) =>
      seen['children'] === undefined &&
      [seen['fstype'], seen['pttype'], seen['mountpoint']].every((value) => value === null) &&
      seen['size'] === (disks[index]?.sizeMiB ?? 0) * 1024 * 1024,
  )
}

async function cleanHard(lab: Lab): Promise<void> {
  await withMachineLock(lab.name, async () => {
    const record = await lab.record()
    await switchOff(lab.folder, record)
    const disks = record.disks.filter((disk) => disk.inborn).map((disk) => ({ ...disk, plugged: true }))
    for (const disk of disks) await makeDiskFile(disk)
    await writeRecord(lab.folder, { ...record, disks })
    await switchOn(lab.folder, { ...record, disks })
  })
  await untilUp(lab)
}
