import { problemError } from '../../../domain/problem.ts'
import { knownFaults } from '../../../domain/zfs-version.ts'
import type { DiskWork } from '../../store-host.ts'
import { notEnoughSpace } from '../../store-problems.ts'
import { destroyDataset } from '../destroy-dataset.ts'
import { getDataset } from '../list-datasets.ts'
import { parseCount } from '../numbers.ts'
import { abortReceive } from '../receive.ts'
import { estimateSend, type StreamForm } from '../send.ts'
import { transfer } from '../transfer.ts'
import type { Zfs } from '../zfs.ts'
import type { Marks } from './marks.ts'
import { datasetNamed, snapshotNamed } from './run-step.ts'
import { parentName, splitSnapshot } from './tree.ts'

/**
 * Makes a volume of its own out of a snapshot, within one pool. Blocks go over as they are, so holes stay holes; an encrypted source is
 * opened on the way, as a raw copy would keep a key of its own. What did not come whole is removed.
 */
export async function copyVolume(
  zfs: Zfs,
  from: string,
  to: string,
  properties: Marks,
  { signal, onProgress }: DiskWork,
): Promise<void> {
  const snapshot = snapshotNamed(from)
  const target = datasetNamed(to)
  await refuseFaulty(zfs, splitSnapshot(from).dataset)
  const form: StreamForm = { raw: false, largeBlocks: true, compressed: true, embedded: false }
  const { totalBytes } = await estimateSend(zfs, { snapshot, form })
  await refuseTooLarge(zfs, from, parentName(to), totalBytes)
  try {
    await transfer(
      { zfs, what: { snapshot, form } },
      { zfs, where: { target, properties } },
      { signal, onBytes: (bytes) => onProgress?.(Math.min(bytes, totalBytes), totalBytes) },
    )
  } catch (error) {
    await removeHalf(zfs, to)
    throw error
  }
}

/** Removes what came of a copy that broke off. */
export async function removeHalf(zfs: Zfs, name: string): Promise<void> {
  const target = datasetNamed(name)
  await abortReceive(zfs, target)
  const left = await getDataset(zfs, target)
  if (left) await destroyDataset(zfs, { name: target, guid: left.guid })
}

/** A pool that is filled to the brim stops every VM in it, so that is not tried. */
async function refuseTooLarge(zfs: Zfs, what: string, into: string, needBytes: number): Promise<void> {
  const found = await getDataset(zfs, datasetNamed(into), ['available'])
  const freeBytes = parseCount(found?.properties.get('available')?.value) ?? 0
  if (needBytes > freeBytes) throw notEnoughSpace(into, `A copy of ${what}`, needBytes, freeBytes)
}

async function refuseFaulty(zfs: Zfs, volume: string): Promise<void> {
  const fault = knownFaults(zfs.version).find(({ only }) => only === 'encrypted-plain-send')
  if (!fault) return
  const encryption = (await getDataset(zfs, datasetNamed(volume), ['encryption']))?.properties.get(
    'encryption',
  )
  if (encryption === undefined || encryption.value === 'off') return
  throw problemError({
    code: 'not_supported',
    object: { type: 'dataset', name: volume },
    message: `A full copy of the encrypted ${volume} is not safe on this OpenZFS: ${fault.reason}.`,
    hint: `Make a linked copy, or: ${fault.remedy}`,
  })
}
