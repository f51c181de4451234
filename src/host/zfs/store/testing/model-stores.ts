import { existsSync } from 'node:fs'
import { copyFile, stat, truncate, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { KiB, MiB } from '../../../../domain/size.ts'
import type { StoreFiles } from '../../../store-files.ts'
import { openZfsStores, type ZfsStores } from '../open-zfs-stores.ts'
import type { LibraryImage } from '../store.ts'
import { modelZfs, type ModelZfs } from './model-zfs.ts'

const image = 'debian'

const library: Readonly<Record<string, LibraryImage>> = {
  [image]: {
    kind: 'disk',
    path: '/library/debian/disk.qcow2',
    format: 'qcow2',
    virtualSizeBytes: 8 * MiB,
    sha256: 'ab'.repeat(32),
  },
  installer: {
    kind: 'iso',
    path: '/library/installer.iso',
    format: 'raw',
    virtualSizeBytes: 4 * MiB,
    sha256: 'cd'.repeat(32),
  },
}

/** The stores of a pool `tank` that is a model below `root`. A model that is given is one that was there before: it is opened again. */
export async function openModelStores(
  root: string,
  options: { model?: ModelStore['model']; files?: StoreFiles } = {},
) {
  const model = options.model ?? modelZfs(root, 'tank')
  const problems: unknown[] = []
  const stores = openZfsStores({
    zfs: model,
    pools: {
      answering: () => Promise.resolve(['tank']),
      blockBytes: () => Promise.resolve(16 * KiB),
      directIo: () => Promise.resolve(true),
    },
    bases: model.bases,
    images: { find: (id) => Promise.resolve(library[id]) },
    tools: {
      fillDevice: async ({ path }, device, { signal, onPercent }) => {
        signal.throwIfAborted()
        await model.before('fill')
        const { size } = await stat(device)
        if (existsSync(path)) await copyFile(path, device)
        else await writeFile(device, `content of ${path}`)
        // A device, or a file that is written into, stays as large as it was.
        await truncate(device, size)
        onPercent?.(100)
      },
      makeSeed: (path, seed) => writeFile(path, JSON.stringify(seed)),
    },
    now: () => new Date('2026-01-02T03:04:05.000Z'),
    onProblem: (error) => void problems.push(error),
    ...(options.files ? { files: options.files } : {}),
  })
  if (!options.model) await stores.create('tank')
  const images = {
    get: (id: string) => Promise.resolve(library[id]),
    usedBy: (id: string) => stores.imageUsers(id, '/library/none.iso'),
  }
  return { stores, model, problems, image, images, root: join(root) }
}

export interface ModelStore {
  readonly stores: ZfsStores
  readonly model: ModelZfs & { readonly bases: { readonly mounts: string; readonly devices: string } }
}
