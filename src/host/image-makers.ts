import { copyFile, link } from 'node:fs/promises'
import { join } from 'node:path'
import type { Arch } from '../domain/vm.ts'
import type { ImageMakers } from './dir/dir-images.ts'
import { imageFileNames } from './dir/image-folder.ts'
import type { Runner } from './exec.ts'
import { buildDebianImage } from './images/build-debian.ts'

export interface ImageMakerOptions {
  readonly runner: Runner
  readonly arch: Arch
  /** Where finished builds stay, so that the next one with the same packages takes no time. */
  readonly buildCache: string
}

/** Gives a `dir` store the makers of the image room: rooms do not know each other, so they meet here. */
export function imageMakers({ runner, arch, buildCache }: ImageMakerOptions): ImageMakers {
  return {
    async build(recipe, { folder }, work) {
      const build = { release: recipe.release, arch, cacheFolder: buildCache, reuse: 'any' } as const
      const built = await buildDebianImage(runner, build, work)
      if (built.cached) work.log('Nothing to build: the same image is in the cache')
      await linkOrCopy(built.path, join(folder, imageFileNames.disk))
      return {
        title: built.title,
        arch,
        kind: 'disk',
        virtualSizeBytes: built.virtualSizeBytes,
        fileSizeBytes: built.fileSizeBytes,
        sha256: built.sha256,
        defaultUser: built.defaultUser,
        cloudInit: true,
        origin: { type: 'built', recipe: `${recipe.distribution} ${recipe.release}`, digest: built.digest },
      }
    },
    pull: () => Promise.reject(new Error('not yet')),
    fetch: () => Promise.reject(new Error('not yet')),
    take: () => Promise.reject(new Error('not yet')),
  }
}

/** The same file under a second name where that is possible; finished images are only ever read. */
async function linkOrCopy(from: string, to: string): Promise<void> {
  try {
    await link(from, to)
  } catch (error) {
    // Another file system, or one without hard links.
    const { code } = error as NodeJS.ErrnoException
    if (code !== 'EXDEV' && code !== 'EPERM' && code !== 'EMLINK') throw error
    await copyFile(from, to)
  }
}
