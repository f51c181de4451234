import { stat } from 'node:fs/promises'
import { pipeline } from 'node:stream/promises'
import { parseGuestPath } from '../../domain/guest-path.ts'
import { formatBytes } from '../../domain/size.ts'
import { CliError, usageError } from '../cli-error.ts'
import type { Context } from '../command.ts'
import { given } from '../given.ts'
import { isThere } from '../is-there.ts'
import { BadArchive } from '../read-tar.ts'
import { snapshotFileWords } from '../snapshot-file-words.ts'
import { clean } from '../terminal-text.ts'
import { createTransferView, type TransferView } from '../transfer-view.ts'
import { unpackTar } from '../unpack-tar.ts'
import { vmWords } from '../vm-words.ts'
import { withInterrupt } from '../with-interrupt.ts'
import { unwritable, writeWhole } from '../write-whole.ts'
import { lookAt } from './snapshot-files.ts'

interface CopyInput {
  readonly vm: string
  readonly from: string
  readonly to: string
  readonly in?: string | undefined
}

interface Source {
  readonly vm: string
  readonly snapshot: string
  readonly path: string
  readonly fileSystem: string | undefined
}

export async function copyFromSnapshot(ctx: Context, input: CopyInput): Promise<number> {
  const source = readSource(input)
  const done = await withInterrupt(ctx, async (signal) => {
    const { entry } = await lookAt(ctx, source, signal)
    const type = entry?.leadsTo ?? entry?.type ?? 'folder'
    if (type === 'link') throw usageError(...problem(snapshotFileWords.leadsNowhere(source.path)))
    await (type === 'folder'
      ? copyFolder(ctx, source, input, signal)
      : copyFile(ctx, source, input, entry?.type === 'file' ? entry.sizeBytes : undefined, signal))
    return true
  })
  return done === undefined ? 130 : 0
}

/** `SNAPSHOT:/path`. Names of snapshots have no colon. */
function readSource({ vm, from, in: fileSystem }: CopyInput): Source {
  const colon = from.indexOf(':')
  const path = from.slice(colon + 1)
  if (colon < 1 || !path.startsWith('/')) throw usageError(...problem(snapshotFileWords.copySource(from)))
  return { vm, snapshot: from.slice(0, colon), path, fileSystem }
}

async function copyFile(
  ctx: Context,
  source: Source,
  { to, from, vm }: CopyInput,
  sizeBytes: number | undefined,
  signal: AbortSignal,
): Promise<void> {
  const view = createTransferView(ctx.err, source.path, sizeBytes)
  try {
    const content = view.count(
      await ctx.client.open('readSnapshotFile', request(source), { signal, timeoutMs: 0 }),
    )
    if (to === '-')
      await pipeline(content, async (parts) => {
        for await (const part of parts as AsyncIterable<Buffer>) ctx.out.raw(part)
      })
    else await writeWhole(await localPath(source, to), content, signal)
    view.end()
    if (to !== '-') ctx.err.line(vmWords.copied(`${vm}@${from}`, to, formatBytes(view.doneBytes)))
  } finally {
    view.end()
  }
}

async function copyFolder(
  ctx: Context,
  source: Source,
  { to, from, vm }: CopyInput,
  signal: AbortSignal,
): Promise<void> {
  if (to === '-') throw usageError(...problem(snapshotFileWords.folderToStdout(source.path)))
  const folder = await localPath(source, to)
  if (await isThere(folder)) throw usageError(...problem(snapshotFileWords.taken(String(folder))))
  const view = createTransferView(ctx.err, source.path, undefined)
  try {
    const { files, folders, links, leftOut, contentBytes } = await unpack(ctx, source, folder, view, signal)
    view.end()
    const { copiedFolder, counts } = snapshotFileWords
    const size = formatBytes(contentBytes)
    ctx.err.line(copiedFolder(`${vm}@${from}`, clean(String(folder)), counts(files, folders, links), size))
    if (leftOut > 0) ctx.err.line(snapshotFileWords.leftOut(leftOut))
  } finally {
    view.end()
  }
}

async function unpack(ctx: Context, source: Source, folder: Buffer, view: TransferView, signal: AbortSignal) {
  const content = view.count(
    await ctx.client.open('readSnapshotFolder', request(source), { signal, timeoutMs: 0 }),
  )
  try {
    return await unpackTar(content as AsyncIterable<Buffer>, folder)
  } catch (error) {
    if (signal.aborted) throw error
    if (error instanceof BadArchive)
      throw new CliError([{ code: 'untrusted_image', ...snapshotFileWords.badArchive(error.message) }])
    throw unwritable(String(folder), error)
  } finally {
    content.destroy()
  }
}

function request({ vm, snapshot, path, fileSystem }: Source) {
  return { params: { vm, snapshot }, query: given({ path, fileSystem }) }
}

/** Where it goes: into a folder that is there under its own name, bytes as they are; else to that very name. */
async function localPath({ path, vm, snapshot }: Source, to: string): Promise<Buffer> {
  const found = await stat(to).catch(() => undefined)
  const checked = parseGuestPath(path)
  if (!checked.ok) {
    const [first] = checked.problems
    throw new CliError([first ?? { code: 'invalid_input', message: path }])
  }
  if (found?.isDirectory() !== true) return Buffer.from(to.length > 1 ? to.replace(/\/+$/, '') : to)
  const bytes = Buffer.from(checked.value)
  const name = bytes.subarray(bytes.lastIndexOf(0x2f) + 1)
  return Buffer.concat([Buffer.from(`${to}/`), name.length > 0 ? name : Buffer.from(`${vm}-${snapshot}`)])
}

function problem({ message, hint }: { readonly message: string; readonly hint: string }) {
  return [message, { hint }] as const
}
