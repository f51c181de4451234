import { createHash, type Hash } from 'node:crypto'
import { constants } from 'node:fs'
import { open, type FileHandle } from 'node:fs/promises'
import { join } from 'node:path'
import { problemError } from '../domain/problem.ts'
import {
  checkPiece,
  checkWhole,
  otherSum,
  tooMuch,
  type OpenUpload,
  type UploadWish,
} from '../domain/upload.ts'
import { onStore } from './store-faults.ts'
import { look, namesIn, readText, type StoreFiles } from './store-files.ts'
import { storeName } from './store-names.ts'
import { noUpload } from './store-problems.ts'

/** A sum over the first so many bytes. */
interface Sum {
  readonly hash: Hash
  summedBytes: number
}

export interface PartFiles {
  list(): Promise<readonly OpenUpload[]>
  get(id: string): Promise<OpenUpload | undefined>
  begin(id: string, wish: UploadWish): Promise<OpenUpload>
  append(id: string, offset: number, content: AsyncIterable<Uint8Array>): Promise<OpenUpload>
  /** Checks it, and answers where it lies and its sum; without a promise kept nothing stays. */
  check(id: string): Promise<{ readonly part: OpenUpload; readonly folder: string; readonly sha256: string }>
  drop(id: string): Promise<void>
  /** It has moved elsewhere. */
  forget(id: string): void
}

export const partContentName = 'content'
const noteName = 'part.json'
const ending = '.part'

/**
 * Files that come in pieces: a folder `ID.part` each, with what came and a note on it. Only what the note says counts: bytes beyond it came
 * just before a crash, and nobody was told that they are kept.
 */
export function partFiles(options: {
  readonly files: StoreFiles
  readonly folder: () => Promise<string> | string
  readonly now: () => Date
}): PartFiles {
  const { files, now } = options
  // Lost with the daemon: then what is there is read once more when it is whole.
  const sums = new Map<string, Sum>()
  const folderOf = async (id: string) => join(await options.folder(), `${storeName('upload', id)}${ending}`)

  async function read(id: string): Promise<OpenUpload | undefined> {
    const folder = await folderOf(id)
    // A link that somebody planted is none of ours.
    if (!(await look(folder))?.isDirectory()) return undefined
    const text = await readText(join(folder, noteName))
    return text === undefined ? undefined : (JSON.parse(text) as OpenUpload)
  }

  async function known(id: string): Promise<OpenUpload> {
    const part = await read(id)
    if (!part) throw noUpload(id)
    return part
  }

  async function write(part: OpenUpload): Promise<void> {
    const path = join(await folderOf(part.id), noteName)
    await files.remove(`${path}.new`)
    await files.writeNew(`${path}.new`, JSON.stringify(part))
    await files.move(`${path}.new`, path)
  }

  async function drop(id: string): Promise<void> {
    sums.delete(id)
    const folder = await folderOf(id)
    if (await look(folder)) await onStore('remove the upload', folder, () => files.remove(folder))
  }

  return {
    list: async () => {
      const names = (await namesIn(await options.folder())).filter((name) => name.endsWith(ending))
      const parts = await Promise.all(names.map((name) => read(name.slice(0, -ending.length))))
      return parts.filter((part) => part !== undefined)
    },
    get: read,
    begin: async (id, { name, sizeBytes, sha256, fingerprint }) => {
      const at = now().toISOString()
      const part: OpenUpload = {
        id,
        state: 'open',
        name,
        sizeBytes,
        ...(sha256 === undefined ? {} : { sha256: sha256.toLowerCase() }),
        ...(fingerprint === undefined ? {} : { fingerprint }),
        receivedBytes: 0,
        startedAt: at,
        changedAt: at,
      }
      const folder = await folderOf(id)
      return onStore('begin the upload', folder, async () => {
        await files.makeFolder(folder)
        await files.writeNew(join(folder, partContentName), '')
        await write(part)
        return part
      })
    },
    append: async (id, offset, content) => {
      const part = await known(id)
      const problem = checkPiece(part, offset, undefined)
      if (problem) throw problemError(problem)
      const path = join(await folderOf(id), partContentName)
      return onStore('take the upload', path, async () => {
        // Opening a link, or what is no file, fails; it has to be there already.
        const file = await open(path, constants.O_WRONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK)
        let receivedBytes = offset
        const keep = async () => {
          if (receivedBytes === offset) return part
          await file.datasync()
          const grown = { ...part, receivedBytes, changedAt: now().toISOString() }
          await write(grown)
          return grown
        }
        try {
          if (!(await file.stat()).isFile()) throw noUpload(id)
          await file.truncate(offset)
          const sum = sumFor(id, offset)
          try {
            for await (const bytes of content) {
              if (receivedBytes + bytes.length > part.sizeBytes) throw problemError(tooMuch(part))
              await writeAll(file, bytes, receivedBytes)
              receivedBytes += bytes.length
              if (sum) {
                sum.hash.update(bytes)
                sum.summedBytes = receivedBytes
              }
            }
          } catch (error) {
            await keep()
            throw error
          }
          return await keep()
        } finally {
          await file.close()
        }
      })
    },
    check: async (id) => {
      const part = await known(id)
      const problem = checkWhole(part)
      if (problem) throw problemError(problem)
      const folder = await folderOf(id)
      const sha256 = await onStore('read the upload', folder, () =>
        wholeSum(join(folder, partContentName), sums.get(id), part.sizeBytes),
      )
      if (part.sha256 !== undefined && part.sha256 !== sha256) {
        await drop(id)
        throw problemError(otherSum(part, part.sha256, sha256))
      }
      return { part, folder, sha256 }
    },
    drop,
    forget: (id) => void sums.delete(id),
  }

  /** The sum that goes on here, if it is known up to here. */
  function sumFor(id: string, offset: number): Sum | undefined {
    if (offset === 0) sums.set(id, { hash: createHash('sha256'), summedBytes: 0 })
    const sum = sums.get(id)
    if (sum?.summedBytes === offset) return sum
    // It knows of bytes that were not kept.
    sums.delete(id)
    return undefined
  }
}

async function writeAll(file: FileHandle, bytes: Uint8Array, position: number): Promise<void> {
  for (let written = 0; written < bytes.length;) {
    const { bytesWritten } = await file.write(bytes, written, bytes.length - written, position + written)
    written += bytesWritten
  }
}

async function wholeSum(path: string, sum: Sum | undefined, sizeBytes: number): Promise<string> {
  const known = sum?.summedBytes === sizeBytes ? sum : undefined
  if (known) return known.hash.copy().digest('hex')
  const hash = createHash('sha256')
  const file = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK)
  const block = Buffer.alloc(1024 * 1024)
  try {
    for (let done = 0; done < sizeBytes;) {
      const { bytesRead } = await file.read(block, 0, Math.min(block.length, sizeBytes - done), done)
      if (bytesRead === 0) throw new Error(`it holds ${done} bytes instead of ${sizeBytes}`)
      hash.update(block.subarray(0, bytesRead))
      done += bytesRead
    }
  } finally {
    await file.close()
  }
  return hash.digest('hex')
}
