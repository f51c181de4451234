import { dirname, join, resolve } from 'node:path'
import type { DiskFormat } from '../../domain/disk.ts'
import { problemError } from '../../domain/problem.ts'
import { parseQcow2Header, qcow2HeadBytes, type Qcow2Header } from './qcow2-header.ts'
import { look, namesIn, readHead } from '../store-files.ts'

export interface DiskFile {
  readonly name: string
  readonly file: string
  readonly format: DiskFormat
}

/** The disks in a place, by their file names; anything that is no regular file is none. */
export async function diskFiles(placePath: string): Promise<DiskFile[]> {
  const found: DiskFile[] = []
  for (const file of await namesIn(placePath)) {
    const [, name, format] = /^(.+)\.(qcow2|raw)$/.exec(file) ?? []
    if (name === undefined || !(await look(join(placePath, file)))?.isFile()) continue
    found.push({ name, file, format: format === 'raw' ? 'raw' : 'qcow2' })
  }
  return found
}

export interface DiskFileFacts {
  readonly path: string
  readonly format: DiskFormat
  readonly virtualSizeBytes: number
  readonly allocatedBytes: number
  /** Absolute path of the file it stands on. */
  readonly backing?: string | undefined
  /** Present for qcow2. */
  readonly header?: Qcow2Header | undefined
}

/**
 * What a disk file says about itself, read without starting a process and without a lock, so also while its VM runs. Undefined if
 * there is none; throws when it cannot be understood, because then nothing may be concluded from it.
 */
export async function readDisk(path: string, format: DiskFormat): Promise<DiskFileFacts | undefined> {
  const stats = await look(path)
  if (!stats) return undefined
  if (!stats.isFile()) throw unreadable(path, 'it is no regular file')
  const allocatedBytes = stats.blocks * 512
  if (format === 'raw') return { path, format, virtualSizeBytes: stats.size, allocatedBytes }
  // Nearly always all of it stands in the first page, and a store may have a thousand of these files to read.
  const header = (await headerIn(path, firstLookBytes)) ?? (await headerIn(path, qcow2HeadBytes))
  if (!header) throw unreadable(path, 'it has no qcow2 header')
  const backing = header.backing === undefined ? undefined : backingPath(path, header.backing)
  return { path, format, virtualSizeBytes: header.virtualSizeBytes, allocatedBytes, backing, header }
}

const firstLookBytes = 4096

async function headerIn(path: string, bytes: number): Promise<Qcow2Header | undefined> {
  const head = await readHead(path, bytes)
  return head && parseQcow2Header(head)
}

/** Whether a qcow2 file holds nothing of its own: then it and what it stands on are the same. */
export async function isPristine({ path, header }: DiskFileFacts): Promise<boolean> {
  if (!header || header.internalSnapshots > 0) return false
  const table = await readHead(path, header.table.entries * 8, header.table.offset)
  return table !== undefined && table.length === header.table.entries * 8 && table.every((byte) => byte === 0)
}

// QEMU itself gives up somewhere above 200; a longer chain is a ring.
const longestChain = 256

/** A disk and everything it stands on, top first. Files that are gone end the chain. */
export async function diskChain(path: string, format: DiskFormat): Promise<DiskFileFacts[]> {
  const chain: DiskFileFacts[] = []
  let next: string | undefined = path
  while (next !== undefined) {
    if (chain.length >= longestChain) throw unreadable(path, `it stands on more than ${longestChain} files`)
    const facts: DiskFileFacts | undefined = await readDisk(
      next,
      chain.length === 0 ? format : formatOf(next),
    )
    if (!facts) break
    chain.push(facts)
    next = facts.backing
  }
  return chain
}

function formatOf(path: string): DiskFormat {
  return path.endsWith('.raw') || path.endsWith('.iso') ? 'raw' : 'qcow2'
}

function backingPath(path: string, backing: string): string {
  // `json:{"driver":…,"file":{"driver":"file","filename":"/…"}}` is the other way to write it.
  const [, inJson] = /^json:.*"filename"\s*:\s*"([^"]+)"/s.exec(backing) ?? []
  return resolve(dirname(path), inJson ?? backing.replace(/^file:/, ''))
}

function unreadable(path: string, why: string) {
  return problemError({
    code: 'host_failed',
    message: `The disk ${path} cannot be read: ${why}.`,
    object: { type: 'file', name: path },
    hint: `Look at it with: qemu-img check ${path}`,
  })
}
