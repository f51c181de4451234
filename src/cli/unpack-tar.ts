import { constants } from 'node:fs'
import { chmod, link, mkdir, open, rename, rm, symlink, utimes } from 'node:fs/promises'
import { formatGuestName } from '../domain/guest-path.ts'
import { BadArchive, readTar, type TarItem } from './read-tar.ts'

export interface Unpacked {
  readonly files: number
  readonly folders: number
  readonly links: number
  /** Devices, sockets and pipes, which are not made. */
  readonly leftOut: number
  /** What all files hold. */
  readonly contentBytes: number
}

/**
 * Makes a folder out of an archive that is not trusted. All is made in a new folder beside it, which takes its name when it is whole, so
 * that nothing in there was made by others. A name that leads elsewhere ends it, and links are made last of all: no file is ever written
 * through one. Owners, and what gives a program rights, stay behind. Throws `BadArchive`, or what the file system says.
 */
export async function unpackTar(source: AsyncIterable<Buffer>, folder: Buffer): Promise<Unpacked> {
  const partial = Buffer.concat([folder, Buffer.from('.kiste-part')])
  await mkdir(partial, { mode: 0o700 })
  const folders: Folders = new Map([['', { path: partial, mode: 0o755, modifiedSeconds: undefined }]])
  try {
    const unpacked = await unpackInto(source, partial, folders)
    await rename(partial, folder)
    return unpacked
  } catch (error) {
    // So that all in them can be removed.
    for (const { path } of folders.values()) await chmod(path, 0o700)
    await rm(partial, { recursive: true, force: true })
    throw error
  }
}

interface Made {
  readonly path: Buffer
  readonly mode: number
  readonly modifiedSeconds: number | undefined
}

/** By their steps. Only what was made here is in it. */
type Folders = Map<string, Made>

async function unpackInto(source: AsyncIterable<Buffer>, root: Buffer, folders: Folders): Promise<Unpacked> {
  const files = new Map<string, Buffer>()
  const links = new Map<string, { readonly path: Buffer; readonly target: Uint8Array }>()
  const leftOut = new Set<string>()
  let contentBytes = 0
  for await (const item of readTar(source)) {
    const steps = stepsOf(item.name)
    const key = steps.join('/')
    const path = Buffer.concat([root, Buffer.from(steps.length === 0 ? '' : `/${key}`, 'latin1')])
    if (steps.length > 0 && !folders.has(steps.slice(0, -1).join('/'))) throw strangeName(item.name)
    const made = { path, mode: item.mode & 0o777, modifiedSeconds: item.modifiedSeconds }
    switch (item.type) {
      case 'folder':
        if (!folders.has(key)) await mkdir(path, { mode: 0o700 })
        folders.set(key, made)
        break
      case 'file':
        await writeFile(item, made)
        contentBytes += item.sizeBytes
        files.set(key, path)
        break
      case 'hardlink': {
        const first = stepsOf(item.linkName).join('/')
        const [file, other] = [files.get(first), links.get(first)]
        if (file) {
          await link(file, path)
          files.set(key, path)
        } else if (other) links.set(key, { path, target: other.target })
        else if (leftOut.has(first)) leftOut.add(key)
        else throw strangeName(item.linkName)
        break
      }
      case 'link':
        links.set(key, { path, target: item.linkName })
        break
      case 'other':
        leftOut.add(key)
    }
  }
  for (const { path, target } of links.values()) await symlink(Buffer.from(target), path)
  // Those below first: what is made in a folder changes its time, and where nobody may write nothing can be made.
  for (const { path, mode, modifiedSeconds } of [...folders.values()].toReversed()) {
    if (modifiedSeconds !== undefined) await utimes(path, modifiedSeconds, modifiedSeconds)
    await chmod(path, mode)
  }
  return {
    files: files.size,
    folders: folders.size - 1,
    links: links.size,
    leftOut: leftOut.size,
    contentBytes,
  }
}

async function writeFile({ content }: TarItem, made: Made): Promise<void> {
  const flags = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | constants.O_NOFOLLOW
  const file = await open(made.path, flags, 0o600)
  try {
    for await (const part of content) await file.writeFile(part)
    const { modifiedSeconds = 0, mode } = made
    await file.utimes(modifiedSeconds, modifiedSeconds)
    await file.chmod(mode)
  } finally {
    await file.close()
  }
}

/** The steps of a name, as latin1 so that each byte is a character. Refuses what could lead out of the folder. */
function stepsOf(name: Uint8Array): string[] {
  const text = Buffer.from(name).toString('latin1')
  const steps = text.split('/').filter((step) => step !== '' && step !== '.')
  if (text.startsWith('/') || text.includes('\0') || steps.includes('..')) throw strangeName(name)
  return steps
}

function strangeName(name: Uint8Array): BadArchive {
  return new BadArchive(`it names ${formatGuestName(name)}, which is not in its place`)
}
