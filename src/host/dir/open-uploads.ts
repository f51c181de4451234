import { join } from 'node:path'
import type { WholeUpload } from '../../domain/upload.ts'
import { partFiles } from '../part-files.ts'
import { onStore } from '../store-faults.ts'
import { look } from '../store-files.ts'
import type { UploadHost } from '../upload-host.ts'
import type { DirStore } from './store.ts'
import { dropUpload, findUpload, noteWhole } from './uploads.ts'

/** Uploads that come in pieces lie beside the whole ones, which they become by a rename. */
export function dirOpenUploads(store: DirStore, now: () => Date = () => new Date()): UploadHost {
  const { layout, files, space } = store
  const parts = partFiles({ files, folder: () => layout.uploads, now })
  const whole = async (id: string): Promise<WholeUpload | undefined> => {
    const found = await findUpload(store, id)
    if (!found) return undefined
    const { name, sizeBytes, sha256 } = found
    return { id, state: 'whole', name, sizeBytes, sha256 }
  }
  return {
    list: parts.list,
    get: async (id) => (await parts.get(id)) ?? whole(id),
    space: () => onStore('look at', layout.root, () => space(layout.root)),
    begin: parts.begin,
    append: parts.append,
    finish: async (id) => {
      const before = await whole(id)
      if (before) return before
      const { part, folder, sha256 } = await parts.check(id)
      const { name, sizeBytes } = part
      await onStore('keep the upload', folder, async () => {
        await noteWhole(files, folder, { name, sizeBytes, sha256 })
        await files.move(folder, join(layout.uploads, id))
      })
      parts.forget(id)
      return { id, state: 'whole', name, sizeBytes, sha256 }
    },
    drop: async (id) => {
      await parts.drop(id)
      if (await look(join(layout.uploads, id))) await dropUpload(store, id)
    },
  }
}
