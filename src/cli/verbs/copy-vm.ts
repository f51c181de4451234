import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { basename } from 'node:path'
import type { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { formatBytes } from '../../domain/size.ts'
import { usageError } from '../cli-error.ts'
import type { Context } from '../command.ts'
import { unreadable } from '../input-files.ts'
import { localPath } from '../local-path.ts'
import { createTransferView } from '../transfer-view.ts'
import { vmWords } from '../vm-words.ts'
import { withInterrupt } from '../with-interrupt.ts'
import { words } from '../words.ts'
import { writeWhole } from '../write-whole.ts'

interface GuestSide {
  readonly vm: string
  readonly path: string
}

export async function copyVm(
  ctx: Context,
  input: { readonly from: string; readonly to: string },
): Promise<number> {
  const from = guestSide(input.from)
  const to = guestSide(input.to)
  if (from && !to) return copyOut(ctx, from, input.to)
  if (to && !from) return copyIn(ctx, input.from, to)
  const { message, hint } = words.usage.copySides
  throw usageError(message, { hint })
}

/** `NAME:/path`; what begins like a path is a local file, whatever follows. */
export function guestSide(text: string): GuestSide | undefined {
  const colon = text.indexOf(':')
  if (colon < 1 || /^[./]/.test(text) || text.slice(0, colon).includes('/')) return undefined
  const path = text.slice(colon + 1)
  if (!path.startsWith('/')) {
    const { message, hint } = words.usage.copyAbsolute(path)
    throw usageError(message, { hint })
  }
  return { vm: text.slice(0, colon), path }
}

async function copyIn(ctx: Context, file: string, to: GuestSide): Promise<number> {
  const fromStdin = file === '-'
  const path = to.path.endsWith('/') && !fromStdin ? to.path + basename(file) : to.path
  const sizeBytes = fromStdin ? undefined : await fileSize(file)
  const stream = fromStdin ? (ctx.io.stdin as Readable) : createReadStream(file)
  const view = createTransferView(ctx.err, fromStdin ? vmWords.standardInput : basename(file), sizeBytes)
  try {
    const counted = view.count(stream)
    const written = await withInterrupt(ctx, (signal) =>
      ctx.client.call(
        'writeVmFile',
        { params: { vm: to.vm }, query: { path } },
        { content: { stream: counted, sizeBytes }, signal, timeoutMs: 0 },
      ),
    )
    if (written === undefined) return 130
    view.end()
    ctx.err.line(vmWords.copied(file, `${to.vm}:${path}`, formatBytes(written.sizeBytes)))
    return 0
  } finally {
    view.end()
    if (!fromStdin) stream.destroy()
  }
}

async function fileSize(file: string): Promise<number> {
  const found = await stat(file).catch((error: unknown) => {
    throw unreadable('FILE', file, error)
  })
  if (found.isDirectory()) {
    const { message, hint } = words.usage.copyDirectory(file)
    throw usageError(message, { hint })
  }
  return found.size
}

async function copyOut(ctx: Context, from: GuestSide, file: string): Promise<number> {
  const name = basename(from.path)
  const view = createTransferView(ctx.err, name, undefined)
  try {
    const sizeBytes = await withInterrupt(ctx, async (signal) => {
      const answer = await ctx.client.open(
        'readVmFile',
        { params: { vm: from.vm }, query: { path: from.path } },
        { signal, timeoutMs: 0 },
      )
      if (file === '-') {
        await pipeline(view.count(answer), async (source) => {
          for await (const chunk of source as AsyncIterable<Buffer>) ctx.out.raw(chunk)
        })
      } else {
        await writeWhole(await localPath(file, name), view.count(answer), signal)
      }
      return view.doneBytes
    })
    if (sizeBytes === undefined) return 130
    view.end()
    if (file !== '-') ctx.err.line(vmWords.copied(`${from.vm}:${from.path}`, file, formatBytes(sizeBytes)))
    return 0
  } finally {
    view.end()
  }
}
