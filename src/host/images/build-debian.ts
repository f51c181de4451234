import { createHash } from 'node:crypto'
import { chmod, copyFile, mkdir, readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { problemError } from '../../domain/problem.ts'
import type { Arch } from '../../domain/vm.ts'
import type { Runner } from '../exec.ts'
import type { ImageWork } from '../host.ts'
import { makeBootable } from './assemble-disk.ts'
import { recipeText, resolveVersions, runBootstrap, type Bootstrap } from './bootstrap.ts'
import { explainBootstrap } from './bootstrap-problem.ts'
import { debianRelease, grubOnEsp } from './debian-recipe.ts'
import { readAptSources, sourcesFor } from './debian-sources.ts'
import { digestOfFile } from './digest.ts'
import { layout } from './disk-layout.ts'
import { settleFile, settleFolder, withScratch } from './durable.ts'
import { explained } from './image-problems.ts'
import { convert } from './qemu-img.ts'
import { removeTree } from './remove-tree.ts'
import { pickWorkFolder } from './work-folder.ts'

export interface DebianBuild {
  /** Code name or number. */
  readonly release: string
  readonly arch: Arch
  /** Where finished builds are kept, a folder each. */
  readonly cacheFolder: string
  /**
   * Where the tree is put together, about 1.5 GiB. Without root the work is done by users of a namespace, strangers to all our
   * folders: so not below a private home. Default: memory if there is plenty, else `/var/tmp`.
   */
  readonly workFolder?: string
  /** The machine's apt configuration. Default `/etc/apt`. */
  readonly aptFolder?: string
  /**
   * `any`: a finished build of this recipe is good, whatever has been updated since; asks no server. `current`: asks the archive
   * which versions there are now, and builds unless these were built before.
   */
  readonly reuse: 'any' | 'current'
}

export interface BuiltImage {
  readonly path: string
  readonly kernelPath: string
  readonly initrdPath: string
  readonly title: string
  readonly defaultUser: string
  /** Follows from recipe, architecture and all package versions, hex. */
  readonly digest: string
  /** Of the image file, hex. */
  readonly sha256: string
  readonly virtualSizeBytes: number
  readonly fileSizeBytes: number
  /** Nothing had to be built. */
  readonly cached: boolean
}

const debianArches: Partial<Record<Arch, string>> = { x86_64: 'amd64' }

/**
 * Makes a bootable Debian image (BIOS and UEFI, cloud-init, guest agent) from the distribution's signed packages; needs no root.
 * Leaves the finished image in the cache, or nothing.
 */
export async function buildDebianImage(
  runner: Runner,
  build: DebianBuild,
  work: ImageWork,
): Promise<BuiltImage> {
  const release = debianRelease(build.release)
  const arch = debianArches[build.arch]
  if (arch === undefined)
    throw problemError({
      code: 'not_supported',
      message: `Debian images can be built for x86_64 only, not for ${build.arch}.`,
      hint: `Use the distribution's own: kiste image pull debian-${release.number}`,
    })
  const sources = sourcesFor(release, await readAptSources(build.aptFolder ?? '/etc/apt'))
  const seed = sha256(JSON.stringify([recipeText(sources), release.codename, arch, layout]))
  const prefix = `debian-${release.number}-${arch}-${seed.slice(0, 12)}`
  const object = `Debian ${release.number} (${release.codename})`

  await mkdir(build.cacheFolder, { recursive: true })
  const latest = join(build.cacheFolder, `${prefix}.latest`)
  if (build.reuse === 'any') {
    const name = await readIfThere(latest)
    const found = name === undefined ? undefined : await readBuild(join(build.cacheFolder, name.trim()))
    if (found) return found
  }

  const inScratch = async (scratch: string): Promise<BuiltImage> => {
    const plan: Bootstrap = { release, arch, sources, seed, scratch }
    work.log('Asking the Debian archive for the current versions')
    const versions = await resolveVersions(runner, plan, work.signal)
    const digest = sha256([seed, ...versions].join('\n'))
    const name = `${prefix}-${digest.slice(0, 12)}`
    const folder = join(build.cacheFolder, name)
    const known = await readBuild(folder)
    if (!known) {
      work.log(`Building ${object} from ${versions.length} packages`)
      const made = await runBootstrap(runner, plan, work)
      const part = (name: string) => join(made.partsFolder, name)
      await makeBootable(
        runner,
        {
          path: made.diskPath,
          layout,
          seed,
          grub: { bootImagePath: part('boot.img'), coreImagePath: part('core.img') },
          esp: {
            id: made.ids.espId,
            files: {
              // Signed, behind shim, so that Secure Boot works.
              'EFI/BOOT/BOOTX64.EFI': { from: part('BOOTX64.EFI') },
              'EFI/BOOT/grubx64.efi': { from: part('grubx64.efi') },
              // The signed GRUB looks in the folder of the distribution that signed it.
              'EFI/debian/grub.cfg': { text: grubOnEsp(made.ids) },
            },
          },
        },
        work.signal,
      )
      await withScratch(build.cacheFolder, async (half) => {
        const disk = join(half, 'disk.qcow2')
        await convert(
          runner,
          { from: made.diskPath, fromFormat: 'raw', to: disk, toFormat: 'qcow2' },
          work.signal,
        )
        for (const name of ['vmlinuz', 'initrd', 'packages.txt']) await copyFile(part(name), join(half, name))
        const record: BuildRecord = {
          title: object,
          digest,
          sha256: await digestOfFile(disk, 'sha256', work.signal),
        }
        await writeFile(join(half, 'build.json'), JSON.stringify(record))
        await chmod(half, 0o755)
        await settleFolder(half, folder).catch((error: NodeJS.ErrnoException) => {
          // Somebody built the same at the same time and was quicker: theirs is as good.
          if (error.code !== 'ENOTEMPTY' && error.code !== 'EEXIST') throw error
        })
      })
      work.progress(100, 100, 'percent')
    }
    await writeFile(`${latest}.new`, `${name}\n`)
    await settleFile(`${latest}.new`, latest)
    const image = known ?? (await readBuild(folder))
    if (!image) throw new Error(`${folder} vanished while it was being built`)
    return { ...image, cached: known !== undefined }
  }
  const workFolder = build.workFolder ?? (await pickWorkFolder())
  const remove = (folder: string) => removeTree(runner, folder)
  return explained({ doing: 'build', object: { type: 'image', name: object } }, () =>
    withScratch(workFolder, inScratch, { prefix: 'kiste-build-', remove }).catch((error: unknown) => {
      throw explainBootstrap(object, error)
    }),
  )
}

interface BuildRecord {
  readonly title: string
  readonly digest: string
  readonly sha256: string
}

async function readBuild(folder: string): Promise<BuiltImage | undefined> {
  // Written last and moved into place with all else, so where it is, everything is.
  const text = await readIfThere(join(folder, 'build.json'))
  if (text === undefined) return undefined
  const record = JSON.parse(text) as BuildRecord
  const path = join(folder, 'disk.qcow2')
  return {
    ...record,
    path,
    kernelPath: join(folder, 'vmlinuz'),
    initrdPath: join(folder, 'initrd'),
    defaultUser: 'debian',
    virtualSizeBytes: layout.sizeMiB * 1024 * 1024,
    fileSizeBytes: (await stat(path)).size,
    cached: true,
  }
}

async function readIfThere(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}
