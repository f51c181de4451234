import { randomUUID } from 'node:crypto'
import { mkdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { WholeUpload } from '../../domain/upload.ts'
import { partContentName, partFiles } from '../part-files.ts'
import { readHead, realFiles } from '../store-files.ts'
import type { UploadHost } from '../upload-host.ts'
import type { Fake } from './fake.ts'

/** What is sent may be more than memory holds, so it lies in files until it is whole; of a whole one the fake world knows the head and the sum. */
export function fakeUploads(
  fake: Fake,
  { folder, freeBytes }: { readonly folder: string | undefined; readonly freeBytes: () => Promise<number> },
): { readonly uploads: UploadHost; readonly close: () => Promise<void> } {
  const { world, verb } = fake
  const passing = join(tmpdir(), `kiste-fake-uploads-${randomUUID()}`)
  const place = folder ?? passing
  const parts = partFiles({
    files: realFiles,
    folder: () => place,
    now: fake.time.now,
  })
  const whole = (id: string): WholeUpload | undefined => {
    const found = Object.hasOwn(world.uploads, id) ? world.uploads[id] : undefined
    if (!found) return undefined
    const { name, sizeBytes, sha256 } = found
    return { id, state: 'whole', name, sizeBytes, sha256 }
  }
  return {
    uploads: {
      list: verb('uploads.list', parts.list),
      get: verb('uploads.get', async (id) => (await parts.get(id)) ?? whole(id)),
      space: verb('uploads.space', async () => ({ freeBytes: await freeBytes() })),
      begin: verb('uploads.begin', async (id, wish) => {
        await mkdir(place, { recursive: true, mode: 0o700 })
        return parts.begin(id, wish)
      }),
      append: verb('uploads.append', parts.append),
      finish: verb('uploads.finish', async (id) => {
        const before = whole(id)
        if (before) return before
        const { part, folder, sha256 } = await parts.check(id)
        const head = await readHead(join(folder, partContentName), 64)
        world.uploads[id] = {
          name: part.name,
          sentAt: fake.time.now().toISOString(),
          sizeBytes: part.sizeBytes,
          sha256,
          head: (head ?? Buffer.alloc(0)).toString('base64'),
        }
        await parts.drop(id)
        return { id, state: 'whole', name: part.name, sizeBytes: part.sizeBytes, sha256 }
      }),
      drop: verb('uploads.drop', async (id) => {
        await parts.drop(id)
        delete world.uploads[id]
      }),
    },
    close: () => rm(passing, { recursive: true, force: true }),
  }
}
