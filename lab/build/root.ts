import { copyFile, mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { here } from '../../src/host/exec.ts'
import { settleFolder, withScratch } from '../../src/host/images/durable.ts'
import { convert } from '../../src/host/images/qemu-img.ts'
import { runBootstrap, writeTree } from './bootstrap.ts'
import type { BuildWork } from './build-work.ts'
import type { Flavour } from './flavours.ts'
import { afterPackages, beforePackages } from './hooks.ts'
import { makeKeys } from './keys.ts'
import {
  appFolder,
  enabledUnits,
  maskedUnits,
  packages,
  rootFiles,
  rootLabel,
  zfsPackages,
} from './recipe.ts'
import type { LabVersions } from './versions.ts'
import { inWorkFolder } from './work-tree.ts'

/** The root file system grows only as it is filled. */
const rootSizeMiB = 8 * 1024

/** What a finished root consists of; all of it lies in one folder. */
export interface RootFiles {
  readonly diskPath: string
  readonly kernelPath: string
  readonly initrdPath: string
  readonly identityPath: string
  readonly knownHostsPath: string
}

export function rootFilesIn(folder: string): RootFiles {
  return {
    diskPath: join(folder, 'disk.qcow2'),
    kernelPath: join(folder, 'vmlinuz'),
    initrdPath: join(folder, 'initrd'),
    identityPath: join(folder, 'id_ed25519'),
    knownHostsPath: join(folder, 'known_hosts'),
  }
}

/** All that the recipe puts into a root, so that a change of it makes another one. */
export function rootRecipeText(): string {
  const files = rootFiles({ authorized: '', hostPrivate: '', hostPublic: '' })
  return JSON.stringify([
    packages,
    zfsPackages,
    enabledUnits,
    maskedUnits,
    files,
    beforePackages,
    afterPackages,
  ])
}

/** Makes the root file system with this module in it; it appears in `folder` whole or not at all. */
export async function buildRoot(
  folder: string,
  build: { readonly flavour: Flavour; readonly versions: LabVersions; readonly modulePath: string },
  work: BuildWork,
): Promise<void> {
  const { flavour, versions, modulePath } = build
  work.log(`Installing ${versions.all.length} packages into the lab ${flavour.name}`)
  await inWorkFolder(async (scratch) => {
    const keys = await makeKeys(scratch)
    const files = join(scratch, 'files')
    await writeTree(files, rootFiles(keys))
    await mkdir(join(scratch, 'out'))
    await copyFile(modulePath, join(scratch, 'out/module.tar'))
    const out = await runBootstrap(
      here,
      { flavour, sources: work.sources(flavour), packages: [...packages, ...zfsPackages], scratch },
      {
        beforePackages,
        afterPackages,
        env: {
          KISTE_FILES: files,
          KISTE_KERNEL: versions.kernel,
          KISTE_APP: appFolder,
          KISTE_ENABLE: enabledUnits.join(' '),
          KISTE_MASK: maskedUnits.join(' '),
          KISTE_LABEL: rootLabel,
          KISTE_SIZE: `${rootSizeMiB}m`,
        },
      },
      work,
    )
    await withScratch(join(folder, '..'), async (half) => {
      const made = rootFilesIn(half)
      const raw = join(out, 'disk.raw')
      await convert(here, { from: raw, fromFormat: 'raw', to: made.diskPath, toFormat: 'qcow2' }, work.signal)
      await copyFile(join(out, 'vmlinuz'), made.kernelPath)
      await copyFile(join(out, 'initrd'), made.initrdPath)
      await copyFile(join(out, 'packages.txt'), join(half, 'packages.txt'))
      await writeFile(made.identityPath, keys.identity, { mode: 0o600 })
      await writeFile(made.knownHostsPath, keys.knownHosts)
      await settleFolder(half, folder)
    })
  })
}
