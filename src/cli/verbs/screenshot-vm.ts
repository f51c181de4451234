import { Readable } from 'node:stream'
import { usageError } from '../cli-error.ts'
import { formatBytes } from '../../domain/size.ts'
import type { Context } from '../command.ts'
import { isThere } from '../is-there.ts'
import { localPath } from '../local-path.ts'
import { vmWords } from '../vm-words.ts'
import { withInterrupt } from '../with-interrupt.ts'
import { words } from '../words.ts'
import { writeWhole } from '../write-whole.ts'

interface ScreenshotInput {
  readonly name: string
  readonly output?: string | undefined
  readonly width?: number | undefined
  readonly force?: boolean | undefined
}

/** What the screen of a VM shows, as a PNG file. Where it goes is looked at before it is taken. */
export async function screenshotVm(
  ctx: Context,
  { name, output, width, force }: ScreenshotInput,
): Promise<number> {
  if (output === '-' && ctx.out.isTerminal) throw usage(words.usage.pictureToTerminal)
  const path = output === '-' ? undefined : await fileFor(name, output)
  if (path !== undefined && force !== true && (await isThere(path))) throw usage(words.usage.fileExists(path))
  const picture = await withInterrupt(ctx, async (signal) => {
    const answer = await ctx.client.open(
      'screenshotVm',
      { params: { vm: name }, query: width === undefined ? {} : { widthPx: width } },
      { signal },
    )
    const bytes = Buffer.concat((await answer.toArray()) as Buffer[])
    if (path === undefined) ctx.out.raw(bytes)
    else await writeWhole(path, Readable.from([bytes]), signal)
    return bytes
  })
  if (picture === undefined) return 130
  if (path !== undefined) ctx.err.line(vmWords.screenshot(name, path, formatBytes(picture.length)))
  return 0
}

/** Beside whoever asks, called after the VM, unless said otherwise. */
async function fileFor(vm: string, output: string | undefined): Promise<string> {
  // VMs that others made may have any name.
  const name = `${vm.replaceAll('/', '_')}.png`
  return output === undefined ? name : localPath(output, name)
}

function usage({ message, hint }: { readonly message: string; readonly hint: string }): Error {
  return usageError(message, { field: '--output', hint })
}
