import { isAbsolute } from 'node:path'
import { problemError, type ObjectRef } from '../../domain/problem.ts'
import { formatBytes } from '../../domain/size.ts'
import type { RunOptions, Runner } from '../exec.ts'
import { explained } from './image-problems.ts'

/** Formats that disks are kept or come in. Always named to qemu-img: letting it guess lets a raw disk's content choose. */
export type ImageFormat = 'qcow2' | 'raw' | 'vmdk' | 'vdi'

export interface DiskInfo {
  readonly format: ImageFormat
  readonly virtualSizeBytes: number
  /** What it takes on disk. */
  readonly allocatedBytes: number
  /** The file it stands on, as written in it. */
  readonly backingPath?: string | undefined
}

/** What a disk file says about itself; its backing file is not opened. For strangers' files call `checkUntrusted` first. */
export async function imageInfo(runner: Runner, path: string, format: ImageFormat): Promise<DiskInfo> {
  return explained({ doing: 'read the disk', object: file(path) }, async () => {
    // -U: a running VM holds the lock, and reading the header needs none.
    const { stdout } = await qemuImg(runner, ['info', '--output=json', '-U', '-f', format], [path], {
      timeoutMs: 60_000,
    })
    const info = asRecord(JSON.parse(stdout))
    const backing = info['full-backing-filename'] ?? info['backing-filename']
    return {
      format,
      virtualSizeBytes: asSize(info['virtual-size'], 'virtual-size'),
      allocatedBytes: asSize(info['actual-size'], 'actual-size'),
      backingPath: typeof backing === 'string' ? backing : undefined,
    }
  })
}

/** Makes a blank disk, sparse unless it is to have all its room at once. */
export async function createDisk(
  runner: Runner,
  path: string,
  format: 'qcow2' | 'raw',
  sizeBytes: number,
  { thick = false }: { readonly thick?: boolean | undefined } = {},
): Promise<void> {
  await explained({ doing: 'create the disk', object: file(path) }, () =>
    qemuImg(
      runner,
      ['create', '-q', '-f', format, ...options(format), ...roomOptions(thick)],
      [path, String(sizeBytes)],
    ),
  )
}

/** Makes a qcow2 disk that holds only what differs from `base`; `base` must not change from then on. */
export async function createOverlay(
  runner: Runner,
  path: string,
  base: { readonly path: string; readonly format: 'qcow2' | 'raw' },
  sizeBytes?: number,
): Promise<void> {
  await explained({ doing: 'create the disk', object: file(path) }, () =>
    qemuImg(
      runner,
      ['create', '-q', '-f', 'qcow2', ...options('qcow2'), '-b', absolute(base.path), '-F', base.format],
      [path, ...(sizeBytes === undefined ? [] : [String(sizeBytes)])],
    ),
  )
}

export interface Conversion {
  readonly from: string
  readonly fromFormat: ImageFormat
  readonly to: string
  readonly toFormat: 'qcow2' | 'raw'
  /** All of its room is set aside at once, and its holes with it. */
  readonly thick?: boolean | undefined
}

/** Copies a disk into a new file, its holes left out. Backing files are flattened in. */
export async function convert(
  runner: Runner,
  conversion: Conversion,
  signal: AbortSignal,
  onPercent?: (percent: number) => void,
): Promise<void> {
  const { from, fromFormat, to, toFormat, thick = false } = conversion
  await explained({ doing: 'convert the disk', object: file(from) }, () =>
    qemuImg(
      runner,
      ['convert', '-p', '-f', fromFormat, '-O', toFormat, ...options(toFormat), ...roomOptions(thick)],
      [absolute(from), to],
      {
        signal,
        onLine: percentReader(onPercent),
      },
    ),
  )
}

/**
 * Writes what a disk holds onto a block device that is at least as large and holds only zeros; on stable storage when done. Past the page
 * cache, so that what is on the device is what was written, also for those that do not look through it.
 */
export async function convertToDevice(
  runner: Runner,
  {
    from,
    fromFormat,
    device,
  }: { readonly from: string; readonly fromFormat: ImageFormat; readonly device: string },
  signal: AbortSignal,
  onPercent?: (percent: number) => void,
): Promise<void> {
  await explained({ doing: 'write the disk to a device', object: file(from) }, () =>
    qemuImg(
      runner,
      ['convert', '-p', '-n', '--target-is-zero', '-t', 'none', '-f', fromFormat, '-O', 'raw'],
      [absolute(from), absolute(device)],
      { signal, onLine: percentReader(onPercent) },
    ),
  )
}

