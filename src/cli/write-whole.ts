import { createWriteStream } from 'node:fs'
import { rename, rm } from 'node:fs/promises'
import type { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { unreadable } from './input-files.ts'
import { asError } from '../domain/thrown.ts'

/** Writes beside the file and moves it there when it is whole, so that no half file is taken for one. */
export async function writeWhole(
  path: string | Buffer,
  content: Readable,
  signal: AbortSignal,
): Promise<void> {
  const partial = Buffer.concat([Buffer.from(path), Buffer.from('.kiste-part')])
  try {
    await pipeline(content, createWriteStream(partial), { signal })
    await rename(partial, path)
  } catch (error) {
    await rm(partial, { force: true })
    if (signal.aborted) throw error
    throw unwritable(String(path), error)
  }
}

/** What to say of a file that cannot be written; other errors stay what they are. */
export function unwritable(path: string, error: unknown): Error {
  const own = error instanceof Error && 'syscall' in error && 'path' in error
  return own ? unreadable('FILE', path, error) : asError(error)
}
