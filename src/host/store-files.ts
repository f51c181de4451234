import { constants, type Stats } from 'node:fs'
import {
  chmod,
  copyFile,
  link,
  lstat,
  mkdir,
  open,
  readdir,
  rename,
  rm,
  type FileHandle,
} from 'node:fs/promises'
import { dirname } from 'node:path'

/**
 * Every way the store changes the file system, so that a test can cut the power between any two of them. None follows a symbolic
 * link that somebody planted under the last component of a path.
 */
export interface StoreFiles {
  makeFolder(path: string): Promise<void>
  /** Writes a new file; on stable storage when done. */
  writeNew(path: string, content: string | Uint8Array): Promise<void>
  /** Makes a new file of this size, all of it a hole; on stable storage when done. */
  makeSparse(path: string, sizeBytes: number): Promise<void>
  /** Makes a file larger; one that is as large already stays as it is. On stable storage when done. */
  grow(path: string, sizeBytes: number): Promise<void>
  copy(from: string, to: string): Promise<void>
  /** Puts a file or folder under another name, replacing a file that had it; on stable storage when done. */
  move(from: string, to: string): Promise<void>
  /** Gives a file a second name. */
  link(path: string, to: string): Promise<void>
  makeReadOnly(path: string): Promise<void>
  /** Makes a finished file readable for its owner alone, as disks and seeds hold secrets; on stable storage when done. */
  finish(path: string): Promise<void>
  /** Removes a file, or a folder with all in it. Absent is success; on stable storage when done. */
  remove(path: string): Promise<void>
  /** Waits until what a file or folder holds is on stable storage. */
  sync(path: string): Promise<void>
}

// QEMU may run as a user of its own and has to get through to its disks, but need not list what else there is.
export const folderMode = 0o711
const fileMode = 0o600

export const realFiles: StoreFiles = {
  async makeFolder(path) {
    await mkdir(path)
    // Said apart, because the umask takes away from what mkdir is told.
    await chmod(path, folderMode)
    await sync(dirname(path))
  },
  writeNew: (path, content) => makeFile(path, (file) => file.writeFile(content)),
  async makeSparse(path, sizeBytes) {
    await makeFile(path, (file) => file.truncate(sizeBytes))
    await sync(dirname(path))
  },
  async grow(path, sizeBytes) {
    const file = await open(path, constants.O_WRONLY | constants.O_NOFOLLOW)
    try {
      if ((await file.stat()).size < sizeBytes) await file.truncate(sizeBytes)
      await file.sync()
    } finally {
      await file.close()
    }
  },
  async copy(from, to) {
    await copyFile(from, to, constants.COPYFILE_EXCL | constants.COPYFILE_FICLONE)
  },
  async move(from, to) {
    await rename(from, to)
    await sync(dirname(to))
    if (dirname(from) !== dirname(to)) await sync(dirname(from))
  },
  async link(path, to) {
    await link(path, to)
    await sync(dirname(to))
  },
  makeReadOnly: (path) => chmod(path, 0o400),
  async finish(path) {
    if ((await lstat(path)).isFile()) await chmod(path, fileMode)
    await sync(path)
  },
  async remove(path) {
    await rm(path, { recursive: true, force: true })
    await sync(dirname(path))
  },
  sync,
}

/** Makes a file that was not there, and has it written; what it holds is on stable storage when done. */
async function makeFile(path: string, write: (file: FileHandle) => Promise<void>): Promise<void> {
  const flags = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | constants.O_NOFOLLOW
  const file = await open(path, flags, fileMode)
  try {
    await write(file)
    await file.sync()
  } finally {
    await file.close()
  }
}

async function sync(path: string): Promise<void> {
  const file = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW)
  try {
    await file.sync()
  } finally {
    await file.close()
  }
}

/** What is under this name itself, links not followed; undefined if nothing is. */
export function look(path: string): Promise<Stats | undefined> {
  return unlessAbsent(lstat(path))
}

export async function namesIn(folder: string): Promise<string[]> {
  return (await unlessAbsent(readdir(folder))) ?? []
}

/** The first bytes of a regular file; undefined if there is none, or something else is there. */
export async function readHead(path: string, maxBytes: number, offset = 0): Promise<Buffer | undefined> {
  const file = await unlessAbsent(
    open(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK),
  )
  if (!file) return undefined
  try {
    const stats = await file.stat()
    if (!stats.isFile()) return undefined
    const length = Math.max(0, Math.min(maxBytes, stats.size - offset))
    const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, offset)
    return buffer.subarray(0, bytesRead)
  } finally {
    await file.close()
  }
}

const maxTextBytes = 4 * 1024 * 1024

export async function readText(path: string): Promise<string | undefined> {
  return (await readHead(path, maxTextBytes))?.toString('utf8')
}

/** ELOOP is what O_NOFOLLOW answers for a symbolic link: nothing of ours is there. */
async function unlessAbsent<T>(work: Promise<T>): Promise<T | undefined> {
  try {
    return await work
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? ''
    if (['ENOENT', 'ENOTDIR', 'ELOOP'].includes(code)) return undefined
    throw error
  }
}

// More at a time are no faster, and every one holds an open file.
const batchSize = 32

/** Does the same for many, some at a time; results in order. */
export async function forMany<T, R>(items: readonly T[], act: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = []
  for (let start = 0; start < items.length; start += batchSize)
    results.push(...(await Promise.all(items.slice(start, start + batchSize).map(act))))
  return results
}