/** Grows a disk to this size; asking for less than it has is refused, as it would cut off data. */
export async function resizeDisk(
  runner: Runner,
  path: string,
  format: 'qcow2' | 'raw',
  sizeBytes: number,
  { thick = false }: { readonly thick?: boolean | undefined } = {},
): Promise<void> {
  const { virtualSizeBytes } = await imageInfo(runner, path, format)
  if (sizeBytes === virtualSizeBytes) return
  if (sizeBytes < virtualSizeBytes)
    throw problemError({
      code: 'invalid_input',
      message: `${path} holds ${formatBytes(virtualSizeBytes)}; making it ${formatBytes(sizeBytes)} would cut off data.`,
      object: file(path),
      hint: `Ask for at least ${formatBytes(virtualSizeBytes)}.`,
    })
  await explained({ doing: 'grow the disk', object: file(path) }, () =>
    qemuImg(
      runner,
      ['resize', '-q', '-f', format, ...(thick ? ['--preallocation=falloc'] : [])],
      [path, String(sizeBytes)],
    ),
  )
}

/** Writes what a disk holds into the file it stands on, and leaves the disk as it is. What is not needed becomes holes. */
export async function commitDisk(runner: Runner, path: string): Promise<void> {
  await explained({ doing: 'put the disk together with what it stands on', object: file(path) }, () =>
    qemuImg(runner, ['commit', '-q', '-f', 'qcow2', '-d'], [path]),
  )
}

/** What `qemu-img check` finds: leaked clusters only waste space, corruptions are lost data. */
export interface DiskCheck {
  readonly corruptions: number
  readonly leakedClusters: number
}

export async function checkDisk(
  runner: Runner,
  path: string,
  signal?: AbortSignal,
  format: Exclude<ImageFormat, 'raw'> = 'qcow2',
): Promise<DiskCheck> {
  return explained({ doing: 'check the disk', object: file(path) }, async () => {
    // Exit codes 2 and 3 mean that it was checked and corruptions or leaks were found; 63, that the format knows no check (qemu-img(1)).
    const { stdout, code } = await qemuImg(runner, ['check', '--output=json', '-f', format], [path], {
      okCodes: [0, 2, 3, 63, ...(format === 'vmdk' ? [1] : [])],
      ...(signal ? { signal } : {}),
    })
    // A VMDK whose data lies behind its end makes the check fail instead of being counted.
    if (code === 1) return { corruptions: 1, leakedClusters: 0 }
    if (code === 63) return { corruptions: 0, leakedClusters: 0 }
    const found = asRecord(JSON.parse(stdout))
    const count = (name: string) => (found[name] === undefined ? 0 : asSize(found[name], name))
    return { corruptions: count('corruptions') + count('check-errors'), leakedClusters: count('leaks') }
  })
}

/** How many bytes the disk would take as qcow2. */
export async function measure(runner: Runner, path: string, format: ImageFormat): Promise<number> {
  return explained({ doing: 'measure the disk', object: file(path) }, async () => {
    const { stdout } = await runner.run([
      'qemu-img',
      'measure',
      '--output=json',
      '-f',
      format,
      '-O',
      'qcow2',
      '--',
      absolute(path),
    ])
    return asSize(asRecord(JSON.parse(stdout))['required'], 'required')
  })
}

/** Writes another backing file's name into a disk and nothing else: for a base that moved, its content unchanged. */
export async function rebaseUnsafe(
  runner: Runner,
  path: string,
  base: { readonly path: string; readonly format: 'qcow2' | 'raw' },
): Promise<void> {
  await explained({ doing: 'set the backing file of', object: file(path) }, () =>
    qemuImg(
      runner,
      ['rebase', '-q', '-u', '-f', 'qcow2', '-b', absolute(base.path), '-F', base.format],
      [path],
    ),
  )
}

function percentReader(onPercent: ((percent: number) => void) | undefined): (line: string) => void {
  return (line) => {
    const percent = /\(([\d.]+)\/100%\)/.exec(line)?.[1]
    if (percent !== undefined) onPercent?.(Number(percent))
  }
}

/** Blocks are set aside and read as zeros; nothing is written. */
function roomOptions(thick: boolean): string[] {
  return thick ? ['-o', 'preallocation=falloc'] : []
}

// Lazy refcounts and clusters larger than 64 KiB were left at QEMU's defaults: compat 1.1 is what it needs for discard and growth.
function options(format: 'qcow2' | 'raw'): string[] {
  return format === 'qcow2' ? ['-o', 'compat=1.1'] : []
}

function qemuImg(runner: Runner, args: readonly string[], operands: readonly string[], run: RunOptions = {}) {
  const [path, ...rest] = operands
  return runner.run(['qemu-img', ...args, '--', absolute(path!), ...rest], run)
}

// qemu-img takes `nbd:…` or `json:{…}` for another kind of disk; nothing that begins with a slash is one.
function absolute(path: string): string {
  if (isAbsolute(path) && !path.includes('\0')) return path
  throw new TypeError(`${JSON.stringify(path)} is not an absolute path`)
}

function file(path: string): ObjectRef {
  return { type: 'file', name: path }
}

function asRecord(value: unknown): Record<string, unknown> {
  if (typeof value !== 'object' || value === null) throw new Error('qemu-img did not answer with an object')
  return value as Record<string, unknown>
}

function asSize(value: unknown, name: string): number {
  if (typeof value !== 'number' || !Number.isSafeInteger(value) || value < 0)
    throw new Error(`qemu-img gave no usable ${name}`)
  return value
}
