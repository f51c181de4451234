import { fstatSync } from 'node:fs'
import { formatBytes, MiB } from '../../domain/size.ts'
import { usageError } from '../cli-error.ts'
import type { Context } from '../command.ts'
import { given } from '../given.ts'
import { readChunks } from '../input-files.ts'
import type { InStream } from '../io.ts'
import { jsonText } from '../printer.ts'
import { vmWords } from '../vm-words.ts'
import { words } from '../words.ts'

/** libvirt passes at most 4 MiB to the agent in one message, base64 and all; what is larger belongs into a file. */
const inputLimitBytes = 2 * MiB
const defaultTimeoutSeconds = 60

export interface ExecInput {
  readonly name: string
  readonly command: readonly string[]
  readonly timeout?: number | undefined
  readonly noStdin?: boolean | undefined
}

export async function execVm(ctx: Context, input: ExecInput): Promise<number> {
  const timeoutSeconds = input.timeout ?? defaultTimeoutSeconds
  const stdin = input.noStdin !== true && isPiped(ctx.io.stdin) ? await readInput(ctx.io.stdin) : undefined
  const abort = new AbortController()
  const release = ctx.io.onInterrupt(() => abort.abort())
  try {
    const result = await ctx.client.call(
      'execVm',
      { params: { vm: input.name }, body: given({ argv: [...input.command], input: stdin, timeoutSeconds }) },
      { timeoutMs: (timeoutSeconds + 30) * 1000, signal: abort.signal },
    )
    if (ctx.json) ctx.out.raw(`${jsonText(result, 2)}\n`)
    else {
      ctx.out.raw(Buffer.from(result.stdout, 'base64'))
      ctx.err.raw(Buffer.from(result.stderr, 'base64'))
      if (result.truncated) ctx.err.line(vmWords.truncated)
    }
    return result.ended === 'exit' ? result.code : 128 + result.code
  } catch (error) {
    if (!abort.signal.aborted) throw error
    ctx.err.line(vmWords.execLeft(input.name))
    return 130
  } finally {
    release()
  }
}

async function readInput(stdin: InStream): Promise<string | undefined> {
  const bytes = Buffer.concat(await readChunks(stdin, inputLimitBytes))
  if (bytes.length > inputLimitBytes) {
    const { message, hint } = words.usage.inputTooBig(formatBytes(inputLimitBytes))
    throw usageError(message, { hint })
  }
  return bytes.length > 0 ? bytes.toString('base64') : undefined
}

/**
 * Whether something is handed over on standard input: a file or a pipe. A terminal is the person's, and a device like /dev/null is
 * what cron and services give.
 */
function isPiped(stdin: InStream): boolean {
  if (stdin.isTTY === true) return false
  const descriptor = 'fd' in stdin && typeof stdin.fd === 'number' ? stdin.fd : undefined
  if (descriptor === undefined) return true
  try {
    return !fstatSync(descriptor).isCharacterDevice()
  } catch {
    // Closed (`<&-`): there is nothing to hand over.
    return false
  }
}
