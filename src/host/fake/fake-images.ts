import { createHash } from 'node:crypto'
import type { Image, ImageOrigin } from '../../domain/image.ts'
import { problemError, type ProblemCode } from '../../domain/problem.ts'
import { GiB, MiB } from '../../domain/size.ts'
import type { ImageHost, ImageWork, ImportSource } from '../host.ts'
import { isSameOrigin } from '../image-origin.ts'
import { storeName } from '../store-names.ts'
import { imageInUse, noUpload, otherImage, shortUpload } from '../store-problems.ts'
import { readDefinition } from './definition-text.ts'
import type { Fake } from './fake.ts'
import { isSentinel, type Sentinel } from './sentinels.ts'
import { allParts } from './spots.ts'
import { storeRoot, type FakePlace, type FakeUpload, type World } from './world.ts'

// A work is told in so many steps.
const steps = 20

export function fakeImages(fake: Fake): ImageHost {
  const { world, verb } = fake

  /** Makes an image over a while; nothing is kept unless it came to its end. */
  const make = async (
    id: string,
    wanted: Omit<Image, 'id' | 'addedAt' | 'sha256'> & { readonly sha256?: string },
    work: ImageWork,
    lines: readonly string[],
    failure: Failure | undefined,
  ): Promise<Image> => {
    const there = world.images[storeName('image', id)]
    if (there && isSameOrigin(there.origin, wanted.origin)) return there
    if (there) throw otherImage(id)
    const slow = isSentinel('slow-image', id) ? 10 : 1
    for (let step = 1; step <= steps; step += 1) {
      if (work.signal.aborted) throw problem('cancelled', id, `Making image ${id} was cancelled.`)
      const line = lines[Math.floor((step / steps) * lines.length) - 1]
      if (line !== undefined) work.log(line)
      work.progress((wanted.fileSizeBytes * step) / steps, wanted.fileSizeBytes, 'bytes')
      if (step === steps / 2 && failure && isSentinel(failure.sentinel, id))
        throw problem(failure.code, id, failure.message)
      await fake.time.pause((fake.delays.imageMs * slow) / steps, work.signal)
    }
    const image = {
      ...wanted,
      id,
      addedAt: fake.time.now().toISOString(),
      sha256: wanted.sha256 ?? sha256(`${id} ${wanted.title}`),
    }
    world.images[id] = image
    return image
  }

  return {
    list: verb('images.list', () => Object.values(world.images)),
    get: verb('images.get', (id) => world.images[id]),
    mediumPath: (id) => `${storeRoot}/.images/${storeName('image', id)}/medium.iso`,
    pull: verb('images.pull', (id, entry, work) => {
      const wanted = {
        title: entry.title,
        arch: entry.arch,
        kind: 'disk' as const,
        virtualSizeBytes: 2 * GiB,
        fileSizeBytes: 420 * MiB,
        cloudInit: entry.cloudInit,
        defaultUser: entry.defaultUser,
        origin: {
          type: 'catalogue' as const,
          entry: entry.id,
          url: entry.url,
          signature: { state: 'none-published' as const },
        },
      }
      const failure = isSentinel('bad-checksum', id)
        ? {
            sentinel: 'bad-checksum' as const,
            code: 'checksum_mismatch' as const,
            message: `${entry.url} has the SHA-256 ${sha256('something else')}, not ${sha256(id)}. It was thrown away.`,
          }
        : {
            sentinel: 'fail-pull' as const,
            code: 'download_failed' as const,
            message: `Could not download ${entry.url}: it does not answer.`,
          }
      return make(id, wanted, work, [`Fetching ${entry.url}`, 'Checking its checksum'], failure)
    }),
    build: verb('images.build', (id, recipe, work) =>
      make(
        id,
        {
          title: `Debian ${recipe.release}, built here`,
          arch: 'x86_64',
          kind: 'disk',
          virtualSizeBytes: 2 * GiB,
          fileSizeBytes: 480 * MiB,
          cloudInit: true,
          defaultUser: 'debian',
          origin: {
            type: 'built',
            recipe: `${recipe.distribution} ${recipe.release}`,
            digest: sha256(`${recipe.distribution} ${recipe.release}`),
          },
        },
        work,
        ['Installing packages', 'Making the file system', 'Installing the boot loader'],
        {
          sentinel: 'fail-build',
          code: 'host_failed',
          message: `Image ${id} could not be built: mmdebstrap ended with 1.`,
        },
      ),
    ),
    import: verb('images.import', async (id, source, work) => {
      const origin: ImageOrigin = { type: 'imported', from: source.type === 'url' ? source.url : source.name }
      const upload = source.type === 'upload' ? world.uploads[source.upload] : undefined
      const there = world.images[storeName('image', id)]
      if (source.type === 'upload' && !upload && !(there && isSameOrigin(there.origin, origin)))
        throw noUpload(source.upload)
      if (upload) checkUpload(id, source, upload)
      const kind = origin.from.endsWith('.iso') ? 'iso' : 'disk'
      const sizeBytes = upload?.sizeBytes ?? 300 * MiB
      const image = await make(
        id,
        {
          title: id,
          arch: 'x86_64',
          kind,
          virtualSizeBytes: kind === 'iso' ? sizeBytes : Math.max(sizeBytes, GiB),
          fileSizeBytes: sizeBytes,
          cloudInit: false,
          origin,
          ...(upload ? { sha256: upload.sha256 } : {}),
        },
        work,
        [`Taking ${origin.from}`, 'Converting it'],
        {
          sentinel: 'bad-image',
          code: 'untrusted_image',
          message: `${origin.from} cannot be used: it is a text file, not a disk image.`,
        },
      )
      if (source.type === 'upload') delete world.uploads[source.upload]
      return image
    }),
    remove: verb('images.remove', (id) => {
      const users = usersOf(world, storeName('image', id))
      if (users.length > 0) throw imageInUse(id, users)
      delete world.images[id]
    }),
    usedBy: verb('images.usedBy', (id) => usersOf(world, id)),
    uploads: verb('images.uploads', () =>
      Object.entries(world.uploads).map(([id, { sentAt }]) => ({ id, sentAt })),
    ),
    dropUpload: verb('images.dropUpload', (id) => {
      delete world.uploads[id]
    }),
    upload: verb('images.upload', async (content, { name, sizeBytes, signal }) => {
      const hash = createHash('sha256')
      const head: Buffer[] = []
      let received = 0
      for await (const chunk of content) {
        if (signal.aborted) throw problem('cancelled', name, `Sending ${name} was cancelled.`)
        const bytes = Buffer.from(chunk as Uint8Array)
        if (received < 64) head.push(bytes)
        received += bytes.length
        hash.update(bytes)
      }
      if (sizeBytes !== undefined && sizeBytes !== received) throw shortUpload(name, sizeBytes, received)
      const id = `upload-${(world.events += 1)}`
      const first = Buffer.concat(head).subarray(0, 64).toString('base64')
      const sentAt = fake.time.now().toISOString()
      world.uploads[id] = { name, sentAt, sizeBytes: received, sha256: hash.digest('hex'), head: first }
      return id
    }),
  }
}

