import { constants } from 'node:fs'
import { copyFile, link, rm } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { createHash } from 'node:crypto'
import type { Image, ImageOrigin, SignatureCheck } from '../../domain/image.ts'
import type { CatalogueEntry } from '../../domain/image-catalogue.ts'
import { problemError } from '../../domain/problem.ts'
import type { Arch } from '../../domain/vm.ts'
import type { Runner } from '../exec.ts'
import type { BuildRecipe, ImageWork } from '../host.ts'
import { buildDebianImage } from './build-debian.ts'
import { download } from './download.ts'
import { DownloadFault, downloadProblem, fetchText, httpDefaults, showUrl } from './http-get.ts'
import { explained } from './image-problems.ts'
import { importImage, type FileToImport } from './import-image.ts'
import { checkSignature, findChecksum, findKeyring } from './verify.ts'

/** What a maker knows of the image that it put into `folder`. */
export type Made = Omit<Image, 'id' | 'addedAt' | 'origin'> & { readonly origin?: ImageOrigin }

export interface Folders {
  /** Gets `disk.qcow2` or `medium.iso`; on failure what is in it is the caller's to remove. */
  readonly folder: string
  /** Where parts of downloads stay, to go on from. On the same file system. */
  readonly downloads: string
}

export interface MakerSettings {
  readonly runner: Runner
  readonly arch: Arch
  /** Where built images are kept. */
  readonly buildCache: string
  /** Where the administrator may put keyrings of distributions. */
  readonly keyrings: string
  readonly stallMs?: number
}

/** The ways to come by an image: from the catalogue, built here, from an address, from a file. */
export function imageMakers(settings: MakerSettings) {
  const { runner } = settings
  return {
    async pull(entry: CatalogueEntry, folders: Folders, work: ImageWork): Promise<Made> {
      const { hex, signature } = await publishedChecksum(settings, entry, folders, work)
      work.log(signature.state === 'good' ? `Checksums signed by ${signature.by}` : describe(signature))
      const path = join(folders.downloads, partName(entry.url))
      const { algorithm } = entry.checksums
      await download(
        { url: entry.url, path, expected: { algorithm, hex }, ...stall(settings) },
        work.signal,
        bytes(work),
      )
      const { path: _path, ...made } = await importAndForget(
        runner,
        { path, name: basename(entry.url) },
        folders,
        work,
      )
      return {
        ...made,
        title: entry.title,
        arch: entry.arch,
        defaultUser: entry.defaultUser,
        cloudInit: entry.cloudInit,
        origin: { type: 'catalogue', entry: entry.id, url: entry.url, signature },
      }
    },
    async build(recipe: BuildRecipe, folders: Folders, work: ImageWork): Promise<Made> {
      const built = await buildDebianImage(
        runner,
        { release: recipe.release, arch: settings.arch, cacheFolder: settings.buildCache, reuse: 'current' },
        work,
      )
      // The cache's file never changes, so a second name for it will do; on another file system it is copied.
      const path = join(folders.folder, 'disk.qcow2')
      await explained({ doing: 'store the image', object: { type: 'file', name: path } }, () =>
        link(built.path, path).catch(() => copyFile(built.path, path, constants.COPYFILE_FICLONE)),
      )
      return {
        kind: 'disk',
        virtualSizeBytes: built.virtualSizeBytes,
        fileSizeBytes: built.fileSizeBytes,
        sha256: built.sha256,
        title: `${built.title}, built here`,
        arch: settings.arch,
        defaultUser: built.defaultUser,
        cloudInit: true,
        origin: { type: 'built', recipe: `${recipe.distribution} ${recipe.release}`, digest: built.digest },
      }
    },
    async fetch(url: string, sha256: string | undefined, folders: Folders, work: ImageWork): Promise<Made> {
      const path = join(folders.downloads, partName(url))
      const expected = sha256 === undefined ? undefined : ({ algorithm: 'sha256', hex: sha256 } as const)
      await download({ url, path, expected, ...stall(settings) }, work.signal, bytes(work))
      return foreign(
        settings,
        await importAndForget(runner, { path, name: fileName(url) }, folders, work),
        fileName(url),
      )
    },
    async take(file: FileToImport, folders: Folders, work: ImageWork): Promise<Made> {
      return foreign(settings, await importImage(runner, file, folders.folder, work), file.name)
    },
  }
}

