import { percentWork } from '../percent-work.ts'
import type { DiskWork } from '../store-host.ts'
import { notEnoughSpace } from '../store-problems.ts'
import { diskChain, type DiskFileFacts } from './disk-files.ts'
import { makeAside, type DirStore } from './store.ts'

/** Copies what a disk file, and all that it stands on, holds into one that stands alone. */
export async function copyDisk(
  store: DirStore,
  source: DiskFileFacts,
  path: string,
  sizeBytes: number,
  work: DiskWork,
): Promise<void> {
  const chain = await diskChain(source.path, source.format)
  const needBytes = chain.reduce((sum, file) => sum + file.allocatedBytes, 0)
  const { freeBytes } = await store.space(store.layout.root)
  if (needBytes > freeBytes)
    throw notEnoughSpace(store.layout.root, `A copy of ${source.path}`, needBytes, freeBytes)
  await makeAside(store, 'copy a disk to', path, async (aside) => {
    await store.tools.copyDisk(source.path, source.format, aside, percentWork(work, needBytes))
    if (sizeBytes > source.virtualSizeBytes) await store.tools.resizeDisk(aside, 'qcow2', sizeBytes)
  })
}
