import { realpath } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import { datasetRef } from '../../../domain/dataset.ts'
import { problemError } from '../../../domain/problem.ts'
import type { Runner } from '../../exec.ts'
import type { Zfs } from '../zfs.ts'
import { activateZvol, isZvol } from '../zvol-device.ts'
import { datasetNamed } from './run-step.ts'

const pollMs = 100
const patienceMs = 10_000
/** udev is asked again when a link is still wrong after so long. */
const askAgainMs = 2_000

/**
 * Makes sure that the link by which a VM knows its disk leads to this volume, and to no other: links come late, and can be left over from
 * a volume that had the name before. Waits for udev, and asks it once more; rejects with `host_failed` rather than give a wrong disk.
 */
export async function checkLink(zfs: Zfs, volume: string, path: string): Promise<void> {
  const name = datasetNamed(volume)
  const node = await activateZvol(zfs, name)
  for (let waitedMs = 0; waitedMs <= patienceMs; waitedMs += pollMs) {
    const leadsTo = await realpath(path).catch(() => undefined)
    // The node may have gone to another volume since it was looked up, so the kernel is asked about this very one.
    if (leadsTo === node && (await isZvol(zfs.runner, leadsTo, name))) return
    if (waitedMs === askAgainMs) await askUdev(zfs.runner, node)
    await sleep(pollMs)
  }
  throw problemError({
    code: 'host_failed',
    object: datasetRef(volume),
    message: `${path} does not lead to the device of the volume ${volume}, which is ${node}.`,
    hint: `Let udev make the link anew: udevadm trigger ${node}; udevadm settle. Then try again.`,
  })
}

async function askUdev(runner: Runner, node: string): Promise<void> {
  // Whether it helped is seen at the link.
  await runner
    .run(['udevadm', 'trigger', '--action=change', `--name-match=${node}`], { timeoutMs: 10_000 })
    .catch(() => undefined)
}
