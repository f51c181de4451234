import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { basename } from 'node:path'
import { imageIdFor } from '../../domain/image-id.ts'
import type { JobAnswer } from '../../contract/schemas/job.ts'
import { usageError } from '../cli-error.ts'
import { change, wish, type Wish } from '../change.ts'
import type { Context } from '../command.ts'
import { confirm } from '../confirm.ts'
import { given } from '../given.ts'
import { unreadable } from '../input-files.ts'
import type { Text } from '../printer.ts'
import { createTransferView } from '../transfer-view.ts'
import { storeWords } from '../store-words.ts'
import { words } from '../words.ts'

function told(job: JobAnswer): readonly (readonly Text[])[] {
  return [
    [storeWords.images.ready(job.object.name)],
    [words.next(`kiste vm create NAME --image ${job.object.name}`)],
  ]
}

export async function pullImage(
  ctx: Context,
  input: { readonly entry: string; readonly id?: string | undefined },
): Promise<number> {
  return change(ctx, [wish(ctx, 'pullImage', { body: given({ entry: input.entry, id: input.id }) }, told)])
}

export async function buildImage(
  ctx: Context,
  input: {
    readonly distribution: string
    readonly release?: string | undefined
    readonly id?: string | undefined
  },
): Promise<number> {
  const { distribution, release, id } = input
  return change(ctx, [wish(ctx, 'buildImage', { body: given({ distribution, release, id }) }, told)])
}

export async function importImage(
  ctx: Context,
  input: { readonly source: string; readonly id?: string | undefined; readonly sha256?: string | undefined },
): Promise<number> {
  const { source, sha256 } = input
  const isUrl = /^https?:\/\//i.test(source)
  const id = input.id ?? imageIdOf(source, isUrl)
  if (isUrl)
    return change(ctx, [wish(ctx, 'importImage', { body: given({ id, url: source, sha256 }) }, told)])
  const sizeBytes = await sizeOf(source)
  const fileName = basename(source)
  const importUpload = (upload: string): Wish =>
    wish(ctx, 'importImage', { body: given({ id, upload, fileName, sha256 }) }, told)
  if (ctx.dryRun) return change(ctx, [importUpload('')])
  // What would be refused, such as a name that is taken, is refused before gigabytes are sent.
  await importUpload('').preview()
  const upload = await sendFile(ctx, source, sizeBytes)
  return upload === undefined ? 130 : change(ctx, [importUpload(upload)])
}

async function sizeOf(path: string): Promise<number> {
  const found = await stat(path).catch((error: unknown) => {
    throw unreadable('FILE', path, error)
  })
  if (!found.isFile()) throw unreadable('FILE', path, new Error(words.fileReason['ENOTFILE']))
  return found.size
}

/** Sends a file and answers the id of the upload; undefined after Ctrl-C. */
async function sendFile(ctx: Context, path: string, sizeBytes: number): Promise<string | undefined> {
  const name = basename(path)
  if (!ctx.err.isTerminal && !ctx.json) ctx.err.line(storeWords.uploading(name))
  const view = createTransferView(ctx.err, storeWords.uploading(name), sizeBytes)
  const abort = new AbortController()
  const release = ctx.io.onInterrupt(() => abort.abort())
  const file = createReadStream(path)
  try {
    const { upload } = await ctx.client.call(
      'uploadImage',
      { query: { name } },
      { content: { stream: view.count(file), sizeBytes }, signal: abort.signal, timeoutMs: 0 },
    )
    return upload
  } catch (error) {
    if (abort.signal.aborted) return undefined
    throw error
  } finally {
    release()
    view.end()
    file.destroy()
  }
}

/** `…/Debian 12.qcow2` → `debian-12`; the daemon has the last word on what is a name. */
export function imageIdOf(source: string, isUrl: boolean): string {
  const path = isUrl ? (URL.parse(source)?.pathname ?? '') : source
  const id = imageIdFor(basename(path))
  if (id !== '') return id
  const { message, hint } = words.usage.idNeeded(source)
  throw usageError(message, { field: '--id', hint })
}

export async function removeImages(ctx: Context, images: readonly string[]): Promise<number> {
  if (!(await confirm(ctx, `kiste image remove ${images.join(' ')}`, [words.confirm.removeImage(images)])))
    return 1
  const wishes = images.map((image) =>
    wish(ctx, 'removeImage', { params: { image } }, () => [[storeWords.images.removed(image)]]),
  )
  return change(ctx, wishes, { many: images.length > 1 })
}
