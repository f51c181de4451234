import type { Logger } from 'pino'
import { findImageFile, readImageRecord } from './host/dir/image-folder.ts'
import type { StoreLayout } from './host/dir/store-layout.ts'
import type { Runner } from './host/exec.ts'
import { openedOnce } from './host/opened-once.ts'
import { zfsTools } from './host/zfs-tools.ts'
import { lateStoreZfs } from './host/zfs/store/late-store-zfs.ts'
import { openPoolsView } from './host/zfs/store/pools-view.ts'
import { openStoreZfs } from './host/zfs/store/open-store-zfs.ts'
import { openZfsStores, type ZfsStores } from './host/zfs/store/open-zfs-stores.ts'
import { openZfs, type Zfs } from './host/zfs/zfs.ts'

/** OpenZFS of this machine, opened when it is first asked for, and asked for again as long as it is not there. */
export function composeZfs(runner: Runner, logger: Logger): () => Promise<Zfs> {
  return openedOnce(async () => {
    const opened = await openZfs(runner)
    logger.info({ zfs: opened.version.module.text }, 'OpenZFS')
    return opened
  })
}

/**
 * The stores in the pools of this machine; undefined unless the daemon is root, who alone may mount file systems and has the devices of
 * volumes. Asks nothing yet: OpenZFS is opened when a pool is there, which a file of the kernel tells. `library` is where the images lie
 * that disks are made of.
 */
export function composePools(
  runner: Runner,
  zfs: () => Promise<Zfs>,
  library: StoreLayout,
  logger: Logger,
): ZfsStores | undefined {
  if (process.getuid?.() !== 0) return undefined
  return openZfsStores({
    zfs: lateStoreZfs(openedOnce(async () => openStoreZfs(await zfs()))),
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
}
