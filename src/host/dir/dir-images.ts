import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import type { Image, ImageOrigin } from '../../domain/image.ts'
import type { CatalogueEntry } from '../../domain/image-catalogue.ts'
import { problemError } from '../../domain/problem.ts'
import type { BuildRecipe, ImageHost, ImageWork } from '../host.ts'
import { isSameOrigin } from '../image-origin.ts'
import { storeName } from '../store-names.ts'
import { imageInUse, noUpload, otherImage } from '../store-problems.ts'
import {
  formatImageRecord,
  imageFileNames,
  imageFolder,
  imagePath,
  imageRecordName,
  listImages,
  readImageRecord,
} from './image-folder.ts'
import { imageUsers } from './image-users.ts'
import { onStore } from '../store-faults.ts'
import { look } from '../store-files.ts'
import type { DirStore } from './store.ts'
import { dropUpload, findUpload, listUploads, takeUpload } from './uploads.ts'

/** What a maker knows of the image it made. */
export type MadeImage = Omit<Image, 'id' | 'addedAt' | 'origin'> & {
  /** Filled in where the wish alone did not say all, as the digest of a build. */
  readonly origin?: ImageOrigin
}

/**
 * What makes images, of the image room. Each puts `disk.qcow2` (never with a backing file) or `medium.iso` into `folder` and removes
 * nothing; whatever is left in `folder` when it throws is removed for it.
 */
export interface ImageMakers {
  pull(entry: CatalogueEntry, folders: MakerFolders, work: ImageWork): Promise<MadeImage>
  build(recipe: BuildRecipe, folders: MakerFolders, work: ImageWork): Promise<MadeImage>
  fetch(url: string, sha256: string | undefined, folders: MakerFolders, work: ImageWork): Promise<MadeImage>
  /** `path` is the file that was sent, `name` what its sender called it. It stays where it is. */
  take(
    file: { readonly path: string; readonly name: string; readonly sha256: string },
    folders: MakerFolders,
    work: ImageWork,
  ): Promise<MadeImage>
}

export interface MakerFolders {
  readonly folder: string
  /** Where parts of downloads stay, to go on from. On the same file system. */
  readonly downloads: string
}

export function dirImages(
  store: DirStore,
  makers: ImageMakers,
  now: () => Date = () => new Date(),
): ImageHost {
  const { layout, files } = store

  /** Makes an image aside; it appears whole, its record last, or not at all. */
  async function make(
    id: string,
    wished: ImageOrigin,
    work: ImageWork,
    maker: (folders: MakerFolders) => Promise<MadeImage>,
  ): Promise<Image> {
    const target = imageFolder(layout, id)
    const there = await readImageRecord(layout, id)
    if (there && isSameOrigin(there.origin, wished)) return there
    if (there) throw otherImage(id)
    if (await look(target)) throw inTheWay(id, target)
    return onStore('make the image', target, async () => {
      const aside = join(layout.scratch, `image-${randomUUID()}`)
      try {
        await files.makeFolder(aside)
        const made = await maker({ folder: aside, downloads: layout.downloads })
        if (work.signal.aborted) throw cancelled(id)
        const image: Image = { origin: wished, ...made, id, addedAt: now().toISOString() }
        await files.finish(join(aside, imageFileNames[image.kind]))
        await files.makeReadOnly(join(aside, imageFileNames[image.kind]))
        await files.writeNew(join(aside, imageRecordName), formatImageRecord(image))
        await files.finish(aside)
        await files.move(aside, target)
        return image
      } catch (error) {
        await files.remove(aside).catch(() => undefined)
        throw work.signal.aborted ? cancelled(id) : error
      }
    })
  }

  return {
    list: () => onStore('look at', layout.images, () => listImages(layout)),
    get: async (id) => readImageRecord(layout, id),
    mediumPath: (id) => imagePath(layout, id, 'iso'),
    pull: async (id, entry, work) => {
      const origin: ImageOrigin = {
        type: 'catalogue',
        entry: entry.id,
        url: entry.url,
        signature: { state: 'none-published' },
      }
      return make(id, origin, work, (folders) => makers.pull(entry, folders, work))
    },
    build: async (id, recipe, work) => {
      const origin = {
        type: 'built',
        recipe: `${recipe.distribution} ${recipe.release}`,
        digest: '',
      } as const
      return make(id, origin, work, (folders) => makers.build(recipe, folders, work))
    },
    import: async (id, source, work) => {
      if (source.type === 'url')
        return make(id, { type: 'imported', from: source.url }, work, (folders) =>
          makers.fetch(source.url, source.sha256, folders, work),
        )
      const origin = { type: 'imported', from: source.name } as const
      const upload = await findUpload(store, source.upload)
      const image = await make(id, origin, work, async (folders) => {
        if (!upload) throw noUpload(source.upload)
        const promised = source.sha256?.toLowerCase()
        if (promised !== undefined && promised !== upload.sha256)
          throw otherBytes(source.name, promised, upload.sha256)
        const file = { path: upload.path, name: source.name, sha256: upload.sha256 }
        return makers.take(file, folders, work)
      })
      // After a failure it stays: whoever takes the work up again after a crash needs it, if only to come to the same verdict.
      await dropUpload(store, source.upload)
      return image
    },
    remove: async (id) => {
      const path = imageFolder(layout, id)
      if (!(await readImageRecord(layout, id))) return
      const users = await imageUsers(store, id, true)
      if (users.length > 0) throw imageInUse(id, users)
      await onStore('remove', path, async () => {
        const aside = join(layout.scratch, `gone-image-${storeName('image', id)}`)
        await files.remove(aside)
        await files.move(path, aside)
        await files.remove(aside)
      })
    },
    usedBy: async (id) => imageUsers(store, id, false),
    uploads: () => onStore('look at', layout.uploads, () => listUploads(store)),
    dropUpload: async (id) => dropUpload(store, id),
    upload: async (content, options) => takeUpload(store, content, options),
  }
}

function inTheWay(id: string, path: string) {
  return problemError({
    code: 'foreign_object',
    message: `${path} is in the way of image ${id}, and Kiste did not make it.`,
    object: { type: 'file', name: path },
    hint: 'Move it elsewhere, or choose another id.',
  })
}

function otherBytes(name: string, promised: string, came: string) {
  return problemError({
    code: 'checksum_mismatch',
    message: `${name} has SHA-256 ${came}, not ${promised}.`,
    object: { type: 'upload', name },
    hint: 'Send the file again, or ask where it came from for its checksum.',
  })
}

function cancelled(id: string) {
  return problemError({
    code: 'cancelled',
    message: `Making image ${id} was cancelled.`,
    object: { type: 'image', name: id },
  })
}
