import { createHash, randomUUID } from 'node:crypto'
import { constants } from 'node:fs'
import { open } from 'node:fs/promises'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import { problemError } from '../../domain/problem.ts'
import type { ImageHost } from '../host.ts'
import { storeName } from '../store-names.ts'
import { notEnoughSpace, shortUpload } from '../store-problems.ts'
import { onStore } from '../store-faults.ts'
import { forMany, look, namesIn, readText, type StoreFiles } from '../store-files.ts'
import type { DirStore } from './store.ts'

export interface Upload {
  readonly id: string
  readonly path: string
  /** What the sender called it. Never used as a path. */
  readonly name: string
  readonly sizeBytes: number
  readonly sha256: string
}

const contentName = 'content'
const noteName = 'upload.json'

/** Takes bytes to stable storage and answers the id to import them by. Nothing stays of a file that did not come whole. */
export async function takeUpload(
  { layout, files, space }: DirStore,
  content: Readable,
  { name, sizeBytes, signal }: Parameters<ImageHost['upload']>[1],
): Promise<string> {
  const id = randomUUID()
  return onStore('take the upload', name, async () => {
    const { freeBytes } = await space(layout.root)
    if (sizeBytes !== undefined && sizeBytes > freeBytes)
      throw notEnoughSpace(layout.root, `The upload ${name}`, sizeBytes, freeBytes)
    // Made aside, so that a folder among the uploads always is a whole one.
    const aside = join(layout.scratch, `upload-${id}`)
    await files.makeFolder(aside)
    try {
      const came = await writeContent(join(aside, contentName), content, name, signal)
      if (sizeBytes !== undefined && came.sizeBytes !== sizeBytes)
        throw shortUpload(name, sizeBytes, came.sizeBytes)
      await noteWhole(files, aside, { name, ...came })
      await files.move(aside, join(layout.uploads, id))
    } catch (error) {
      await files.remove(aside).catch(() => undefined)
      throw error
    }
    return id
  })
}

/** Says what a folder holds, which is whole with it; a note of before is replaced. */
export async function noteWhole(
  files: StoreFiles,
  folder: string,
  note: Pick<Upload, 'name' | 'sizeBytes' | 'sha256'>,
): Promise<void> {
  const path = join(folder, noteName)
  await files.remove(path)
  await files.writeNew(path, JSON.stringify(note))
  await files.finish(folder)
}

async function writeContent(path: string, content: Readable, name: string, signal: AbortSignal) {
  const hash = createHash('sha256')
  const file = await open(path, constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL, 0o600)
  let sizeBytes = 0
  try {
    for await (const chunk of content) {
      if (signal.aborted) throw cancelled(name)
      const bytes = chunk as Uint8Array
      hash.update(bytes)
      sizeBytes += bytes.length
      await file.writeFile(bytes)
    }
    await file.sync()
  } catch (error) {
    throw signal.aborted ? cancelled(name) : error
  } finally {
    await file.close()
  }
  return { sizeBytes, sha256: hash.digest('hex') }
}

/** Whatever else lies among the uploads is not ours. */
const uploadId = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

export async function listUploads({ layout }: DirStore): Promise<Awaited<ReturnType<ImageHost['uploads']>>> {
  const found = await forMany(
    (await namesIn(layout.uploads)).filter((name) => uploadId.test(name)),
    async (id) => {
      const stats = await look(join(layout.uploads, id))
      return stats === undefined ? [] : [{ id, sentAt: stats.mtime.toISOString() }]
    },
  )
  return found.flat()
}

export async function dropUpload({ layout, files }: DirStore, id: string): Promise<void> {
  const folder = join(layout.uploads, storeName('upload', id))
  if (!(await look(folder))) return
  await onStore('remove the upload', folder, async () => {
    // Aside first, so that a folder among the uploads always is a whole one.
    const aside = join(layout.scratch, `gone-upload-${id}`)
    await files.remove(aside)
    await files.move(folder, aside)
    await files.remove(aside)
  })
}

export async function findUpload({ layout }: DirStore, id: string): Promise<Upload | undefined> {
  const folder = join(layout.uploads, storeName('upload', id))
  if (!(await look(folder))?.isDirectory()) return undefined
  const text = await readText(join(folder, noteName))
  const note =
    text === undefined ? undefined : (JSON.parse(text) as Pick<Upload, 'name' | 'sizeBytes' | 'sha256'>)
  return note && { ...note, id, path: join(folder, contentName) }
}

function cancelled(name: string) {
  return problemError({
    code: 'cancelled',
    message: `Sending ${name} was cancelled.`,
    object: { type: 'upload', name },
  })
}
