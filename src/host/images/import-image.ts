import { constants } from 'node:fs'
import { copyFile, rm, stat, statfs } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { problemError } from '../../domain/problem.ts'
import type { Runner } from '../exec.ts'
import type { ImageWork } from '../host.ts'
import { checkUntrusted, type CheckedFile, type ImageLimits } from './check-untrusted.ts'
import { digestOfFile } from './digest.ts'
import { explained, tooLittleSpace, untrusted } from './image-problems.ts'
import { checkDisk, convert, imageInfo, measure } from './qemu-img.ts'
import { handling, readHead, sniff } from './sniff.ts'
import { unpackFile } from './unpack.ts'

export interface FileToImport {
  readonly path: string
  /** What its owner calls it, for messages. */
  readonly name: string
  /** What its SHA-256 must be. */
  readonly sha256?: string | undefined
  readonly limits?: ImageLimits
}

/** A finished image file in the folder it was to go to. */
export interface ImportedImage {
  readonly kind: 'disk' | 'iso'
  readonly path: string
  readonly virtualSizeBytes: number
  readonly fileSizeBytes: number
  /** Of the file at `path`, hex. */
  readonly sha256: string
}

/**
 * Takes a stranger's file as an image: unpacks it, checks that it is whole and refers to nothing outside, and writes
 * `disk.qcow2` (a new file, so that only what is known to be a disk's content comes along) or `medium.iso` into `folder`. The
 * given file stays as it is; on failure nothing of ours is left in `folder`.
 */
export async function importImage(
  runner: Runner,
  file: FileToImport,
  folder: string,
  work: ImageWork,
): Promise<ImportedImage> {
  return explained({ doing: 'import', object: { type: 'file', name: file.name } }, async () => {
    const made: string[] = []
    const own = (name: string) => {
      made.push(join(folder, name))
      return join(folder, name)
    }
    try {
      if (file.sha256 !== undefined) await checkDigest(file, work.signal)
      const plain = await unpacked(runner, file, () => own('unpacked'), work)
      const checked = await checkUntrusted(plain, file.name, file.limits)
      work.signal.throwIfAborted()
      const path =
        checked.type === 'iso'
          ? await takeIso(plain, own('medium.iso'))
          : await takeDisk(runner, { ...checked, path: plain, name: file.name }, own('disk.qcow2'), work)
      if (plain !== file.path) await rm(plain, { force: true })
      const { size } = await stat(path)
      const virtualSizeBytes = checked.type === 'iso' ? size : checked.virtualSizeBytes
      const sha256 = await digestOfFile(path, 'sha256', work.signal)
      return { kind: checked.type, path, virtualSizeBytes, fileSizeBytes: size, sha256 }
    } catch (error) {
      for (const path of made) await rm(path, { force: true })
      throw error
    }
  })
}

async function checkDigest(file: FileToImport, signal: AbortSignal): Promise<void> {
  const found = await digestOfFile(file.path, 'sha256', signal)
  if (found === file.sha256?.toLowerCase()) return
  throw problemError({
    code: 'checksum_mismatch',
    message: `${file.name} has the SHA-256 ${found}, not ${file.sha256?.toLowerCase()}.`,
    object: { type: 'file', name: file.name },
    hint: 'Fetch the file again, or ask where it came from for its checksum.',
  })
}

async function unpacked(
  runner: Runner,
  file: FileToImport,
  target: () => string,
  work: ImageWork,
): Promise<string> {
  const { head, sizeBytes } = await readHead(file.path)
  const kind = sniff(head)
  const how = handling[kind]
  if (how.type !== 'compressed') return file.path
  work.log(`Unpacking ${basename(file.name)} (${kind})`)
  const to = target()
  try {
    await unpackFile(
      runner,
      { from: file.path, to, name: file.name, unpack: how.unpack },
      work.signal,
      (bytes) => work.progress(bytes, Math.max(bytes, sizeBytes), 'bytes'),
    )
  } catch (error) {
    throw isBrokenPack(error)
      ? untrusted(file.name, 'it was cut short or damaged: it cannot be unpacked', 'Fetch it again.')
      : error
  }
  return to
}

function isBrokenPack(error: unknown): boolean {
  const said = error instanceof Error && 'stderr' in error ? String(error.stderr) : ''
  return /unexpected end|invalid compressed data|crc error|Compressed data is corrupt|premature end|Decoding error|Read error/i.test(
    said,
  )
}

async function takeIso(from: string, to: string): Promise<string> {
  await checkSpace(to, (await stat(from)).size, 'The image')
  // Shares the blocks where the file system can, and is a file of its own in any case.
  await copyFile(from, to, constants.COPYFILE_FICLONE)
  return to
}

type CheckedDisk = Extract<CheckedFile, { type: 'disk' }> & { readonly path: string; readonly name: string }

async function takeDisk(runner: Runner, disk: CheckedDisk, to: string, work: ImageWork): Promise<string> {
  const { format, path, name } = disk
  const info = await imageInfo(runner, path, format)
  // Both were excluded by the header; were QEMU ever to read it otherwise, the file is not what it seemed.
  if (info.backingPath !== undefined || info.virtualSizeBytes !== disk.virtualSizeBytes)
    throw untrusted(name, 'its header can be read in two ways')
  if (format !== 'raw') {
    const { corruptions } = await checkDisk(runner, path, work.signal, format)
    if (corruptions > 0)
      throw untrusted(name, `it is damaged or was cut short (${corruptions} errors)`, 'Fetch it again.')
  }
  await checkSpace(to, await measure(runner, path, format), 'The image')
  work.log(`Converting ${name} (${format}) to qcow2`)
  await convert(runner, { from: path, fromFormat: format, to, toFormat: 'qcow2' }, work.signal, (percent) =>
    work.progress(percent, 100, 'percent'),
  )
  return to
}

async function checkSpace(target: string, needBytes: number, what: string): Promise<void> {
  const folder = join(target, '..')
  const { bavail, bsize } = await statfs(folder)
  if (needBytes > bavail * bsize) throw tooLittleSpace(folder, what, needBytes, bavail * bsize)
}
