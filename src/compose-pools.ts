import type { Logger } from 'pino'
import { findImageFile, readImageRecord } from './host/dir/image-folder.ts'
import type { StoreLayout } from './host/dir/store-layout.ts'
import { ProblemError } from './domain/problem.ts'
import type { Runner } from './host/exec.ts'
import { zfsTools } from './host/zfs-tools.ts'
import { openPoolsView } from './host/zfs/store/pools-view.ts'
import { openStoreZfs } from './host/zfs/store/open-store-zfs.ts'
import { openZfsStores, type ZfsStores } from './host/zfs/store/open-zfs-stores.ts'
import { openZfs } from './host/zfs/zfs.ts'

/**
 * The stores in the pools of this machine; undefined where there is no OpenZFS, or the daemon is not root, who alone may mount file systems
 * and has the devices of volumes. `library` is where the images lie that disks are made of.
 */
export async function composePools(
  runner: Runner,
  library: StoreLayout,
  logger: Logger,
): Promise<ZfsStores | undefined> {
  if (process.getuid?.() !== 0) return undefined
  try {
    const zfs = await openZfs(runner)
    logger.info({ zfs: zfs.version.module.text }, 'OpenZFS')
    return openZfsStores({
      zfs: openStoreZfs(zfs),
      pools: openPoolsView(zfs),
      tools: zfsTools(runner),
      images: {
        async find(id) {
          const [file, record] = [await findImageFile(library, id), await readImageRecord(library, id)]
          return file && record && { ...file, sha256: record.sha256 }
        },
      },
      onProblem: (error) => logger.warn({ err: error }, 'a store in a pool'),
    })
  } catch (error) {
    if (!(error instanceof ProblemError) || error.problems[0].code !== 'zfs_unavailable') throw error
    logger.info({ because: error.message }, 'no OpenZFS')
    return undefined
  }
}
