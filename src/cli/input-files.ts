import { readFile } from 'node:fs/promises'
import { usageError, type CliError } from './cli-error.ts'
import type { InStream } from './io.ts'
import { words } from './words.ts'

/** Everything on standard input, as text. */
export async function readStandardInput(stdin: InStream): Promise<string> {
  return Buffer.concat(await readChunks(stdin, Number.POSITIVE_INFINITY)).toString('utf8')
}

/** Everything on standard input, up to a limit; a chunk beyond it is still returned, so that the caller sees it was passed. */
export async function readChunks(stdin: InStream, limitBytes: number): Promise<Buffer[]> {
  const chunks: Buffer[] = []
  let sizeBytes = 0
  for await (const chunk of stdin as AsyncIterable<Buffer | string>) {
    const bytes = typeof chunk === 'string' ? Buffer.from(chunk) : chunk
    chunks.push(bytes)
    sizeBytes += bytes.length
    if (sizeBytes > limitBytes) break
  }
  return chunks
}

/** A file that an option names, as text; `-` for standard input. */
export async function readTextFile(field: string, path: string, stdin: InStream): Promise<string> {
  if (path === '-') return readStandardInput(stdin)
  try {
    return await readFile(path, 'utf8')
  } catch (error) {
    throw unreadable(field, path, error)
  }
}

/** Says which file of which option cannot be read and why. */
export function unreadable(field: string, path: string, error: unknown): CliError {
  const { message, hint } = words.usage.noFile(field, path, reasonOf(error))
  return usageError(message, { field, hint })
}

/** Why a file could not be used, in words for the codes people meet. */
export function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  const code = 'code' in error && typeof error.code === 'string' ? error.code : ''
  return words.fileReason[code] ?? error.message
}
