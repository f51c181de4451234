import type { Extent, FilePart } from '../../../domain/sample-spread.ts'
import { asError } from '../../../domain/thrown.ts'
import type { RunOptions, Runner } from '../../exec.ts'
import { blockCutter, sink, tarReader, type TakeBlock } from './cut-blocks.ts'

/** How blocks are read: by dd and tar, which are on every host and leave no trace, here and over ssh alike. */
export interface ExtentReader {
  readonly runner: Runner
  readonly blockBytes: number
  readonly signal: AbortSignal
}

/** A file that was changed into a pipe must not keep anybody waiting. */
const limit = { timeoutMs: 300_000 }

/** Blocks of a device. `direct`: not through the cache of the host, which would push out what others need. */
export async function readDevice(
  { runner, blockBytes, signal }: ExtentReader,
  device: string,
  { start, bytes }: Extent,
  take: TakeBlock,
): Promise<void> {
  const cutter = blockCutter(blockBytes, take)
  cutter.restart(start)
  await into(runner, ddWords(device, { start, bytes }, ['direct']), { signal }, (chunk) => cutter.push(chunk))
  cutter.restart(0)
}

/** Blocks of parts of files; `take` is told for each which file it is of. */
export async function readParts(
  reader: ExtentReader,
  mountpoint: string,
  parts: readonly FilePart[],
  take: (block: Uint8Array, at: number, path: string) => void,
): Promise<void> {
  const { runner, blockBytes, signal } = reader
  const whole = parts.filter((part) => part.bytes === part.ofBytes)
  if (whole.length > 0) {
    let index = -1
    const cutter = blockCutter(blockBytes, (block, at) => take(block, at, whole[index]?.path ?? ''))
    const read = tarReader(
      (name) => {
        // The block that is still to come is one of the file before.
        cutter.restart(0)
        // Those that went meanwhile do not come.
        do index += 1
        while (index < whole.length && !begins(whole[index]?.path ?? '', name))
      },
      (bytes) => cutter.push(bytes),
    )
    const input = whole.map((part) => `${part.path}\0`).join('')
    // 1 and 2: files that changed or went meanwhile.
    await into(runner, tarWords(mountpoint), { signal, input, okCodes: [0, 1, 2] }, read)
    cutter.restart(0)
  }
  for (const { path, start, bytes, ofBytes } of parts.filter((part) => part.bytes < part.ofBytes)) {
    // A block is read with the part it ends in, and the file's last one is as short as it is.
    const from = Math.floor(start / blockBytes) * blockBytes
    const end = start + bytes
    const to = end === ofBytes ? end : Math.floor(end / blockBytes) * blockBytes
    if (to <= from) continue
    const cutter = blockCutter(blockBytes, (block, at) => take(block, at, path))
    cutter.restart(from)
    const words = ddWords(`${mountpoint}/${path}`, { start: from, bytes: to - from }, [
      'noatime',
      'nofollow',
      'nonblock',
    ])
    // 1: it went meanwhile, or is none any more.
    await into(runner, words, { signal, okCodes: [0, 1] }, (chunk) => cutter.push(chunk))
    cutter.restart(0)
  }
}

function begins(path: string, name: Uint8Array): boolean {
  return Buffer.from(path).subarray(0, name.length).equals(name)
}

/** `if=` is part of each word, so no path is taken for an option. */
export function ddWords(path: string, { start, bytes }: Extent, flags: readonly string[]): readonly string[] {
  return [
    'dd',
    `if=${path}`,
    'bs=1M',
    `skip=${start}`,
    `count=${bytes}`,
    `iflag=${['skip_bytes', 'count_bytes', ...flags].join(',')}`,
    'status=none',
  ]
}

/** Names come through standard input, each ended by NUL and taken as it is. */
export function tarWords(mountpoint: string): readonly string[] {
  return [
    'tar',
    '--create',
    '--file=-',
    '--format=gnu',
    '--no-recursion',
    '--atime-preserve=system',
    `--directory=${mountpoint}`,
    '--no-unquote',
    '--null',
    '--files-from=-',
  ]
}

async function into(
  runner: Runner,
  argv: readonly string[],
  options: Omit<RunOptions, 'output'>,
  push: (bytes: Uint8Array) => void,
): Promise<void> {
  let failure: Error | undefined
  const output = sink((bytes) => {
    // The command is let run to its end: it reads little, and one that is broken off says less.
    if (failure !== undefined) return
    try {
      push(bytes)
    } catch (error) {
      failure = asError(error)
    }
  })
  const finished = new Promise<void>((resolve) => output.once('finish', resolve))
  try {
    await runner.run(argv, { ...limit, ...options, output, maxOutputBytes: 64 * 1024 })
  } finally {
    output.end()
    await finished
  }
  if (failure !== undefined) throw failure
}