interface Failure {
  readonly sentinel: Sentinel
  readonly code: ProblemCode
  readonly message: string
}

function checkUpload(id: string, source: ImportSource, upload: FakeUpload): void {
  if (source.sha256 !== undefined && source.sha256.toLowerCase() !== upload.sha256)
    throw problem(
      'checksum_mismatch',
      id,
      `${upload.name} has SHA-256 ${upload.sha256}, not ${source.sha256}.`,
    )
  const head = Buffer.from(upload.head, 'base64').toString('latin1')
  if (/^\s*</.test(head))
    throw problem('untrusted_image', id, `${upload.name} cannot be used: it is a web page, not a disk image.`)
}

/** VMs and bin entries with a disk on this image, or with its medium in their drive. */
function usersOf(world: World, id: string): string[] {
  const path = `${storeRoot}/.images/${id}/`
  const uses = (place: FakePlace) =>
    Object.values(place.disks).some((disk) => disk.image === id) ||
    (place.definition !== undefined &&
      readDefinition(place.definition).disks.some((disk) => disk.source.path.startsWith(path)))
  return allParts(world).flatMap(({ places, bin }) => [
    ...Object.entries(places)
      .filter(([, place]) => uses(place))
      .map(([vm]) => vm),
    ...Object.entries(bin)
      .filter(([, entry]) => uses(entry.place))
      .map(([entryId]) => entryId),
  ])
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}

function problem(code: ProblemCode, name: string, message: string) {
  return problemError({ code, message, object: { type: 'image', name } })
}
