import { createHash } from 'node:crypto'
import { copyFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { here } from '../../src/host/exec.ts'
import { exists, settleFolder, withScratch } from '../../src/host/images/durable.ts'
import { runBootstrap } from './bootstrap.ts'
import type { BuildWork } from './build-work.ts'
import type { Flavour } from './flavours.ts'
import { takeModule } from './hooks.ts'
import { modulePackages } from './recipe.ts'
import type { LabVersions } from './versions.ts'
import { inWorkFolder } from './work-tree.ts'

/**
 * The ZFS module for a kernel as a tar of files below `/`; compiled once for each pair of versions, as that takes the longest of all:
 * some five minutes of processor time.
 */
export async function ensureModule(
  cacheFolder: string,
  flavour: Flavour,
  versions: LabVersions,
  work: BuildWork,
): Promise<string> {
  const key = [versions.zfs, versions.kernelPackage, versions.kernel, takeModule, modulePackages.join()]
  const digest = createHash('sha256').update(key.join('\n')).digest('hex').slice(0, 12)
  const folder = join(cacheFolder, `module-${versions.zfs.replaceAll(/[^\w.+-]/g, '_')}-${digest}`)
  const file = join(folder, 'module.tar')
  if (await exists(file)) return file
  work.log(`Compiling ZFS ${versions.zfs} for Linux ${versions.kernel}; takes some minutes, once`)
  await inWorkFolder(async (scratch) => {
    const plan = { flavour, sources: work.sources(flavour), packages: modulePackages, scratch }
    const hooks = { afterPackages: takeModule, env: { KISTE_KERNEL: versions.kernel } }
    const out = await runBootstrap(here, plan, hooks, work)
    await withScratch(cacheFolder, async (half) => {
      await copyFile(join(out, 'module.tar'), join(half, 'module.tar'))
      await writeFile(join(half, 'versions.json'), JSON.stringify(versions))
      await settleFolder(half, folder)
    })
  })
  return file
}