async function importAndForget(runner: Runner, file: FileToImport, folders: Folders, work: ImageWork) {
  try {
    return await importImage(runner, file, folders.folder, work)
  } finally {
    await rm(file.path, { force: true })
  }
}

// Nothing is known of a stranger's image; that cloud-init runs in it is what most people mean by importing a disk.
function foreign(
  settings: MakerSettings,
  image: Awaited<ReturnType<typeof importImage>>,
  name: string,
): Made {
  const { path: _path, ...made } = image
  return { ...made, title: name, arch: settings.arch, cloudInit: made.kind === 'disk' }
}

async function publishedChecksum(
  settings: MakerSettings,
  entry: CatalogueEntry,
  folders: Folders,
  work: ImageWork,
): Promise<{ readonly hex: string; readonly signature: SignatureCheck }> {
  const { url, algorithm, signature } = entry.checksums
  const text = await fetchSmall(settings, url, work)
  const checked = await checkPublished(settings, entry, text, folders, work)
  const hex = findChecksum(checked.text, basename(new URL(entry.url).pathname), algorithm)
  if (hex !== undefined) return { hex, signature: checked.signature }
  throw problemError({
    code: 'untrusted_image',
    message: `${showUrl(url)} says nothing about ${basename(entry.url)}, so it cannot be checked.`,
    object: { type: 'image', name: entry.id },
    hint:
      signature.type === 'none'
        ? 'Try again later.'
        : 'Try again later, or import the image by its address and checksum.',
  })
}

async function checkPublished(
  settings: MakerSettings,
  entry: CatalogueEntry,
  text: string,
  folders: Folders,
  work: ImageWork,
) {
  const { url, signature } = entry.checksums
  if (signature.type === 'none') return { text, signature: { state: 'none-published' } as SignatureCheck }
  const keyring = await findKeyring(signature.keyring, settings.keyrings)
  // A signature that nobody here can check need not be fetched.
  const detached =
    signature.type === 'detached' && keyring !== undefined
      ? await fetchSmall(settings, signature.url, work, 'latin1')
      : undefined
  const signed = {
    text,
    name: showUrl(url),
    detached: detached === undefined ? undefined : Buffer.from(detached, 'latin1'),
  }
  return checkSignature(settings.runner, signed, keyring, signature.keyring, folders.folder)
}

async function fetchSmall(
  settings: MakerSettings,
  url: string,
  work: ImageWork,
  encoding: 'utf8' | 'latin1' = 'utf8',
): Promise<string> {
  try {
    const stallMs = settings.stallMs ?? httpDefaults.stallMs
    return await fetchText(url, 4 * 1024 * 1024, { signal: work.signal, stallMs }, encoding)
  } catch (error) {
    throw error instanceof DownloadFault ? downloadProblem(url, error) : error
  }
}

function describe(signature: SignatureCheck): string {
  switch (signature.state) {
    case 'good':
      return `signed by ${signature.by}`
    case 'none-published':
      return 'The distribution publishes no signature; the checksum came over the same connection'
    case 'not-checked':
      return `Signature not checked: ${signature.because}`
  }
}

// The same address goes on with the same part; its name is not the address's, which anyone may choose.
function partName(url: string): string {
  return createHash('sha256').update(url).digest('hex').slice(0, 32)
}

function fileName(url: string): string {
  if (!URL.canParse(url)) return showUrl(url)
  const name = basename(new URL(url).pathname)
  try {
    return decodeURIComponent(name) || showUrl(url)
  } catch {
    return name
  }
}

function bytes(work: ImageWork): (done: number, total: number | undefined) => void {
  return (done, total) => work.progress(done, total ?? done, 'bytes')
}

function stall(settings: MakerSettings): { readonly stallMs?: number } {
  return settings.stallMs === undefined ? {} : { stallMs: settings.stallMs }
}
