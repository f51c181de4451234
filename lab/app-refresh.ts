import { CommandError } from '../src/host/exec.ts'
import { problemError } from '../src/domain/problem.ts'
import { appFolder } from './build/recipe.ts'
import { diskPath, seenInGuest } from './disks.ts'
import { withMachineLock } from './machine-lock.ts'
import type { Lab } from './machine.ts'
import { writeRecord } from './machine-record.ts'
import { appDisk, deviceName, diskDevice, diskNode, nodeName } from './qemu-argv.ts'

/** Gives a running machine the project as it is now: takes the disk that holds it out, and puts the newer one in. */
export async function refreshApp(lab: Lab, appPath: string): Promise<void> {
  const record = await lab.record()
  if (record.appPath === appPath) return
  const { serial } = appDisk(appPath)
  const device = deviceName(serial)
  try {
    await lab.runner.run(['umount', appFolder])
  } catch (error) {
    if (!(error instanceof CommandError && error.end.why === 'exit')) throw error
    throw problemError(
      {
        code: 'in_use',
        message: `The machine ${lab.name} runs something of an older build of the project: ${error.message}`,
        hint: `End it, or make the machine afresh: npm run lab -- up --name ${lab.name}`,
      },
      error,
    )
  }
  await lab.monitor(async (qmp) => {
    const gone = qmp.event('DEVICE_DELETED', ({ device: id }) => id === device, 180_000)
    await Promise.all([gone, qmp.execute('device_del', { id: device })])
    await qmp.execute('blockdev-del', { 'node-name': nodeName(serial) })
    await qmp.execute('blockdev-add', diskNode(appDisk(appPath), true))
    await qmp.execute('device_add', diskDevice(appDisk(appPath)))
  })
  await withMachineLock(lab.name, async () => writeRecord(lab.folder, { ...(await lab.record()), appPath }))
  await seenInGuest(lab, serial, true)
  // systemd may have mounted it already, on seeing the disk it waits for.
  await lab.runner.run(['systemctl', 'start', 'opt-kiste.mount'])
  await lab.runner.run(['test', '-e', `${appFolder}/dist`, '-a', '-e', diskPath(serial)])
}
