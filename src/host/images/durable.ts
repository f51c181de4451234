import { constants } from 'node:fs'
import { access, mkdir, mkdtemp, open, readdir, rename, rm, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'

/** Waits until the file's bytes are on stable storage. */
export async function syncFile(path: string): Promise<void> {
  const file = await open(path, constants.O_RDONLY)
  try {
    await file.sync()
  } finally {
    await file.close()
  }
}

/** Waits until the folder's names are on stable storage: a rename is only then safe from a power cut. */
export const syncFolder = syncFile

/** Puts a finished file under its name, in one go and for good; replaces what had that name. */
export async function settleFile(from: string, to: string): Promise<void> {
  await syncFile(from)
  await rename(from, to)
  await syncFolder(dirname(to))
}

/** Puts a finished folder of files under its name; the name must be free. */
export async function settleFolder(from: string, to: string): Promise<void> {
  for (const name of await readdir(from)) await syncFile(join(from, name))
  await syncFolder(from)
  await rename(from, to)
  await syncFolder(dirname(to))
}

export interface ScratchOptions {
  /** How the folder's name begins. Default `.`. */
  readonly prefix?: string
  /** How to remove it, if plain removal cannot. */
  readonly remove?: (folder: string) => Promise<void>
}

/**
 * Gives the work a folder of its own inside `parent` and removes it whatever happens. Folders left by processes that were killed
 * are removed on the way in, so that a crash costs space only until the next time.
 */
export async function withScratch<T>(
  parent: string,
  work: (folder: string) => Promise<T>,
  { prefix = '.', remove = removeFolder }: ScratchOptions = {},
): Promise<T> {
  await mkdir(parent, { recursive: true })
  for (const name of await readdir(parent)) {
    const pid = name.startsWith(prefix) ? /^(\d+)-[\w]{6}$/.exec(name.slice(prefix.length))?.[1] : undefined
    if (pid === undefined || isAlive(Number(pid))) continue
    // In a folder shared by all users there may be another user's; and another of us may be removing it too.
    const owner = await stat(join(parent, name)).catch(() => undefined)
    if (owner?.uid === process.getuid?.()) await remove(join(parent, name))
  }
  const folder = await mkdtemp(join(parent, `${prefix}${process.pid}-`))
  try {
    return await work(folder)
  } finally {
    await remove(folder)
  }
}

async function removeFolder(folder: string): Promise<void> {
  await rm(folder, { recursive: true, force: true })
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

export async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  )
}
