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
import { look, readText } from '../store-files.ts'
import type { DirStore } from './store.ts'

export interface Upload {
  readonly id: string
  readonly folder: string
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
      await files.writeNew(join(aside, noteName), JSON.stringify({ name, ...came }))
      await files.finish(aside)
      await files.move(aside, join(layout.uploads, id))
    } catch (error) {
      await files.remove(aside).catch(() => undefined)
      throw error
    }
    return id
  })
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

export async function findUpload({ layout }: DirStore, id: string): Promise<Upload | undefined> {
  const folder = join(layout.uploads, storeName('upload', id))
  if (!(await look(folder))?.isDirectory()) return undefined
  const text = await readText(join(folder, noteName))
  const note =
    text === undefined ? undefined : (JSON.parse(text) as Pick<Upload, 'name' | 'sizeBytes' | 'sha256'>)
  return note && { ...note, id, folder, path: join(folder, contentName) }
}

function cancelled(name: string) {
  return problemError({
    code: 'cancelled',
    message: `Sending ${name} was cancelled.`,
    object: { type: 'upload', name },
  })
}
